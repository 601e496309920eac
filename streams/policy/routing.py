"""Routing: who must be given an event, and by which clause."""

from __future__ import annotations

from collections.abc import Iterable

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
from schemas.events.inspection_records import BriefingIssued, InspectionRecorded
from schemas.events.law_changes import LawBasisChanged, StandardPublished
from schemas.events.licensing import LicenseChanged, LicenseDecided
from schemas.events.penalty_decisions import PenaltyDecided, PenaltyExecuted
from schemas.events.referrals import (
    ReferralAcceptanceReplied,
    ReferralHistoricConsulted,
    ReferralOralMade,
    ReferralSent,
    ReferralWithdrawn,
)
from schemas.instants import shanghai_day
from streams.policy.facts import Fact
from streams.policy.registry import Registry, Side
from streams.policy.rulebook import rule
from streams.policy.rules import Rule, ScopeKind
from streams.policy.scopes import reference_nodes
from streams.policy.verdicts import Route

GX_02, GX_03, GX_04, GX_06, GX_07, GX_09, YS_05, YS_16 = (
    rule(id_) for id_ in ("GX-02", "GX-03", "GX-04", "GX-06", "GX-07", "GX-09", "YS-05", "YS-16")
)


def routes(kind: ScopeKind, facts: tuple[Fact, ...], registry: Registry) -> tuple[Route, ...]:
    """Return who must be given the facts of a scope, one route a fact that is given to anybody.

    A fact is routed over its matter where it has one, else over its subject: over one scope only.
    """
    routed = (f for f in facts if _routed_over(f.event) is kind)
    return tuple(r for fact in routed if (r := recipients(fact, registry, facts)))


def _routed_over(event: Event) -> ScopeKind:
    return ScopeKind.MATTER if reference_nodes(event) else ScopeKind.SUBJECT


def recipients(fact: Fact, registry: Registry, matter: tuple[Fact, ...]) -> Route | None:
    """Return the receivers of a fact, or None when it is given to nobody.

    `matter` holds the facts of its matter: an answer goes to whoever asked.
    """
    event = fact.event
    found = _receivers(event, registry, matter)
    if found is None:
        return None
    reason, agencies = found
    restricted = event.sharing_restriction
    excluded = {event.agency_id, *(restricted.excluded_agencies if restricted else ())}
    bureaus = set(registry.of_kind("JUSTICE_BUREAU"))
    to = sorted(agencies - excluded, key=lambda agency: (agency in bureaus, agency))
    return Route(fact, reason, tuple(to), _taken_from(event, matter)) if to else None


def _receivers(
    event: Event, registry: Registry, matter: tuple[Fact, ...]
) -> tuple[Rule, set[str]] | None:
    match event:
        case ReferralSent():
            return YS_05, {event.to_agency_id}
        case ReferralAcceptanceReplied():
            return YS_16, _asking(event, matter)
        case _ if (found := _dealings(event, registry, matter)) is not None:
            return found
        case _ if event.share_category == "NONE":
            return None
        case LawBasisChanged():
            bureaus = set(registry.of_kind("JUSTICE_BUREAU"))
            return GX_02, _holders(event, event.affected_item_codes, registry) | bureaus
        case LicenseDecided() | LicenseChanged():
            related = _holders(event, event.related_item_codes, registry)
            return (GX_03, set(event.located_township_ids)) if related else None
        case StandardPublished():
            return GX_06, _other_side(event, registry)
        case InspectionRecorded():
            return _inspection(event, registry)
        case BriefingIssued():
            township = registry.township_of(event.region_code)
            townships = {township} if township else set(registry.on_side(Side.TOWNSHIP))
            return GX_07, townships
        case PenaltyDecided() | PenaltyExecuted():
            return _penalty(event, registry, matter)
        case _:
            return None


def _dealings(
    event: Event, registry: Registry, matter: tuple[Fact, ...]
) -> tuple[Rule, set[str]] | None:
    """Return who is told of what two sides do with one another in a matter."""
    match event:
        case ReferralOralMade():
            return rule("YS-13"), _competent_sides(event.violation_id, matter)
        case ReferralWithdrawn():
            sent = _sent(event.referral_id, matter)
            return YS_16, {referral.to_agency_id for referral in sent}
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


def _taken_from(event: Event, matter: tuple[Fact, ...]) -> tuple[str, ...]:
    """Return the parties from whom a designation takes the matter."""
    if not isinstance(event, DisputeJurisdictionDesignated):
        return ()
    return tuple(sorted(_parties(event.dispute_id, matter) - {event.designated_agency_id}))


def _asking(reply: ReferralAcceptanceReplied, matter: tuple[Fact, ...]) -> set[str]:
    return {
        fact.event.from_agency_id
        for fact in matter
        if isinstance(fact.event, ReferralSent) and fact.event.referral_id == reply.referral_id
    }


def _holders(event: Event, item_codes: Iterable[str], registry: Registry) -> set[str]:
    day = shanghai_day(event.occurred_at)
    return {township for code in item_codes for township in registry.holders(code, day)}


def _other_side(event: StandardPublished, registry: Registry) -> set[str]:
    if registry.side(event.owner_agency_id) is not Side.TOWNSHIP:
        return _holders(event, event.item_codes, registry)
    day = shanghai_day(event.occurred_at)
    return {origin for code in event.item_codes if (origin := registry.origin(code, day))}


def _inspection(event: InspectionRecorded, registry: Registry) -> tuple[Rule, set[str]]:
    if event.share_category == "G8":
        code = event.related_penalty_item_code or event.item_code
        origin = registry.origin(code, shanghai_day(event.inspected_at))
        return GX_09, {origin} if origin else set()
    township = event.township_id or registry.township_of(event.region_code)
    return GX_07, {township} if township else set()


def _penalty(
    event: PenaltyDecided | PenaltyExecuted, registry: Registry, matter: tuple[Fact, ...]
) -> tuple[Rule, set[str]]:
    if event.share_category != "G3":
        township = registry.township_of(event.region_code)
        return GX_07, {township} if township else set()
    decided = next(
        (
            f.event
            for f in matter
            if isinstance(f.event, PenaltyDecided) and f.event.case_id == event.case_id
        ),
        event if isinstance(event, PenaltyDecided) else None,
    )
    if decided is None:
        return GX_04, set()
    origin = registry.origin(decided.item_code, decided.decision_date)
    return GX_04, {origin} if origin else set()
