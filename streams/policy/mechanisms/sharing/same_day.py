"""The same day (GX-11) and its extension (GX-12).

Judged over one shared fact of one publisher: what was shared under one subject, and the
extensions declared for it.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from types import MappingProxyType
from typing import Final

from schemas.document_dates import document_date
from schemas.envelope import Event
from schemas.events.licensing import LicenseChanged, LicenseDecided
from schemas.events.sharing import ExtensionDeclared
from schemas.events.supervision import VerdictContested, VerdictReviewed
from schemas.instants import end_of_day, shanghai_day, shown
from streams.policy.case import Case, at_receipt
from streams.policy.clocks import Due, declared_day, same_day
from streams.policy.facts import Fact
from streams.policy.ledger import Entries
from streams.policy.obligations import Discharge, Extension, Obligation, Status, standing
from streams.policy.registry import Side
from streams.policy.rulebook import rule
from streams.policy.rules import Severity, Threshold

GX_11: Final = rule("GX-11")
GX_12: Final = rule("GX-12")

CATEGORY_RULES: Final = MappingProxyType({f"G{n}": f"GX-{n + 1:02d}" for n in range(1, 9)})
"""Share category → the rule that names its content."""

_BINDS: Final = MappingProxyType({"G3": Side.TOWNSHIP, "G6": Side.DEPARTMENT})
"""Whom the clause names as forming what falls under a category, where it names one side only."""

_EXTENDED: Final = {"ON_TIME": "EXTENDED_ON_TIME", "LATE": "EXTENDED_LATE"}


def judge(case: Case, entries: Entries) -> None:
    """Enter the sharing duties of one subject and where they stand."""
    not_shared = (ExtensionDeclared, VerdictContested, VerdictReviewed)
    shared = [f for f in case.facts if not isinstance(f.event, not_shared)]
    receipts = _first_receipts(shared)
    matched, awaited = _matched(receipts, _valid_extensions(case, entries))
    for fact in (*receipts, *_corrections(shared)):
        if _is_bound(case, fact, entries):
            _judge_shared(case, fact, matched.get(fact.key, []), entries)
    for declared in awaited:
        if _is_active(case, declared[0].event) and _is_meant(case, declared[0].event):
            _owe(case, declared[0], declared[0].event, declared, None, entries)


def _first_receipts(facts: Iterable[Fact]) -> list[Fact]:
    """Return the first receipt of each fact; saying it again later opens nothing (§3.4)."""
    first: dict[tuple[str, object], Fact] = {}
    for fact in facts:
        if fact.event.supersedes_event_id is None:
            first.setdefault((fact.event.TYPE, fact.event.formed_at or fact.event.event_id), fact)
    return list(first.values())


def _corrections(facts: Iterable[Fact]) -> list[Fact]:
    """Return the corrections: each has its own formation and its own verdict (§3.4)."""
    return [f for f in facts if f.event.supersedes_event_id is not None]


_Extensions = dict[tuple[str, date], list[Fact]]


def _valid_extensions(case: Case, entries: Entries) -> _Extensions:
    """Return the extensions declared on the day of formation, by category and that day."""
    valid: _Extensions = {}
    for fact in case.facts:
        event = fact.event
        if not isinstance(event, ExtensionDeclared) or event.formed_at is None:
            continue
        if case.registry.side(event.agency_judged) is None:
            continue
        formed, expected = event.formed_at, event.expected_share_at
        if expected is None:
            continue
        if fact.shared_at > end_of_day(shanghai_day(formed)):
            _declared_late(fact, entries)
            continue
        cap = case.due(GX_12.clock(), formed)
        if shanghai_day(expected) > shanghai_day(cap.at):
            _beyond_cap(case, fact, cap, entries)
        valid.setdefault((event.extended_category, shanghai_day(formed)), []).append(fact)
    return valid


def _matched(
    receipts: list[Fact], extensions: _Extensions
) -> tuple[dict[str, list[Fact]], list[list[Fact]]]:
    """Return the extensions by the fact that they were declared for, and those still waiting.

    The first receipt of the category after the declaration ends the wait, whatever formation
    time it then states (§3.4). One that had come already leaves nothing to extend.
    """
    matched: dict[str, list[Fact]] = {}
    awaited: list[list[Fact]] = []
    for (category, day), declared in extensions.items():
        of_category = [f for f in receipts if f.event.share_category == category]
        first = declared[0].order
        if any(f.order < first and _formed_by(f.event, day) for f in of_category):
            continue
        later = (f for f in of_category if f.order > first and f.key not in matched)
        fact = next(later, None)
        if fact is None:
            awaited.append(declared)
        else:
            matched[fact.key] = [x for x in declared if x.order < fact.order]
    return matched, awaited


def _formed_by(event: Event, day: date) -> bool:
    """Whether the fact was formed on the day or later."""
    return event.formed_at is not None and shanghai_day(event.formed_at) >= day


def _is_active(case: Case, event: Event) -> bool:
    """Whether the publisher was bound to share on the day of formation."""
    agency = case.registry.agencies.get(event.agency_judged)
    return agency is not None and _formed_by(event, agency.active_from)


def _is_meant(case: Case, event: Event) -> bool:
    """Whether the category binds the publisher's side: G3 townships, G6 departments (§6.6)."""
    side = _BINDS.get(_category(event))
    return side is None or side is case.registry.side(event.agency_judged)


def _category(event: Event) -> str:
    """Return the category of a fact, or of the fact that an extension is declared for."""
    if isinstance(event, ExtensionDeclared):
        return event.extended_category
    return event.share_category


