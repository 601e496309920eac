"""Acts of townships (QD-01, QD-05 to QD-09): only on items they hold, in the mode of the item."""

from __future__ import annotations

from collections.abc import Mapping

from schemas.events.cases import CaseFiled
from schemas.events.inspection_records import InspectionRecorded
from schemas.events.penalty_decisions import CoercionApplied, PenaltyDecided
from streams.policy.case import Case
from streams.policy.ledger import Entries
from streams.policy.mechanisms.authority.acts import Act
from streams.policy.mechanisms.authority.held import HELD, QD_01, QD_08, not_in_list, not_loaded
from streams.policy.mechanisms.authority.wording import item_zh, why_not_held
from streams.policy.powers import COOPERATE, EMPOWERED, ENTRUSTED, Listed, is_unsaid, power_over
from streams.policy.rulebook import rule
from streams.policy.rules import Severity, Threshold

QD_05, QD_06, QD_07, QD_09 = (rule(f"QD-{n}") for n in ("05", "06", "07", "09"))


def judge_township(case: Case, act: Act, entries: Entries) -> None:
    """Enter what follows from an act of a township: known, in force, in scope, then the mode."""
    if isinstance(act.event, InspectionRecorded | CoercionApplied):
        _related(case, act, entries)
    if act.township != act.body:
        _elsewhere(case, act, entries)
        return
    _listed(case, act, entries)
    mode = act.governing.mode
    match act.event:
        case PenaltyDecided() if mode == EMPOWERED:
            _own_subject(case, act, act.event, entries)
        case CoercionApplied() if mode == EMPOWERED:
            _own_subject(case, act, act.event, entries)
        case PenaltyDecided() if mode == ENTRUSTED:
            _entrusted(case, act, entries)
            _liability(case, act, act.event, entries)
        case InspectionRecorded() if mode == ENTRUSTED:
            _entrusted(case, act, entries)
        case CoercionApplied() if mode == ENTRUSTED:
            _coercion_entrusted(case, act, entries)
        case _:
            pass


def _listed(case: Case, act: Act, entries: Entries) -> None:
    power = act.power
    if power.is_transferred:
        entries.conclude(
            QD_01,
            act.fact,
            HELD,
            "COMPLIANT",
            agency=act.agency,
            zh=f"{act.on} {item_zh(power)}在有效清单内，适用范围包含本乡镇",
            en=f"on {act.on} {power.item_code} was in force in the list, for this township too",
        )
    elif is_unsaid(power, case.registry):
        not_loaded(case, act, entries)
    elif power.listed is not Listed.IN_FORCE or isinstance(act.event, CaseFiled):
        not_in_list(case, act, *why_not_held(power, case.registry), entries)
    elif act.is_power_itself and not (act.joint_action and power.mode == COOPERATE):
        _without_power(case, act, entries)


def _elsewhere(case: Case, act: Act, entries: Entries) -> None:
    name = case.registry.name(act.township or "")
    why_zh = f"地点在{name}，不在本乡镇辖区"
    not_in_list(case, act, why_zh, f"the place lies in {name}, not in its own area", entries)


def _without_power(case: Case, act: Act, entries: Entries) -> None:
    power = act.power
    owner = case.registry.name(power.department or "")
    entries.conclude(
        QD_08,
        act.fact,
        "acts by the department only",
        "VIOLATION",
        agency=act.agency,
        zh=f"{item_zh(power)} 未下放，责任主体为{owner}，乡镇只能配合，不得自行处罚或强制",
        en=f"{power.item_code} is not transferred: {owner} is responsible, a township cooperates",
        code="TOWNSHIP_ACTED_WITHOUT_POWER",
        creditor=power.department,
    )


def _own_subject(
    case: Case, act: Act, event: PenaltyDecided | CoercionApplied, entries: Entries
) -> None:
    named = {
        "decision_authority_id": event.decision_authority_id,
        "implementing_agency_id": event.implementing_agency_id,
        "responsible_agency_id": event.responsible_agency_id or act.body,
    }
    wrong, said = _named_otherwise(case, named, act.body)
    own = case.registry.name(act.body)
    entries.conclude(
        QD_05,
        act.fact,
        "township is the subject",
        "VIOLATION" if wrong else "COMPLIANT",
        agency=act.agency,
        zh=f"赋权事项的执法主体和责任主体应为{own}"
        + (f"，但填写为 {said}" if wrong else "，决定、实施、责任机关一致"),
        en=f"an empowered item is decided, implemented and answered for by {own}"
        + (f"; named otherwise: {said}" if wrong else ""),
        code="WRONG_SUBJECT" if wrong else None,
        fields=wrong,
    )


