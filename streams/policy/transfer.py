"""案件移送: a violation that belongs to someone else is handed over, and the answer given.

Judged over a matter. Clocks end at hub receipt, or at the paper time that the receiver states.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Final
from uuid import UUID

from schemas.envelope import Event
from schemas.events.cases import ViolationDiscovered
from schemas.events.referrals import ReferralAcceptanceReplied, ReferralSent
from schemas.instants import shanghai_day
from streams.policy.case import Case
from streams.policy.clocks import Due, hours, working_days
from streams.policy.facts import Fact
from streams.policy.ledger import (
    Discharge,
    Entries,
    Ledger,
    Obligation,
    Verdict,
    obligation,
    standing,
)
from streams.policy.registry import Registry, Side
from streams.policy.rules import Rule, Severity, Threshold
from streams.policy.transfer_rules import YS_05, YS_06, YS_16

_URGENT_DOMAINS: Final = frozenset({"WORK_SAFETY", "FOOD_DRUG", "ENVIRONMENT"})
_CLAUSE_DAYS: Final = 3


def judge(case: Case) -> Ledger:
    """Return the duties to refer and to answer in one matter, and where they stand."""
    entries = Entries()
    for fact in case.facts:
        match fact.event:
            case ViolationDiscovered(jurisdiction="OTHER") as violation:
                _refer(case, fact, violation, entries)
            case ViolationDiscovered() as violation:
                _check_declaration(case, violation, entries)
            case ReferralSent() as referral:
                _answer(case, fact, referral, entries)
                _check_direction(case, referral, entries)
            case _:
                pass
    return entries.close()


def _refer(case: Case, fact: Fact, violation: ViolationDiscovered, entries: Entries) -> None:
    debtor, creditor = violation.agency_judged, violation.competent_agency_id
    if creditor is None:
        return
    if not case.registry.is_pair(debtor, creditor):
        entries.verdicts.append(_outside(YS_05, debtor, violation))
        return
    discharge, referral = _discharge(case, violation)
    early = referral is not None and referral.order < fact.order
    days = working_days(violation.discovered_at, _CLAUSE_DAYS, case.pack.calendar)
    entries.obligations.append(
        _duty(case, YS_05, violation, debtor, creditor, days, discharge, early=early)
    )
    if violation.urgency_grounds:
        if "discovered_at" in violation.date_only:
            entries.verdicts.append(_no_time_of_day(violation))
            return
        limit = hours(violation.discovered_at, case.pack.params.immediate_hours)
        entries.obligations.append(
            _duty(case, YS_06, violation, debtor, creditor, limit, discharge, early=early)
        )
    elif _domain(case.registry, violation) in _URGENT_DOMAINS:
        entries.verdicts.append(_under_declared(violation))


def _discharge(case: Case, violation: ViolationDiscovered) -> tuple[Discharge | None, Fact | None]:
    """Return the first referral of the matter by the debtor that names no other violation."""
    for fact in case.facts:
        referral = fact.event
        if (
            isinstance(referral, ReferralSent)
            and violation.agency_judged in {referral.agency_judged, referral.from_agency_id}
            and referral.violation_id in {None, violation.violation_id}
        ):
            end = _paper_time(case, referral) or fact.shared_at
            return Discharge(end, referral.event_id, fact.shared_at), fact
    return None, None


def _paper_time(case: Case, referral: ReferralSent) -> datetime | None:
    """Return when the written set came in on paper, if the receiving side has stated it (§3.2)."""
    return next(
        (
            fact.event.paper_received_at
            for fact in case.facts
            if isinstance(fact.event, ReferralAcceptanceReplied)
            and fact.event.referral_id == referral.referral_id
            and fact.event.agency_judged == referral.to_agency_id
            and fact.event.paper_received_at is not None
        ),
        None,
    )


def _duty(
    case: Case,
    rule: Rule,
    violation: ViolationDiscovered,
    debtor: str,
    creditor: str,
    due: Due,
    discharge: Discharge | None,
    *,
    early: bool,
) -> Obligation:
    duty = obligation(
        rule,
        violation,
        due,
        standing(due, discharge, case.now),
        debtor=debtor,
        creditor=creditor,
        clock_start=violation.discovered_at,
        flags=("DISCHARGED_BEFORE_TRIGGER",) if early else (),
    )
    by_day = "discovered_at" in violation.date_only
    return replace(duty, precision="DAY") if by_day else duty


def _answer(case: Case, fact: Fact, referral: ReferralSent, entries: Entries) -> None:
    debtor, creditor = referral.to_agency_id, referral.from_agency_id
    if not case.registry.is_pair(debtor, creditor):
        entries.verdicts.append(_outside(YS_16, debtor, referral))
        return
    start = _paper_time(case, referral) or fact.shared_at
    due = working_days(start, _CLAUSE_DAYS, case.pack.calendar)
    reply = next(
        (
            f
            for f in case.facts
            if isinstance(f.event, ReferralAcceptanceReplied)
            and f.event.referral_id == referral.referral_id
            and f.event.agency_judged == debtor
        ),
        None,
    )
    discharge = Discharge(reply.shared_at, reply.event.event_id, reply.shared_at) if reply else None
    entries.obligations.append(
        obligation(
            YS_16,
            referral,
            due,
            standing(due, discharge, case.now),
            debtor=debtor,
            creditor=creditor,
            clock_start=start,
        )
    )


def _check_declaration(case: Case, violation: ViolationDiscovered, entries: Entries) -> None:
    """Declared one's own or unclear while the item list names another agency."""
    named = _competent(case.registry, violation, violation.item_code)
    if not named or violation.agency_judged in named:
        return
    entries.verdicts.append(
        Verdict(
            YS_05,
            "jurisdiction",
            violation.agency_judged,
            "UNDETERMINABLE",
            violation.subject,
            (violation.event_id,),
            zh=f"声明的管辖为 {violation.jurisdiction}，但事项清单列明由 "
            f"{'、'.join(case.registry.name(a) for a in sorted(named))} 管辖",
            en=f"declared {violation.jurisdiction}, but the item list names another agency",
            code="JURISDICTION_MISDECLARED",
            severity=Severity.WARN,
            details=(("registry_names", ",".join(sorted(named))),),
        )
    )


