"""Acts of departments (QD-01, QD-08, QD-10, QD-11): not with powers that townships hold."""

from __future__ import annotations

from datetime import date

from schemas.events.cases import CaseFiled
from schemas.events.inspection_records import InspectionRecorded
from schemas.events.penalty_decisions import CoercionApplied, PenaltyDecided
from schemas.instants import shanghai_day
from streams.policy.case import Case
from streams.policy.ledger import Entries
from streams.policy.mechanisms.authority.acts import Act
from streams.policy.mechanisms.authority.held import HELD, QD_01, QD_08, not_in_list, not_loaded
from streams.policy.mechanisms.authority.wording import MODES, item_zh
from streams.policy.powers import COOPERATE, ENTRUSTED, Listed, Power
from streams.policy.registry import Side
from streams.policy.rulebook import rule
from streams.policy.rules import Severity

QD_10, QD_11 = rule("QD-10"), rule("QD-11")

_EXCLUSIVE = "exclusive power"


def judge_department(case: Case, act: Act, entries: Entries) -> None:
    """Enter what follows from an act of a department: whose the power is where it acted."""
    power = act.power
    if power.listed is Listed.UNKNOWN:
        _unlisted(case, act, entries)
        power = act.governing
    if power.is_transferred:
        _on_transferred(case, act, power, entries)
    elif power.listed is Listed.UNKNOWN:
        pass
    elif act.body != power.department:
        owner = case.registry.name(power.department or "")
        not_in_list(case, act, f"该事项由{owner}实施", f"{owner} implements the item", entries)
    elif power.transfers_on and act.is_power_itself:
        _not_yet(case, act, power, power.transfers_on, entries)
    elif power.listed is Listed.NOT_IN_FORCE and not power.transfers_on:
        _unlisted(case, act, entries)
    else:
        _own(case, act, power, entries)


def _on_transferred(case: Case, act: Act, power: Power, entries: Entries) -> None:
    match act.event:
        case PenaltyDecided() | CoercionApplied() if _is_everywhere(case, power):
            _exclusive(case, act, power, entries)
        case PenaltyDecided() | CoercionApplied():
            _place_unknown(case, act, power, entries)
        case InspectionRecorded() if act.body == power.department:
            _inspection(case, act, power, entries)
        case InspectionRecorded():
            owner = case.registry.name(power.department or "")
            zh, en = f"行业监管由{owner}负责", f"{owner} is in charge of supervision"
            not_in_list(case, act, zh, en, entries)
        case _:
            pass


def _is_everywhere(case: Case, power: Power) -> bool:
    """Whether the power is a township's wherever the act took place."""
    if power.township is not None:
        return True
    return set(case.registry.on_side(Side.TOWNSHIP)) <= set(power.holders)


def _exclusive(case: Case, act: Act, power: Power, entries: Entries) -> None:
    """A transferred penalty or coercion power is the township's alone (QD-10)."""
    holders = (power.township,) if power.township else power.holders
    since = max(case.registry.items.held_since(power.item_code, h, act.on) for h in holders)
    filed = _filed_on(case, act)
    names = case.registry.names(holders)
    verdict, code = "VIOLATION", "EXCLUSIVE_AUTHORITY_VIOLATED"
    why_zh, why_en = "部门不得继续行使", "the department may no longer use it"
    if power.mode == ENTRUSTED and isinstance(act.event, CoercionApplied):
        verdict, code = "NOT_APPLICABLE", "COERCION_NOT_ENTRUSTABLE"
        why_zh = "行政强制不得委托，由部门实施合法（行政强制法 第17条）"
        why_en = "coercion cannot be entrusted, so the department applies it (行政强制法 art. 17)"
    elif filed is not None and filed < since:
        verdict, code = "NOT_APPLICABLE", "CASE_FILED_BEFORE_TRANSFER"
        why_zh = f"案件于 {filed} 立案，早于下放日，由原部门办结"
        why_en = f"the case was filed on {filed}, before the transfer, and stays with it"
    entries.conclude(
        QD_10,
        act.fact,
        _EXCLUSIVE,
        verdict,
        agency=act.agency,
        zh=f"{item_zh(power)} 自 {since} 起{MODES[power.mode or ''][0]}给{names}，{why_zh}",
        en=f"{power.item_code} has been {names}'s since {since}: {why_en}",
        code=code,
        creditor=power.township,
        township=power.township,
    )


def _filed_on(case: Case, act: Act) -> date | None:
    """Return the day on which the case was filed: as the decision says, else by its filing."""
    if isinstance(act.event, PenaltyDecided):
        return act.event.case_filed_date
    filings = (
        shanghai_day(filing.filed_at)
        for _, filing in case.all(CaseFiled)
        if filing.case_id == act.event.case_id
        and case.registry.acts_for(filing.agency_judged, act.body)
    )
    return min(filings, default=None)


def _place_unknown(case: Case, act: Act, power: Power, entries: Entries) -> None:
    names = case.registry.names(power.holders)
    entries.conclude(
        QD_10,
        act.fact,
        _EXCLUSIVE,
        "UNDETERMINABLE",
        agency=act.agency,
        zh=f"{item_zh(power)} 已下放给{names}；未写明所在乡镇，无法判断是否属于其权限",
        en=f"{power.item_code} is {names}'s; no township is named, so it cannot be judged",
        code="TOWNSHIP_UNKNOWN",
        severity=Severity.WARN,
    )


def _not_yet(case: Case, act: Act, power: Power, starts: date, entries: Entries) -> None:
    entries.conclude(
        QD_10,
        act.fact,
        _EXCLUSIVE,
        "NOT_APPLICABLE",
        agency=act.agency,
        zh=f"{item_zh(power)} 自 {starts} 起下放，{act.on} 仍由{case.registry.name(act.body)}行使",
        en=f"{power.item_code} is transferred from {starts} on; on {act.on} it was still its own",
        code="NOT_YET_TRANSFERRED",
        township=power.township,
    )


def _inspection(case: Case, act: Act, power: Power, entries: Entries) -> None:
    entries.conclude(
        QD_11,
        act.fact,
        "inspection allowed",
        "COMPLIANT",
        agency=act.agency,
        zh=f"{item_zh(power)} 虽已下放，{case.registry.name(act.body)}仍有监管职责，可以检查",
        en=f"{power.item_code} is transferred; the department still supervises and may inspect",
    )


def _own(case: Case, act: Act, power: Power, entries: Entries) -> None:
    owner = case.registry.name(act.body)
    entries.conclude(
        QD_01,
        act.fact,
        HELD,
        "COMPLIANT",
        agency=act.agency,
        zh=f"{act.on} {item_zh(power)} 由{owner}实施",
        en=f"on {act.on} {power.item_code} was the department's own",
    )
    if power.mode == COOPERATE and act.is_power_itself:
        entries.conclude(
            QD_08,
            act.fact,
            "acts by the department only",
            "COMPLIANT",
            agency=act.agency,
            zh=f"{item_zh(power)} 为配合事项，由责任主体{owner}实施",
            en=f"{power.item_code} is for cooperation; the department, responsible, acted",
        )


def _unlisted(case: Case, act: Act, entries: Entries) -> None:
    """An item of no list is the department's own, unless its list is loaded and lacks it."""
    if case.registry.list_is_loaded(act.body, act.on):
        zh, en = f"{act.on} 没有清单列有此事项", f"no list has it in force on {act.on}"
        not_in_list(case, act, zh, en, entries)
    else:
        not_loaded(case, act, entries)