def _named_otherwise(
    case: Case, named: Mapping[str, str], right: str | None
) -> tuple[tuple[str, ...], str]:
    """Return the fields in which an act names another agency than the right one, and which."""
    wrong = tuple(field for field, agency in named.items() if agency != right)
    return wrong, "、".join(f"{field}={case.registry.name(named[field])}" for field in wrong)


def _entrusted(case: Case, act: Act, entries: Entries) -> None:
    power = act.governing
    principal = power.department or ""
    found = case.registry.items.entrustment(power.item_code, principal, act.body, act.on)
    owner = case.registry.name(principal)
    entries.conclude(
        QD_06,
        act.fact,
        "entrustment in force",
        "COMPLIANT" if found else "VIOLATION",
        agency=act.agency,
        zh=f"委托书 {found.doc.doc_no or found.delegation_id} 于 {act.on} 有效，"
        f"期限 {found.valid_from} 至 {found.valid_to}"
        if found
        else f"{act.on} 没有{owner}委托{case.registry.name(act.body)}实施 {item_zh(power)} "
        "的有效委托书",
        en=f"entrustment {found.delegation_id} was in force, {found.valid_from} to {found.valid_to}"
        if found
        else f"no entrustment of {power.item_code} by {owner} was in force on {act.on}",
        code=None if found else "NO_VALID_ENTRUSTMENT",
        creditor=principal,
        delegation_id=found.delegation_id if found else None,
    )


def _coercion_entrusted(case: Case, act: Act, entries: Entries) -> None:
    power = act.governing
    owner = case.registry.name(power.department or "")
    entries.conclude(
        QD_06,
        act.fact,
        "no coercion under entrustment",
        "VIOLATION",
        agency=act.agency,
        zh=f"{item_zh(power)} 为委托事项，行政强制措施权不得委托（行政强制法 第17条），"
        f"应由{owner}实施",
        en=f"coercive measures may not be entrusted (行政强制法 art. 17); {owner} applies them",
        code="COERCION_UNDER_ENTRUSTMENT",
        threshold=Threshold.STATUTE,
        creditor=power.department,
    )


def _liability(case: Case, act: Act, event: PenaltyDecided, entries: Entries) -> None:
    principal = act.power.department
    named = {
        "decision_authority_id": event.decision_authority_id,
        "responsible_agency_id": event.responsible_agency_id,
    }
    wrong, said = _named_otherwise(case, named, principal)
    owner = case.registry.name(principal or "")
    entries.conclude(
        QD_07,
        act.fact,
        "principal answers",
        "VIOLATION" if wrong else "COMPLIANT",
        agency=act.agency,
        zh=f"委托事项以{owner}名义决定，由其承担法律责任" + (f"，但填写为 {said}" if wrong else ""),
        en=f"an entrusted item is decided in the name of {owner}, which answers in law"
        + (f"; named otherwise: {said}" if wrong else ""),
        code="LIABILITY_MISATTRIBUTED" if wrong else None,
        creditor=principal,
        fields=wrong,
    )


def _related(case: Case, act: Act, entries: Entries) -> None:
    """Inspection and coercion serve a penalty item that the township holds that day (QD-09)."""
    related = act.related_item
    power = power_over(case.registry, related, act.body, act.on) if related else None
    verdict, severity = "VIOLATION", QD_09.severity
    code: str | None = "POWER_NOT_RELATED_TO_HELD_ITEM"
    if power is None:
        why_zh, why_en = "未写明相关处罚事项", "names no penalty item that it serves"
    elif power.is_transferred:
        verdict, code, severity = "COMPLIANT", None, Severity.INFO
        why_zh, why_en = f"服务于本乡镇承担的 {item_zh(power)}", f"serves {related}, which it holds"
    elif is_unsaid(power, case.registry):
        verdict, code, severity = "UNDETERMINABLE", "LIST_NOT_LOADED", Severity.WARN
        why_zh = f"本乡镇的事项清单未加载，无法判断 {related} 是否为其事项"
        why_en = f"its list is not loaded, so {related} cannot be judged"
    else:
        reason_zh, reason_en = why_not_held(power, case.registry)
        why_zh, why_en = f"相关处罚事项 {item_zh(power)}：{reason_zh}", f"{related}: {reason_en}"
    entries.conclude(
        QD_09,
        act.fact,
        "serves a held item",
        verdict,
        agency=act.agency,
        zh=f"乡镇检查、强制须与其处罚事项相关：{why_zh}",
        en=f"a township inspects and coerces for a penalty item it holds: {why_en}",
        code=code,
        severity=severity,
        related_item=related,
    )