def _check_direction(case: Case, referral: ReferralSent, entries: Entries) -> None:
    """A referral to an agency that the item list does not name is flagged; it is still sent."""
    named = _competent(case.registry, referral, referral.item_code)
    if not named or referral.to_agency_id in named:
        return
    names = "、".join(case.registry.name(a) for a in sorted(named))
    entries.verdicts.append(
        Verdict(
            YS_05,
            "direction",
            referral.from_agency_id,
            "VIOLATION",
            referral.subject,
            (referral.event_id,),
            zh=f"移送给 {case.registry.name(referral.to_agency_id)}，但事项清单列明由 {names} 管辖",
            en=f"sent to {referral.to_agency_id}, but the item list names "
            f"{', '.join(sorted(named))}",
            code="REFERRAL_MISDIRECTED",
            severity=Severity.WARN,
            creditor=referral.to_agency_id,
            details=(("competent", ",".join(sorted(named))),),
        )
    )


def _competent(registry: Registry, event: Event, item_code: str | None) -> frozenset[str]:
    if item_code is None:
        return frozenset()
    township = registry.township_of(event.region_code)
    if township is None and registry.side(event.agency_judged) is Side.TOWNSHIP:
        township = event.agency_judged
    return registry.competent(item_code, township, shanghai_day(event.occurred_at))


def _domain(registry: Registry, violation: ViolationDiscovered) -> str | None:
    if violation.item_code is None:
        return None
    entries = registry.entries(violation.item_code, shanghai_day(violation.discovered_at))
    return entries[0].domain if entries else None


def _outside(rule: Rule, agency: str, event: Event) -> Verdict:
    return Verdict(
        rule,
        "scope",
        agency,
        "NOT_APPLICABLE",
        event.subject,
        (event.event_id,),
        zh="不适用：双方不是一个乡镇和一个部门，本条不计时，照常送达",
        en="the clause binds a township and a department; the event is routed all the same",
        code="OUTSIDE_CLAUSE_SCOPE",
    )


def _no_time_of_day(violation: ViolationDiscovered) -> Verdict:
    return _urgency(
        violation,
        "UNDETERMINABLE",
        "TIME_OF_DAY_MISSING",
        "发现时间只有日期，无法按小时计时",
        "the discovery is known to the day only, so hours cannot be counted",
    )


def _under_declared(violation: ViolationDiscovered) -> Verdict:
    return _urgency(
        violation,
        "COMPLIANT",
        "URGENCY_UNDER_DECLARED",
        "事项属于安全生产、食品药品或环保领域而未填写紧急情形；本条以“重大”为前提，仅作提示",
        "the item's domain is named by the clause, which asks for a major violation: a hint only",
    )


def _urgency(violation: ViolationDiscovered, verdict: str, code: str, zh: str, en: str) -> Verdict:
    events: tuple[UUID, ...] = (violation.event_id,)
    return Verdict(
        YS_06,
        "urgency",
        violation.agency_judged,
        verdict,
        violation.subject,
        events,
        zh=zh,
        en=en,
        code=code,
        severity=Severity.WARN,
        threshold=Threshold.LOCAL_PARAM,
        param="immediate_hours",
    )
