"""The same day (GX-11), or the day declared in time.

Judged over one shared fact of one publisher: what was shared under one subject, and the
extensions declared for it.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from types import MappingProxyType
from typing import Final

from schemas.document_dates import document_date
from schemas.envelope import Event
from schemas.events.licensing import LicenseChanged, LicenseDecided
from schemas.events.sharing import ExtensionDeclared
from schemas.events.supervision import VerdictContested, VerdictReviewed
from schemas.instants import lasting, shanghai_day, shown
from streams.policy.case import Case, at_receipt
from streams.policy.clocks import same_day
from streams.policy.facts import Fact
from streams.policy.ledger import Entries
from streams.policy.mechanisms.sharing import extensions
from streams.policy.mechanisms.sharing.extensions import Declared
from streams.policy.obligations import Discharge, Obligation, Status
from streams.policy.registry import Side
from streams.policy.rulebook import rule
from streams.policy.rules import Severity

GX_11: Final = rule("GX-11")

CATEGORY_RULES: Final = MappingProxyType({f"G{n}": f"GX-{n + 1:02d}" for n in range(1, 9)})
"""Share category → the rule that names its content."""

_BINDS: Final = MappingProxyType({"G3": Side.TOWNSHIP, "G6": Side.DEPARTMENT})
"""Whom the clause names as forming what falls under a category, where it names one side only."""


def judge(case: Case, entries: Entries) -> None:
    """Enter the sharing duties of one subject and where they stand."""
    not_shared = (ExtensionDeclared, VerdictContested, VerdictReviewed)
    shared = [f for f in case.facts if not isinstance(f.event, not_shared)]
    receipts = _first_receipts(shared)
    matched, awaited = extensions.matched(receipts, extensions.valid(case, entries))
    for fact in (*receipts, *_corrections(shared)):
        if (formed := _formation(case, fact, entries)) is not None:
            _judge_shared(case, fact, formed, matched.get(fact.key, []), entries)
    for declared in awaited:
        first = declared[0]
        if _is_active(case, first.fact.event, first.formed) and _is_meant(case, first.fact.event):
            _owe(case, first.fact, first.formed, declared, None, entries)


def _is_active(case: Case, event: Event, formed: datetime) -> bool:
    """Whether the publisher was bound to share on the day of formation."""
    agency = case.registry.agencies[event.agency_judged]
    return agency.active_from <= shanghai_day(formed)


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


def _is_meant(case: Case, event: Event) -> bool:
    """Whether the category binds the publisher's side: G3 townships, G6 departments (§6.6)."""
    side = _BINDS.get(_category(event))
    return side is None or side is case.registry.side(event.agency_judged)


def _category(event: Event) -> str:
    """Return the category of a fact, or of the fact that an extension is declared for."""
    if isinstance(event, ExtensionDeclared):
        return event.extended_category
    return event.share_category


def _formation(case: Case, fact: Fact, entries: Entries) -> datetime | None:
    """Return when a fact was formed if the clause binds its publisher for it; else say why not."""
    event = fact.event
    agency = case.registry.agencies.get(event.agency_judged)
    if agency is None or agency.side is None:
        _inapplicable(entries, fact, "OUTSIDE_CLAUSE_SCOPE", "发布机关不在本条适用范围内")
        return None
    if not _is_meant(case, event):
        name = CATEGORY_RULES[event.share_category]
        _inapplicable(entries, fact, "OUTSIDE_CLAUSE_SCOPE", f"{name} 所指的不是发布机关这一方")
        return None
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
        return None
    if shanghai_day(event.formed_at) < agency.active_from:
        _inapplicable(
            entries, fact, "BEFORE_GO_LIVE", f"形成于该机关启用日 {agency.active_from} 之前"
        )
        return None
    if isinstance(event, LicenseDecided | LicenseChanged) and not any(
        case.registry.is_transferred(code, event.decision_date) for code in event.related_item_codes
    ):
        _inapplicable(entries, fact, "NOT_RELATED", "与下放乡镇的处罚事项无关")
        return None
    return event.formed_at


def _judge_shared(
    case: Case, fact: Fact, formed: datetime, declared: list[Declared], entries: Entries
) -> None:
    duty = _owe(case, fact, formed, declared, at_receipt(fact), entries)
    if duty.status is Status.SATISFIED_LATE and duty.due is not None:
        late_zh, late_en = lasting(fact.shared_at - duty.due.at)
        shared = shown(fact.shared_at)
        entries.conclude(
            GX_11,
            fact,
            "sharing",
            "VIOLATION",
            agency=fact.event.agency_judged,
            reckoned=duty.due,
            zh=f"实际共享于 {shared}，迟 {late_zh}",
            en=f"shared at {shared}, {late_en} late",
            code="SAME_DAY_MISSED",
            duty=duty,
        )


def _owe(
    case: Case,
    fact: Fact,
    formed: datetime,
    declared: list[Declared],
    discharge: Discharge | None,
    entries: Entries,
) -> Obligation:
    """Enter the duty to share; an extension opens it before the fact itself arrives."""
    event = fact.event
    first = same_day(formed)
    due = declared[-1].due if declared else first
    extended = extensions.steps(declared, first)
    differs = ("FORMATION_DATE_DIFFERS",) if _formation_differs(event, formed) else ()
    return entries.owe(
        GX_11,
        declared[0].fact if declared else fact,
        due,
        debtor=event.agency_judged,
        start=formed,
        discharge=discharge,
        flags=differs,
        category_rule=CATEGORY_RULES.get(_category(event)),
        precision="DAY" if "formed_at" in event.date_only else "INSTANT",
        extensions=extended,
        warn_at=case.soon_before(extended),
        first_due=first if extended else None,
    )


def _formation_differs(event: Event, formed: datetime) -> bool:
    """V-41: formed on another day than its document bears, and no basis given: a hint only."""
    document = document_date(event)
    return document not in {None, shanghai_day(formed)} and not event.formed_at_basis


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
