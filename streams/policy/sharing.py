"""信息共享: a fact is shared on the day it is formed, or on the day declared in time.

Judged over one shared fact of one publisher: what was shared under one subject, and the
extensions declared for it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from typing import Final

from schemas.document_dates import document_date
from schemas.envelope import Event
from schemas.events.licensing import LicenseChanged, LicenseDecided
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
    receipts = _first_receipts(shared)
    matched, awaited = _matched(receipts, _valid_extensions(case, entries))
    for fact in (*receipts, *_corrections(shared)):
        if _is_bound(case, fact, entries):
            _judge_shared(case, fact, matched.get(fact.key, []), entries)
    for declared in awaited:
        if _is_active(case, declared[0].event):
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
        if case.registry.side(event.agency_judged) is None:
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


def _is_bound(case: Case, fact: Fact, entries: Entries) -> bool:
    """Whether the clause binds the publisher for this fact; if not, say why."""
    event = fact.event
    agency = case.registry.agencies.get(event.agency_judged)
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
                event.agency_judged,
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


def _judge_shared(case: Case, fact: Fact, declared: list[Fact], entries: Entries) -> None:
    event = fact.event
    if event.formed_at is None:  # tested by _is_bound
        return
    due = _extended_due(declared) if declared else same_day(event.formed_at)
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
        debtor=event.agency_judged,
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
    document = document_date(event)
    return (
        document is not None
        and event.formed_at is not None
        and not event.formed_at_basis
        and shanghai_day(event.formed_at) != document
    )


def _inapplicable(fact: Fact, code: str, zh: str) -> Verdict:
    event = fact.event
    return Verdict(
        GX_11,
        "sharing",
        event.agency_judged,
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
        event.agency_judged,
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
        event.agency_judged,
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
        event.agency_judged,
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
