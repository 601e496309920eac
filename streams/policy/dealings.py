"""往来: who is told of what two sides do with one another in a matter, and by which clause."""

from __future__ import annotations

from schemas.envelope import Event
from schemas.events.cases import (
    ViolationDiscovered,
    ViolationOnsiteNotified,
    ViolationReportedUp,
)
from schemas.events.disputes import (
    DisputeConsultationConcluded,
    DisputeCoordinationApplied,
    DisputeJurisdictionDesignated,
    DisputeRaised,
)
from schemas.events.referrals import (
    ReferralHistoricConsulted,
    ReferralOralMade,
    ReferralSent,
    ReferralWithdrawn,
)
from streams.policy.facts import Fact
from streams.policy.registry import Registry
from streams.policy.rulebook import rule
from streams.policy.rules import Rule


def told_of(
    event: Event, registry: Registry, matter: tuple[Fact, ...]
) -> tuple[Rule, set[str]] | None:
    """Return who is told of what two sides do with one another in a matter."""
    match event:
        case ReferralOralMade():
            return rule("YS-13"), _competent_sides(event.violation_id, matter)
        case ReferralWithdrawn():
            sent = _sent(event.referral_id, matter)
            return rule("YS-16"), {referral.to_agency_id for referral in sent}
        case ReferralHistoricConsulted():
            return rule("YS-17"), {p.agency_id for p in event.participants}
        case ViolationOnsiteNotified():
            return rule("YS-09"), {event.notified_agency_id}
        case ViolationReportedUp() if event.to_agency_id is not None:
            return rule("ZJ-03"), {event.to_agency_id}
        case DisputeRaised():
            return rule("ZY-01"), set(event.parties)
        case DisputeConsultationConcluded():
            return rule("ZY-02"), _parties(event.dispute_id, matter)
        case DisputeCoordinationApplied():
            return rule("ZY-03"), {event.to_agency_id, *registry.of_kind("DISTRICT_GOV")}
        case DisputeJurisdictionDesignated():
            return rule("ZY-04"), {event.designated_agency_id}
        case _:
            return None


def _sent(referral_id: str | None, matter: tuple[Fact, ...]) -> list[ReferralSent]:
    sent = (fact.event for fact in matter if isinstance(fact.event, ReferralSent))
    return [referral for referral in sent if referral.referral_id == referral_id]


def _competent_sides(violation_id: str | None, matter: tuple[Fact, ...]) -> set[str]:
    found = (fact.event for fact in matter if isinstance(fact.event, ViolationDiscovered))
    return {
        v.competent_agency_id
        for v in found
        if v.competent_agency_id is not None and violation_id in {None, v.violation_id}
    }


def _parties(dispute_id: str | None, matter: tuple[Fact, ...]) -> set[str]:
    raised = (fact.event for fact in matter if isinstance(fact.event, DisputeRaised))
    return {party for r in raised if r.dispute_id == dispute_id for party in r.parties}


def taken_from(event: Event, matter: tuple[Fact, ...]) -> tuple[str, ...]:
    """Return the parties from whom a designation takes the matter."""
    if not isinstance(event, DisputeJurisdictionDesignated):
        return ()
    return tuple(sorted(_parties(event.dispute_id, matter) - {event.designated_agency_id}))
