"""管辖声明: what was declared about jurisdiction against what the item lists say (YS-05)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Final

from schemas.envelope import Event
from schemas.events.cases import CaseFiled, ViolationDiscovered, ViolationDismissed
from schemas.events.disputes import DisputeRaised
from schemas.events.referrals import ReferralOralMade, ReferralSent
from schemas.instants import shanghai_day, shown
from streams.policy.case import Case
from streams.policy.clocks import Due, working_days
from streams.policy.facts import Fact
from streams.policy.ledger import Entries
from streams.policy.naming import names_another
from streams.policy.registry import Registry, Side
from streams.policy.rulebook import rule
from streams.policy.rules import Severity, Threshold

YS_05: Final = rule("YS-05")

_SETTLING: Final = (ReferralSent, ReferralOralMade, DisputeRaised, CaseFiled, ViolationDismissed)
"""What ends it that nobody knows whose a violation is (§6.3)."""


def judge_declarations(case: Case, entries: Entries) -> None:
    """Say where OWN or UNCLEAR was declared against the item list, or UNCLEAR for too long."""
    for fact, violation in case.all(ViolationDiscovered):
        if violation.jurisdiction != "OTHER":
            _declared(case, fact, violation, entries)
        if violation.jurisdiction == "UNCLEAR" and case.registry.side(violation.agency_judged):
            _unclear(case, fact, violation, entries)


def _declared(case: Case, fact: Fact, violation: ViolationDiscovered, entries: Entries) -> None:
    named = competent(case.registry, violation, violation.item_code)
    if not named or violation.agency_judged in named:
        return
    entries.conclude(
        YS_05,
        fact,
        "jurisdiction",
        "UNDETERMINABLE",
        agency=violation.agency_judged,
        zh=f"声明的管辖为 {violation.jurisdiction}，但事项清单列明由 "
        f"{case.registry.names(sorted(named))} 管辖",
        en=f"declared {violation.jurisdiction}, but the item list names another agency",
        code="JURISDICTION_MISDECLARED",
        severity=Severity.WARN,
        registry_names=",".join(sorted(named)),
    )


def _unclear(case: Case, fact: Fact, violation: ViolationDiscovered, entries: Entries) -> None:
    days = case.pack.params.number("prompt_wd")
    due = working_days(violation.discovered_at, days, case.calendar)
    settled = min(_settled(case, violation), default=None)
    if (settled and settled <= due.at) or not entries.is_past(due):
        return
    _too_long(fact, violation, due, entries)


def _settled(case: Case, violation: ViolationDiscovered) -> Iterator[datetime]:
    """Yield when it was settled who is competent, or a case was made of it."""
    for model in _SETTLING:
        for fact, event in case.all(model):
            if not names_another(event, "violation_id", violation.violation_id):
                yield _done_at(fact)
    for fact, later in case.all(ViolationDiscovered):
        if later.violation_id == violation.violation_id and later.jurisdiction != "UNCLEAR":
            yield later.competence_determined_at or fact.shared_at


def _done_at(fact: Fact) -> datetime:
    """Return when it was done: a transfer by the hub at its receipt, a fact at its own time."""
    match fact.event:
        case CaseFiled() as filed:
            return filed.filed_at
        case DisputeRaised() as raised:
            return raised.raised_at or fact.shared_at
        case ViolationDismissed() as dismissed:
            return dismissed.decided_at or fact.shared_at
        case _:
            return fact.shared_at


def _too_long(fact: Fact, violation: ViolationDiscovered, due: Due, entries: Entries) -> None:
    entries.conclude(
        YS_05,
        fact,
        "unclear",
        "UNDETERMINABLE",
        agency=violation.agency_judged,
        zh=f"管辖不明超过地方参数 prompt_wd（{shown(due.at)}），未移送、未提出争议、未立案也未撤销",
        en=f"jurisdiction stayed unclear beyond the local parameter prompt_wd ({shown(due.at)}) "
        "without referral, dispute, filing or dismissal",
        code="JURISDICTION_UNCLEAR_TOO_LONG",
        severity=Severity.WARN,
        threshold=Threshold.LOCAL_PARAM,
        param="prompt_wd",
        due_at=due.at,
    )


def judge_direction(case: Case, entries: Entries) -> None:
    """Flag a referral to an agency that the item list does not name; it is still sent."""
    for fact, referral in case.all(ReferralSent):
        named = competent(case.registry, referral, referral.item_code)
        if not named or referral.to_agency_id in named:
            continue
        names = case.registry.names(sorted(named))
        entries.conclude(
            YS_05,
            fact,
            "direction",
            "VIOLATION",
            agency=referral.from_agency_id,
            zh=f"移送给 {case.registry.name(referral.to_agency_id)}，但事项清单列明由 {names} 管辖",
            en=f"sent to {referral.to_agency_id}, but the item list names "
            f"{', '.join(sorted(named))}",
            code="REFERRAL_MISDIRECTED",
            severity=Severity.WARN,
            creditor=referral.to_agency_id,
            competent=",".join(sorted(named)),
        )


def competent(registry: Registry, event: Event, item_code: str | None) -> frozenset[str]:
    """Return who is competent for an item where an event took place; empty if no list says so."""
    if item_code is None:
        return frozenset()
    township = registry.township_of(event.region_code)
    if township is None and registry.side(event.agency_judged) is Side.TOWNSHIP:
        township = event.agency_judged
    return registry.competent(item_code, township, shanghai_day(event.occurred_at))
