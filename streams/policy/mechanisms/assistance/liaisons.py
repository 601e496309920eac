"""执法联络人: every agency has one at all times (XT-03), and files the list (XT-04)."""

from __future__ import annotations

from datetime import date, datetime
from typing import Final

from schemas.events.agencies import AgencyLiaisonFiled, AgencyLiaisonRegistered
from schemas.instants import end_of_day, shanghai_day, start_of_day
from streams.policy.case import Case, at_act
from streams.policy.facts import Fact
from streams.policy.ledger import Entries
from streams.policy.obligations import MILLISECOND
from streams.policy.rulebook import rule
from streams.policy.rules import Severity
from streams.policy.verdicts import Verdict

XT_03: Final = rule("XT-03")
XT_04: Final = rule("XT-04")

_FAR: Final = date(9999, 12, 30)


def judge_register(case: Case, entries: Entries) -> None:
    """Enter whether an agency has a liaison today. Nothing is said of a register not loaded."""
    agency = case.registry.agencies.get(case.key)
    today = shanghai_day(case.now)
    if agency is None or agency.side is None or not agency.is_active(today):
        return
    register = case.registry.contacts.liaisons
    terms = [(e.valid_from, e.valid_to or date.max) for _, e in register.get(agency.id, ())]
    count = sum(first <= today <= last for first, last in terms)
    for first, last in terms:
        entries.wake(start_of_day(first))
        entries.wake(end_of_day(min(last, _FAR)) + MILLISECOND)
    if not register:
        verdict, code = "UNDETERMINABLE", "LIST_NOT_LOADED"
        zh, en = "联络人名册尚未载入", "the register of liaisons is not loaded"
    elif count:
        verdict, code = "COMPLIANT", None
        zh, en = f"{today} 有在任联络人 {count} 名", f"has {count} liaisons on {today}"
    else:
        verdict, code = "VIOLATION", "NO_LIAISON"
        zh, en = f"{today} 没有在任的执法联络人", f"has no liaison on {today}"
    entries.verdicts.append(
        Verdict(
            XT_03,
            "liaison",
            agency.id,
            verdict,
            agency.id,
            (),
            f"{agency.name}{zh}",
            f"{agency.name} {en}",
            code=code,
            severity=XT_03.severity if code == "NO_LIAISON" else Severity.INFO,
            threshold=XT_03.threshold,
            details=(("count", count), ("missing", () if count else ("liaison",))),
        )
    )


def judge_filing(case: Case, entries: Entries) -> None:
    """Enter the duty to file every liaison of an agency with the justice bureau."""
    bureaus = case.registry.of_kind("JUSTICE_BUREAU")
    for fact, liaison in case.all(AgencyLiaisonRegistered):
        if case.registry.side(liaison.agency_judged) is None:
            continue
        filed = _filing(case, fact, liaison)
        start = end_of_day(liaison.valid_from)
        entries.owe(
            XT_04,
            fact,
            case.due(XT_04.clock(), start),
            debtor=liaison.agency_judged,
            creditor=bureaus[0] if bureaus else None,
            start=start,
            discharge=at_act(filed[0], filed[1]) if filed else None,
            precision="DAY",
        )


def _filing(
    case: Case, fact: Fact, liaison: AgencyLiaisonRegistered
) -> tuple[Fact, datetime] | None:
    """Return the first filing since the liaison was registered or took office."""
    since = min(start_of_day(liaison.valid_from), fact.event.occurred_at)
    filings = [
        (filing.filed_at, filing_fact.order, filing_fact)
        for filing_fact, filing in case.all(AgencyLiaisonFiled)
        if filing.filed_at >= since
        and case.registry.acts_for(filing.agency_judged, liaison.agency_judged)
    ]
    if not filings:
        return None
    at, _, filed = min(filings, key=lambda f: f[:2])
    return filed, at
