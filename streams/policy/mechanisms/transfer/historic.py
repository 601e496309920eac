"""历史遗留问题: consulted first, reported when that fails, and not stopped before the transfer.

YS-17 to YS-19, judged over a matter. They bind departments that refer to townships (R-08).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Final

from schemas.events.cases import CaseFiled, ViolationDiscovered
from schemas.events.disputes import DisputeCoordinationApplied
from schemas.events.referrals import ReferralHistoricConsulted, ReferralSent
from schemas.instants import shanghai_day, shown
from streams.policy.case import Case, at_receipt
from streams.policy.facts import Fact
from streams.policy.ledger import Entries
from streams.policy.naming import concerns
from streams.policy.papers import is_by, replies
from streams.policy.registry import Registry, Side
from streams.policy.resolutions import consulted_on, is_historic, resolutions
from streams.policy.rulebook import rule
from streams.policy.stopping import Watched, judge_stops

YS_17: Final = rule("YS-17")
YS_18: Final = rule("YS-18")
YS_19: Final = rule("YS-19")

STOPPED: Final = "ENFORCEMENT_STOPPED_BEFORE_TRANSFER"


def judge(case: Case, entries: Entries) -> None:
    """Enter what is owed and was done about historic matters."""
    for fact, referral in case.all(ReferralSent):
        if referral.historic_issue and is_downward(case.registry, referral):
            _consulted(case, fact, referral, entries)
    for fact, consulted in case.all(ReferralHistoricConsulted):
        if consulted.outcome == "FAILED":
            _report(case, fact, consulted, entries)
    for fact in _historic(case):
        _go_on(case, fact, entries)


def is_downward(registry: Registry, referral: ReferralSent) -> bool:
    """Whether a referral goes from a department to a township: the direction of the clause.

    One in the name of an organ is its department's.
    """
    sender = registry.principal(referral.from_agency_id)
    return (
        registry.side(sender) is Side.DEPARTMENT
        and registry.side(referral.to_agency_id) is Side.TOWNSHIP
    )


def consultation(
    facts: Iterable[Fact], referral: ReferralSent, registry: Registry
) -> tuple[Fact, ReferralHistoricConsulted] | None:
    """Return the last consultation on the case of a referral before it was sent, if there is one.

    One with other townships is none with this one; of a time known to the day only the day counts.
    """
    held = [
        (fact, consulted)
        for fact in facts
        if isinstance(consulted := fact.event, ReferralHistoricConsulted)
        and not _is_later(consulted, referral)
        and (referral.case_id is None or consulted.case_id == referral.case_id)
        and _is_with(consulted, referral.to_agency_id, registry)
    ]
    return held[-1] if held else None


def _is_later(consulted: ReferralHistoricConsulted, referral: ReferralSent) -> bool:
    if "consulted_at" in consulted.date_only or "sent_at" in referral.date_only:
        return shanghai_day(consulted.consulted_at) > shanghai_day(referral.sent_at)
    return consulted.consulted_at > referral.sent_at


def _is_with(consulted: ReferralHistoricConsulted, township: str, registry: Registry) -> bool:
    townships = {
        participant.agency_id
        for participant in consulted.participants
        if registry.side(participant.agency_id) is Side.TOWNSHIP
    }
    if registry.side(consulted.agency_judged) is Side.TOWNSHIP:
        townships.add(consulted.agency_judged)
    return not townships or township in townships


def _consulted(case: Case, fact: Fact, referral: ReferralSent, entries: Entries) -> None:
    held = consultation(consulted_on(case), referral, case.registry)
    if held is None:
        entries.conclude(
            YS_17,
            fact,
            "consultation",
            "VIOLATION",
            agency=case.registry.principal(referral.from_agency_id),
            zh="历史遗留问题移送前未与乡镇协商：所依据的协商记录经更正，时间不在移送之前",
            en="not consulted before the referral: the consultation that it rested on was "
            "corrected, and does not lie before it any more",
            code="NO_PRIOR_CONSULTATION",
            creditor=referral.to_agency_id,
        )
        return
    failed = held[1].outcome == "FAILED"
    at = shown(held[1].consulted_at)
    entries.conclude(
        YS_17,
        fact,
        "consultation",
        "COMPLIANT",
        agency=case.registry.principal(referral.from_agency_id),
        zh=f"移送前已于 {at} 协商" + ("，协商不成后移送" if failed else ""),
        en=f"consulted at {at} before the referral" + (", which failed" if failed else ""),
        code="SENT_AFTER_FAILED_CONSULTATION" if failed else None,
        also=(held[0].id,),
    )


def _department(consulted: ReferralHistoricConsulted, registry: Registry) -> str | None:
    """Return the department that consulted: the publisher, else the one that took part."""
    took_part = (consulted.agency_judged, *(p.agency_id for p in consulted.participants))
    departments = (a for a in took_part if registry.side(a) is Side.DEPARTMENT)
    return next(departments, None)


def _report(case: Case, fact: Fact, consulted: ReferralHistoricConsulted, entries: Entries) -> None:
    debtor = _department(consulted, case.registry)
    if debtor is None:
        return
    groups = case.registry.of_kind("LEADING_GROUP")
    applied = next(
        (
            at
            for at, event in case.all(DisputeCoordinationApplied)
            if is_historic(event, case.registry, consulted_on(case))
            and event.case_id in {None, consulted.case_id}
            and case.registry.acts_for(event.agency_judged, debtor)
        ),
        None,
    )
    by_day = "consulted_at" in consulted.date_only
    entries.owe(
        YS_18,
        fact,
        case.due(YS_18.clock(), consulted.consulted_at),
        debtor=debtor,
        creditor=groups[0] if groups else None,
        start=consulted.consulted_at,
        discharge=at_receipt(applied),
        precision="DAY" if by_day else "INSTANT",
    )


def _historic(case: Case) -> Iterator[Fact]:
    """Yield the facts that open a historic matter; of what one handler has of one thing the first.

    A violation and the case that was filed of it are one thing.
    """
    opening: list[tuple[Fact, ViolationDiscovered | CaseFiled]] = [
        *case.all(ViolationDiscovered),
        *case.all(CaseFiled),
    ]
    kept: list[ViolationDiscovered | CaseFiled] = []
    for fact, event in sorted(opening, key=lambda opened: opened[0].order):
        known = any(k.agency_judged == event.agency_judged and concerns(k, event) for k in kept)
        if event.historic_issue and not known:
            kept.append(event)
            yield fact


def _go_on(case: Case, fact: Fact, entries: Entries) -> None:
    handler, registry = fact.event.agency_judged, case.registry
    others = _other_sides(case, fact)
    among_departments = others and not any(registry.is_pair(handler, other) for other in others)
    if registry.side(handler) is not Side.DEPARTMENT or among_departments:
        entries.outside(YS_19, handler, fact)
        return
    until = min(_handed_on(case, fact), default=None)
    judge_stops(case, Watched(YS_19, STOPPED, handler, fact, until), entries)


def _other_sides(case: Case, fact: Fact) -> list[str]:
    """Return to whom a historic matter belongs: as it was declared, else as it was sent."""
    opened = fact.event
    if isinstance(opened, ViolationDiscovered) and opened.competent_agency_id is not None:
        return [opened.competent_agency_id]
    return [
        referral.to_agency_id
        for _, referral in case.all(ReferralSent)
        if concerns(opened, referral) and is_by(case, referral, opened.agency_judged)
    ]


def _handed_on(case: Case, fact: Fact) -> Iterator[datetime]:
    """Yield when a transfer of it was accepted, or somebody else was agreed on or designated."""
    for _, referral in case.all(ReferralSent):
        if concerns(fact.event, referral):
            for at, reply in replies(case, referral):
                if reply.decision == "ACCEPTED":
                    yield at.shared_at
    for resolution in resolutions(case):
        moved = resolution.agency not in {None, fact.event.agency_judged}
        if moved and resolution.is_about(fact.event):
            yield resolution.at