def _is_bound(case: Case, fact: Fact, entries: Entries) -> bool:
    """Whether the clause binds the publisher for this fact; if not, say why."""
    event = fact.event
    agency = case.registry.agencies.get(event.agency_judged)
    if agency is None or agency.side is None:
        _inapplicable(entries, fact, "OUTSIDE_CLAUSE_SCOPE", "发布机关不在本条适用范围内")
        return False
    if not _is_meant(case, event):
        name = CATEGORY_RULES[event.share_category]
        _inapplicable(entries, fact, "OUTSIDE_CLAUSE_SCOPE", f"{name} 所指的不是发布机关这一方")
        return False
    if event.formed_at is None:
        entries.conclude(
            GX_11,
            fact,
            "sharing",
            "UNDETERMINABLE",
            agency=event.agency_judged,
            zh="缺少形成时间，无法判断是否当日共享",
            en="no formation time, so the day cannot be judged",
            code="FORMED_AT_MISSING",
            severity=Severity.WARN,
        )
        return False
    if shanghai_day(event.formed_at) < agency.active_from:
        _inapplicable(
            entries, fact, "BEFORE_GO_LIVE", f"形成于该机关启用日 {agency.active_from} 之前"
        )
        return False
    if isinstance(event, LicenseDecided | LicenseChanged) and not any(
        case.registry.is_transferred(code, event.decision_date) for code in event.related_item_codes
    ):
        _inapplicable(entries, fact, "NOT_RELATED", "与下放乡镇的处罚事项无关")
        return False
    return True


def _judge_shared(case: Case, fact: Fact, declared: list[Fact], entries: Entries) -> None:
    trigger = declared[0] if declared else fact
    duty = _owe(case, trigger, fact.event, declared, at_receipt(fact), entries)
    if duty.status is Status.SATISFIED_LATE and duty.due is not None:
        late = (duty.late_by_ms or 0) / 3_600_000
        shared = shown(fact.shared_at)
        entries.conclude(
            GX_11,
            fact,
            "sharing",
            "VIOLATION",
            agency=fact.event.agency_judged,
            zh=f"{duty.due.zh}；实际共享于 {shared}，迟 {late:.1f} 小时",
            en=f"{duty.due.en}; shared at {shared}, {late:.1f} hours late",
            code="SAME_DAY_MISSED",
            duty=duty,
        )


def _owe(
    case: Case,
    trigger: Fact,
    event: Event,
    declared: list[Fact],
    discharge: Discharge | None,
    entries: Entries,
) -> Obligation:
    """Enter the duty to share; an extension opens it before the fact itself arrives."""
    if event.formed_at is None:
        raise TypeError("a duty to share starts at formation")
    due = _extended_due(declared) if declared else same_day(event.formed_at)
    verdict = standing(due, discharge, case.now).verdict
    differs = ("FORMATION_DATE_DIFFERS",) if _formation_differs(event) else ()
    return entries.owe(
        GX_11,
        trigger,
        due,
        debtor=event.agency_judged,
        start=event.formed_at,
        discharge=discharge,
        flags=differs,
        verdict=_EXTENDED.get(verdict) if declared else None,
        category_rule=CATEGORY_RULES.get(_category(event)),
        precision="DAY" if "formed_at" in event.date_only else "INSTANT",
        extensions=_extensions(declared, same_day(event.formed_at)),
    )


def _extensions(declared: list[Fact], before: Due) -> tuple[Extension, ...]:
    made = []
    for n, fact in enumerate(declared):
        after = _extended_due(declared[: n + 1])
        made.append(Extension(fact.id, before.at, after.at))
        before = after
    return tuple(made)


def _extended_due(declared: list[Fact]) -> Due:
    last = declared[-1].event
    if not isinstance(last, ExtensionDeclared) or not last.formed_at or not last.expected_share_at:
        raise TypeError("only declared extensions extend")
    return declared_day(last.formed_at, last.expected_share_at)


def _formation_differs(event: Event) -> bool:
    """V-41: formed on another day than its document bears, and no basis given: a hint only."""
    document = document_date(event)
    return (
        document is not None
        and event.formed_at is not None
        and not event.formed_at_basis
        and shanghai_day(event.formed_at) != document
    )


def _inapplicable(entries: Entries, fact: Fact, code: str, zh: str) -> None:
    entries.conclude(
        GX_11,
        fact,
        "sharing",
        "NOT_APPLICABLE",
        agency=fact.event.agency_judged,
        zh=f"不适用：{zh}",
        en=f"the clause does not apply: {code}",
        code=code,
    )


def _declared_late(fact: Fact, entries: Entries) -> None:
    entries.conclude(
        GX_12,
        fact,
        "declared in time",
        "VIOLATION",
        agency=fact.event.agency_judged,
        zh=f"延长声明于 {shown(fact.shared_at)} 到达，晚于形成当日，不发生延长效力",
        en=f"the extension arrived at {shown(fact.shared_at)}, after the day of formation",
        code="EXTENSION_DECLARED_LATE",
        severity=Severity.WARN,
        threshold=Threshold.CLAUSE,
    )


def _beyond_cap(case: Case, fact: Fact, cap: Due, entries: Entries) -> None:
    days = case.pack.params.number("extension_cap_wd")
    entries.conclude(
        GX_12,
        fact,
        "within the cap",
        "VIOLATION",
        agency=fact.event.agency_judged,
        zh=f"声明的共享日超过地方参数 extension_cap_wd = {days} 个工作日（{cap.day}）",
        en=f"the declared day exceeds the local parameter extension_cap_wd = {days} working days "
        f"({cap.day})",
        code="EXTENSION_CAP_EXCEEDED",
        severity=Severity.WARN,
        threshold=Threshold.LOCAL_PARAM,
        param="extension_cap_wd",
        provisional=cap.provisional,
    )
