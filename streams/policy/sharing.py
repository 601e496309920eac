"""信息共享: a fact is shared on the day it is formed, or on the day declared in time.

Judged over one shared fact of one publisher: what was shared under one subject, and the
extensions declared for it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from typing import Final

from schemas.envelope import Event
from schemas.events.inspection_records import BriefingIssued, InspectionRecorded
from schemas.events.law_changes import StandardPublished
from schemas.events.licensing import LicenseChanged, LicenseDecided
from schemas.events.penalty_decisions import PenaltyDecided
from schemas.events.sharing import ExtensionDeclared
from schemas.instants import end_of_day, shanghai_day, shown
from streams.policy.case import Case
from streams.policy.clocks import Due, declared_day, same_day, working_days
from streams.policy.facts import Fact
from streams.policy.ledger import (
    Discharge,
    Entries,
    Ledger,
    Obligation,
    Standing,
    Status,
    Verdict,
    obligation,
    standing,
)
from streams.policy.rules import Severity, Threshold
from streams.policy.sharing_rules import CATEGORY_RULES, GX_11, GX_12

_EXTENDED: Final = {"ON_TIME": "EXTENDED_ON_TIME", "LATE": "EXTENDED_LATE"}


def judge(case: Case) -> Ledger:
    """Return the sharing duties of one subject and where they stand."""
    entries = Entries()
    shared = [f for f in case.facts if not isinstance(f.event, ExtensionDeclared)]
    extensions = _valid_extensions(case, entries)
    for fact in (*_first_receipts(shared), *_corrections(shared)):
        if not _is_bound(case, fact, entries):
            continue
        _judge_shared(case, fact, extensions, entries)
    for declared in extensions.values():
        if declared:
            _judge_awaited(case, declared, entries)
    return entries.close()


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
        if case.registry.side(event.agency_id) is None:
            continue
        formed, expected = event.formed_at, event.expected_share_at
        if expected is None:
            continue
        if fact.shared_at > end_of_day(shanghai_day(formed)):
            entries.verdicts.append(_declared_late(fact))
            continue
        cap = working_days(formed, case.pack.params.extension_cap_wd, case.pack.calendar)
        if shanghai_day(expected) > shanghai_day(cap.at):
            entries.verdicts.append(_beyond_cap(case, fact, cap))
        valid.setdefault((event.extended_category, shanghai_day(formed)), []).append(fact)
    return valid


def _is_bound(case: Case, fact: Fact, entries: Entries) -> bool:
    """Whether the clause binds the publisher for this fact; if not, say why."""
    event = fact.event
    agency = case.registry.agencies.get(event.agency_id)
    if agency is None or agency.side is None:
        entries.verdicts.append(
            _inapplicable(fact, "OUTSIDE_CLAUSE_SCOPE", "发布机关不在本条适用范围内")
        )
        return False
    if event.formed_at is None:
        entries.verdicts.append(
            Verdict(
                GX_11,
                "sharing",
                event.agency_id,
                "UNDETERMINABLE",
                event.subject,
                (event.event_id,),
                zh="缺少形成时间，无法判断是否当日共享",
                en="no formation time, so the day cannot be judged",
                code="FORMED_AT_MISSING",
                severity=Severity.WARN,
            )
        )
        return False
    if shanghai_day(event.formed_at) < agency.active_from:
        entries.verdicts.append(
            _inapplicable(fact, "BEFORE_GO_LIVE", f"形成于该机关启用日 {agency.active_from} 之前")
        )
        return False
    if isinstance(event, LicenseDecided | LicenseChanged) and not any(
        case.registry.is_transferred(code, event.decision_date) for code in event.related_item_codes
    ):
        entries.verdicts.append(_inapplicable(fact, "NOT_RELATED", "与下放乡镇的处罚事项无关"))
        return False
    return True


def _judge_shared(case: Case, fact: Fact, extensions: _Extensions, entries: Entries) -> None:
    event = fact.event
    formed = event.formed_at
    if formed is None:  # tested by _is_bound
        return
    group = (event.share_category, shanghai_day(formed))
    declared: list[Fact] = []
    if event.supersedes_event_id is None:
        waiting = extensions.get(group, [])
        declared = [x for x in waiting if x.order < fact.order]
        if waiting:  # the first fact that comes is the one they were declared for
            extensions[group] = []
    due = _extended_due(declared) if declared else same_day(formed)
    now = standing(due, Discharge(fact.shared_at, event.event_id, fact.shared_at), case.now)
    duty = _obligation(declared[0] if declared else fact, event, due, now, extended=declared)
    entries.obligations.append(duty)
    if now.status is Status.SATISFIED_LATE:
        entries.verdicts.append(_missed(fact, duty))


def _judge_awaited(case: Case, declared: list[Fact], entries: Entries) -> None:
    """An extension opens the duty before the fact itself arrives."""
    due = _extended_due(declared)
    now = standing(due, None, case.now)
    entries.obligations.append(
        _obligation(declared[0], declared[0].event, due, now, extended=declared)
    )


def _extended_due(declared: list[Fact]) -> Due:
    last = declared[-1].event
    if not isinstance(last, ExtensionDeclared) or not last.formed_at or not last.expected_share_at:
        raise TypeError("only declared extensions extend")
    return declared_day(last.formed_at, last.expected_share_at)


def _obligation(
    trigger: Fact, event: Event, due: Due, now: Standing, *, extended: list[Fact]
) -> Obligation:
    category = (
        event.extended_category if isinstance(event, ExtensionDeclared) else event.share_category
    )
    if event.formed_at is None:
        raise TypeError("a duty to share starts at formation")
    flags = {
        "BACKFILL": bool(event.backfill_batch),
        "FORMATION_DATE_DIFFERS": _formation_differs(event),
    }
    duty = obligation(
        GX_11,
        trigger.event,
        due,
        now,
        debtor=event.agency_id,
        creditor=None,
        clock_start=event.formed_at,
        flags=tuple(flag for flag, raised in flags.items() if raised),
    )
    return replace(
        duty,
        verdict=_EXTENDED.get(now.verdict, now.verdict) if extended else now.verdict,
        category_rule=CATEGORY_RULES.get(category),
    )


def _formation_differs(event: Event) -> bool:
    """V-41: formed on another day than its document bears, and no basis given: a hint only."""
    document = _document_date(event)
    return (
        document is not None
        and event.formed_at is not None
        and not event.formed_at_basis
        and shanghai_day(event.formed_at) != document
    )


def _document_date(event: Event) -> date | None:
    match event:
        case InspectionRecorded():
            return event.record_doc.doc_date
        case PenaltyDecided() | LicenseDecided() | LicenseChanged():
            return event.decision_date
        case StandardPublished() | BriefingIssued():
            return event.doc.doc_date
        case _:
            return None


def _inapplicable(fact: Fact, code: str, zh: str) -> Verdict:
    event = fact.event
    return Verdict(
        GX_11,
        "sharing",
        event.agency_id,
        "NOT_APPLICABLE",
        event.subject,
        (event.event_id,),
        zh=f"不适用：{zh}",
        en=f"the clause does not apply: {code}",
        code=code,
    )


def _missed(fact: Fact, duty: Obligation) -> Verdict:
    event = fact.event
    late = (duty.late_by_ms or 0) / 3_600_000
    return Verdict(
        GX_11,
        "sharing",
        event.agency_id,
        "VIOLATION",
        event.subject,
        (event.event_id,),
        zh=f"{duty.due.zh}；实际共享于 {shown(fact.shared_at)}，迟 {late:.1f} 小时",
        en=f"{duty.due.en}; shared at {shown(fact.shared_at)}, {late:.1f} hours late",
        code="SAME_DAY_MISSED",
        severity=Severity.BREACH,
        obligation_id=duty.id,
        flags=duty.flags,
    )


def _declared_late(fact: Fact) -> Verdict:
    event = fact.event
    return Verdict(
        GX_12,
        "declared in time",
        event.agency_id,
        "VIOLATION",
        event.subject,
        (event.event_id,),
        zh=f"延长声明于 {shown(fact.shared_at)} 到达，晚于形成当日，不发生延长效力",
        en=f"the extension arrived at {shown(fact.shared_at)}, after the day of formation",
        code="EXTENSION_DECLARED_LATE",
        severity=Severity.WARN,
    )


def _beyond_cap(case: Case, fact: Fact, cap: Due) -> Verdict:
    event = fact.event
    days = case.pack.params.extension_cap_wd
    return Verdict(
        GX_12,
        "within the cap",
        event.agency_id,
        "VIOLATION",
        event.subject,
        (event.event_id,),
        zh=f"声明的共享日超过地方参数 extension_cap_wd = {days} 个工作日（{shanghai_day(cap.at)}）",
        en=f"the declared day exceeds the local parameter extension_cap_wd = {days} working days "
        f"({shanghai_day(cap.at)})",
        code="EXTENSION_CAP_EXCEEDED",
        severity=Severity.WARN,
        threshold=Threshold.LOCAL_PARAM,
        param="extension_cap_wd",
        provisional=cap.provisional,
    )
