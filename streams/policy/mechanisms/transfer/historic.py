"""历史遗留问题: consulted first, reported when that fails, and not stopped before the transfer.

YS-17 to YS-19, judged over a matter. They bind departments that refer to townships (R-08).
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Final

from schemas.events.cases import CaseFiled, ViolationDiscovered
from schemas.events.disputes import DisputeCoordinationApplied
from schemas.events.referrals import (
    ReferralAcceptanceReplied,
    ReferralHistoricConsulted,
    ReferralSent,
)
from schemas.instants import shown
from streams.policy.case import Case, at_receipt
from streams.policy.facts import Fact
from streams.policy.ledger import Entries
from streams.policy.registry import Side
from streams.policy.rulebook import rule
from streams.policy.stopping import Watched, judge_stops

YS_17: Final = rule("YS-17")
YS_18: Final = rule("YS-18")
YS_19: Final = rule("YS-19")

STOPPED: Final = "ENFORCEMENT_STOPPED_BEFORE_TRANSFER"


def judge(case: Case, entries: Entries) -> None:
    """Enter what is owed and was done about historic matters."""
    for fact, referral in case.all(ReferralSent):
        if referral.historic_issue and is_downward(case, referral):
            _consulted(case, fact, referral, entries)
    for fact, consulted in case.all(ReferralHistoricConsulted):
        by_department = case.registry.side(consulted.agency_judged) is Side.DEPARTMENT
        if consulted.outcome == "FAILED" and by_department:
            _report(case, fact, consulted, entries)
    for fact in _historic(case):
        _go_on(case, fact, entries)


def is_downward(case: Case, referral: ReferralSent) -> bool:
    """Whether a referral goes from a department to a township: the direction of the clause."""
    registry = case.registry
    return (
        registry.side(referral.from_agency_id) is Side.DEPARTMENT
        and registry.side(referral.to_agency_id) is Side.TOWNSHIP
    )


def consultation(
    facts: Iterator[tuple[Fact, ReferralHistoricConsulted]],
    referral: ReferralSent,
    by: datetime,
) -> tuple[Fact, ReferralHistoricConsulted] | None:
    """Return the last consultation on the case of a referral by an instant, if there is one."""
    held = [
        (fact, consulted)
        for fact, consulted in facts
        if consulted.consulted_at <= by
        and (referral.case_id is None or consulted.case_id == referral.case_id)
    ]
    return held[-1] if held else None


def _consulted(case: Case, fact: Fact, referral: ReferralSent, entries: Entries) -> None:
    held = consultation(iter(case.all(ReferralHistoricConsulted)), referral, by=referral.sent_at)
    if held is None:  # one was held when the referral came; a correction says otherwise
        entries.conclude(
            YS_17,
            fact,
            "consultation",
            "VIOLATION",
            agency=referral.from_agency_id,
            zh="历史遗留问题移送前未就本案与乡镇协商（以更正后的事实为准）",
            en="no consultation on this case was held before the referral, as corrected since",
            code="NO_PRIOR_CONSULTATION",
        )
        return
    failed = held[1].outcome == "FAILED"
    at = shown(held[1].consulted_at)
    entries.conclude(
        YS_17,
        fact,
        "consultation",
        "COMPLIANT",
        agency=referral.from_agency_id,
        zh=f"移送前已于 {at} 协商" + ("，协商不成后移送" if failed else ""),
        en=f"consulted at {at} before the referral" + (", which failed" if failed else ""),
        code="SENT_AFTER_FAILED_CONSULTATION" if failed else None,
        also=(held[0].id,),
    )


def _report(case: Case, fact: Fact, consulted: ReferralHistoricConsulted, entries: Entries) -> None:
    debtor = consulted.agency_judged
    groups = case.registry.of_kind("LEADING_GROUP")
    applied = next(
        (
            at
            for at, event in case.all(DisputeCoordinationApplied)
            if event.kind == "HISTORIC"
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
    """Yield the facts that open a historic matter; of one case or violation the first."""
    seen: set[tuple[str, str | None]] = set()
    opening: list[tuple[Fact, ViolationDiscovered | CaseFiled]] = [
        *case.all(ViolationDiscovered),
        *case.all(CaseFiled),
    ]
    for fact, event in sorted(opening, key=lambda opened: opened[0].order):
        key = (event.agency_judged, event.case_id or event.violation_id)
        if event.historic_issue and key not in seen:
            seen.add(key)
            yield fact


def _go_on(case: Case, fact: Fact, entries: Entries) -> None:
    handler = fact.event.agency_judged
    referred = [r for _, r in case.all(ReferralSent) if r.from_agency_id == handler]
    outside_scope = case.registry.side(handler) is not Side.DEPARTMENT or any(
        not case.registry.is_pair(r.from_agency_id, r.to_agency_id) for r in referred
    )
    if outside_scope:
        entries.outside(YS_19, handler, fact)
        return
    accepted = (
        at.shared_at
        for at, reply in case.all(ReferralAcceptanceReplied)
        if reply.decision == "ACCEPTED"
    )
    until = min(accepted, default=None)
    judge_stops(case, Watched(YS_19, STOPPED, handler, fact, until), entries)
