"""Referring and answering (YS-05, YS-06, YS-16), and what was declared about jurisdiction.

Judged over a matter. Clocks end at hub receipt, or at the paper time that the receiver states.
"""

from __future__ import annotations

from datetime import datetime
from typing import Final

from schemas.envelope import Event
from schemas.events.cases import ViolationDiscovered
from schemas.events.referrals import ReferralAcceptanceReplied, ReferralSent
from schemas.instants import shanghai_day
from streams.policy.case import Case, at_receipt
from streams.policy.facts import Fact
from streams.policy.ledger import Entries
from streams.policy.obligations import Discharge
from streams.policy.registry import Registry, Side
from streams.policy.rulebook import rule
from streams.policy.rules import Rule, Severity, Threshold

YS_05: Final = rule("YS-05")
YS_06: Final = rule("YS-06")
YS_16: Final = rule("YS-16")

_URGENT_DOMAINS: Final = frozenset({"WORK_SAFETY", "FOOD_DRUG", "ENVIRONMENT"})


def judge(case: Case, entries: Entries) -> None:
    """Enter the duties to refer and to answer in one matter, and where they stand."""
    for fact, violation in case.all(ViolationDiscovered):
        if violation.jurisdiction == "OTHER":
            _refer(case, fact, violation, entries)
        else:
            _check_declaration(case, fact, violation, entries)
    for fact, referral in case.all(ReferralSent):
        _answer(case, fact, referral, entries)
        _check_direction(case, fact, referral, entries)


def _refer(case: Case, fact: Fact, violation: ViolationDiscovered, entries: Entries) -> None:
    debtor, creditor = violation.agency_judged, violation.competent_agency_id
    if creditor is None:
        return
    if not case.registry.is_pair(debtor, creditor):
        _outside(YS_05, debtor, fact, entries)
        return
    sent = _referral(case, violation)
    discharge = _handed_over(case, *sent) if sent else None
    early = ("DISCHARGED_BEFORE_TRIGGER",) if sent and sent[0].order < fact.order else ()
    start = violation.discovered_at
    by_day = "discovered_at" in violation.date_only
    entries.owe(
        YS_05,
        fact,
        case.due(YS_05.clock(), start),
        debtor=debtor,
        creditor=creditor,
        start=start,
        discharge=discharge,
        flags=early,
        precision="DAY" if by_day else "INSTANT",
    )
    if violation.urgency_grounds and by_day:
        _urgency(
            entries,
            fact,
            "UNDETERMINABLE",
            "TIME_OF_DAY_MISSING",
            "发现时间只有日期，无法按小时计时",
            "the discovery is known to the day only, so hours cannot be counted",
        )
    elif violation.urgency_grounds:
        entries.owe(
            YS_06,
            fact,
            case.due(YS_06.clock(), start),
            debtor=debtor,
            creditor=creditor,
            start=start,
            discharge=discharge,
            flags=early,
            warn_after=case.warn_after,
        )
    elif _domain(case.registry, violation) in _URGENT_DOMAINS:
        _urgency(
            entries,
            fact,
            "COMPLIANT",
            "URGENCY_UNDER_DECLARED",
            "事项属于安全生产、食品药品或环保领域而未填写紧急情形；本条以“重大”为前提，仅作提示",
            "the item's domain is named by the clause, which asks for a major violation: "
            "a hint only",
        )


def _referral(case: Case, violation: ViolationDiscovered) -> tuple[Fact, ReferralSent] | None:
    """Return the first referral of the matter by the debtor that names no other violation."""
    for fact, referral in case.all(ReferralSent):
        by_debtor = any(
            case.registry.acts_for(agency, violation.agency_judged)
            for agency in (referral.agency_judged, referral.from_agency_id)
        )
        if by_debtor and referral.violation_id in {None, violation.violation_id}:
            return fact, referral
    return None


def _handed_over(case: Case, fact: Fact, referral: ReferralSent) -> Discharge:
    return Discharge(_paper_time(case, referral) or fact.shared_at, fact.id, fact.shared_at)


def _reply(case: Case, referral: ReferralSent) -> tuple[Fact, ReferralAcceptanceReplied] | None:
    for fact, reply in case.all(ReferralAcceptanceReplied):
        by_receiver = case.registry.acts_for(reply.agency_judged, referral.to_agency_id)
        if by_receiver and reply.referral_id == referral.referral_id:
            return fact, reply
    return None


def _paper_time(case: Case, referral: ReferralSent) -> datetime | None:
    """Return when the written set came in on paper, if the receiving side has stated it (§3.2)."""
    replied = _reply(case, referral)
    return replied[1].paper_received_at if replied else None


def _answer(case: Case, fact: Fact, referral: ReferralSent, entries: Entries) -> None:
    debtor, creditor = referral.to_agency_id, referral.from_agency_id
    if not case.registry.is_pair(debtor, creditor):
        _outside(YS_16, debtor, fact, entries)
        return
    start = _paper_time(case, referral) or fact.shared_at
    replied = _reply(case, referral)
    entries.owe(
        YS_16,
        fact,
        case.due(YS_16.clock(), start),
        debtor=debtor,
        creditor=creditor,
        start=start,
        discharge=at_receipt(replied[0] if replied else None),
    )


def _check_declaration(
    case: Case, fact: Fact, violation: ViolationDiscovered, entries: Entries
) -> None:
    """Declared one's own or unclear while the item list names another agency."""
    named = _competent(case.registry, violation, violation.item_code)
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


def _check_direction(case: Case, fact: Fact, referral: ReferralSent, entries: Entries) -> None:
    """A referral to an agency that the item list does not name is flagged; it is still sent."""
    named = _competent(case.registry, referral, referral.item_code)
    if not named or referral.to_agency_id in named:
        return
    entries.conclude(
        YS_05,
        fact,
        "direction",
        "VIOLATION",
        agency=referral.from_agency_id,
        zh=f"移送给 {case.registry.name(referral.to_agency_id)}，但事项清单列明由 "
        f"{case.registry.names(sorted(named))} 管辖",
        en=f"sent to {referral.to_agency_id}, but the item list names {', '.join(sorted(named))}",
        code="REFERRAL_MISDIRECTED",
        severity=Severity.WARN,
        creditor=referral.to_agency_id,
        competent=",".join(sorted(named)),
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


def _outside(rule_: Rule, agency: str, fact: Fact, entries: Entries) -> None:
    entries.conclude(
        rule_,
        fact,
        "scope",
        "NOT_APPLICABLE",
        agency=agency,
        zh="不适用：双方不是一个乡镇和一个部门，本条不计时，照常送达",
        en="the clause binds a township and a department; the event is routed all the same",
        code="OUTSIDE_CLAUSE_SCOPE",
    )


def _urgency(entries: Entries, fact: Fact, verdict: str, code: str, zh: str, en: str) -> None:
    entries.conclude(
        YS_06,
        fact,
        "urgency",
        verdict,
        agency=fact.event.agency_judged,
        zh=zh,
        en=en,
        code=code,
        severity=Severity.WARN,
        threshold=Threshold.LOCAL_PARAM,
        param="immediate_hours",
    )
