"""Routing: who must be given an event, and by which clause."""

from __future__ import annotations

from collections.abc import Iterable
from types import MappingProxyType
from typing import Final

from schemas.envelope import Event
from schemas.events.cases import CriminalTransferSent
from schemas.events.complaints import ComplaintAccepted, ComplaintClosed, ComplaintRedirected
from schemas.events.inspection_records import BriefingIssued, InspectionRecorded
from schemas.events.law_changes import LawBasisChanged, StandardPublished
from schemas.events.licensing import LicenseChanged, LicenseDecided, SupervisionInfoShared
from schemas.events.penalty_decisions import PenaltyChanged, PenaltyDecided, PenaltyExecuted
from schemas.events.referrals import (
    ReferralAcceptanceReplied,
    ReferralResultFedBack,
    ReferralSent,
)
from schemas.events.supervision import DifficultyAnswered, DifficultyRaised
from schemas.instants import shanghai_day
from streams.policy.complaint_routes import complaint_receivers
from streams.policy.dealings import taken_from, told_of
from streams.policy.facts import Fact
from streams.policy.registry import Registry, Side
from streams.policy.routing_assistance import ROUTED as ASSISTANCE
from streams.policy.routing_sharing import ADDRESSED, SHARED
from streams.policy.rulebook import rule
from streams.policy.rules import Rule, ScopeKind
from streams.policy.scopes import reference_nodes
from streams.policy.verdicts import Route

GX_02, GX_03, GX_04, GX_06, GX_07, GX_09, YS_05, YS_16 = (
    rule(id_) for id_ in ("GX-02", "GX-03", "GX-04", "GX-06", "GX-07", "GX-09", "YS-05", "YS-16")
)

GX_08, SW_09, SW_14, BZ_01, XX_02 = (
    rule(id_) for id_ in ("GX-08", "SW-09", "SW-14", "BZ-01", "XX-02")
)

_ROUTED: Final = MappingProxyType({**ASSISTANCE, **ADDRESSED})


def routes(kind: ScopeKind, facts: tuple[Fact, ...], registry: Registry) -> tuple[Route, ...]:
    """Return who must be given the facts of a scope, one route a fact that is given to anybody.

    A fact is routed over its matter where it has one, else over its subject: over one scope only.
    """
    routed: Iterable[Fact] = ()
    if kind is ScopeKind.MATTER:
        routed = facts
    elif kind is ScopeKind.SUBJECT:
        routed = (f for f in facts if not reference_nodes(f.event))
    return tuple(r for fact in routed if (r := recipients(fact, registry, facts)))


def recipients(fact: Fact, registry: Registry, matter: tuple[Fact, ...]) -> Route | None:
    """Return the receivers of a fact, or None when it is given to nobody.

    `matter` holds the facts of its matter: an answer goes to whoever asked.
    """
    event = fact.event
    given = _ROUTED.get(type(event), _receivers)
    found = given(event, registry, matter)
    if found is None:
        return None
    reason, agencies = found
    restricted = event.sharing_restriction
    excluded = {event.agency_id, *(restricted.excluded_agencies if restricted else ())}
    bureaus = set(registry.of_kind("JUSTICE_BUREAU"))
    to = sorted(agencies - excluded, key=lambda agency: (agency in bureaus, agency))
    return Route(fact, reason, tuple(to), taken_from(event, matter)) if to else None


def _receivers(
    event: Event, registry: Registry, matter: tuple[Fact, ...]
) -> tuple[Rule, set[str]] | None:
    addressed = _addressees(event, registry, matter)
    if addressed is not None or event.share_category == "NONE":
        return addressed
    if event.classification == "PROTECTED":
        return None
    return SHARED.get(type(event), _sharers)(event, registry, matter)


def _addressees(
    event: Event, registry: Registry, matter: tuple[Fact, ...]
) -> tuple[Rule, set[str]] | None:
    """Return to whom an event is addressed, shared or not."""
    match event:
        case ReferralSent():
            return YS_05, {event.to_agency_id}
        case ReferralAcceptanceReplied():
            return YS_16, _asking(event, matter)
        case ComplaintRedirected():
            return SW_09, {event.target_township_id} if event.target_township_id else set()
        case ReferralResultFedBack():
            return SW_14, {event.origin_agency_id}
        case DifficultyRaised():
            return BZ_01, {event.to_agency_id}
        case CriminalTransferSent() if event.to_agency_id is not None:
            return XX_02, {event.to_agency_id}
        case DifficultyAnswered():
            return BZ_01, _raising(event, matter)
        case _:
            return told_of(event, registry, matter)


def _sharers(
    event: Event, registry: Registry, matter: tuple[Fact, ...]
) -> tuple[Rule, set[str]] | None:
    """Return with whom an event of a share category is shared."""
    match event:
        case ComplaintAccepted() | ComplaintClosed():
            return GX_08, complaint_receivers(event, registry, matter)
        case LawBasisChanged():
            bureaus = set(registry.of_kind("JUSTICE_BUREAU"))
            return GX_02, _holders(event, event.affected_item_codes, registry) | bureaus
        case LicenseDecided() | LicenseChanged() | SupervisionInfoShared():
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
        case PenaltyDecided() | PenaltyExecuted() | PenaltyChanged():
            return _penalty(event, registry, matter)
        case _:
            return None


def _asking(reply: ReferralAcceptanceReplied, matter: tuple[Fact, ...]) -> set[str]:
    return {
        fact.event.from_agency_id
        for fact in matter
        if isinstance(fact.event, ReferralSent) and fact.event.referral_id == reply.referral_id
    }


def _raising(answer: DifficultyAnswered, matter: tuple[Fact, ...]) -> set[str]:
    raised = (f.event for f in matter if isinstance(f.event, DifficultyRaised))
    return {e.agency_judged for e in raised if e.difficulty_id == answer.difficulty_id}


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
    return GX_07, {township} if township else _holders(event, (event.item_code,), registry)


def _penalty(
    event: PenaltyDecided | PenaltyExecuted | PenaltyChanged,
    registry: Registry,
    matter: tuple[Fact, ...],
) -> tuple[Rule, set[str]]:
    decided = next(
        (
            f.event
            for f in matter
            if isinstance(f.event, PenaltyDecided) and f.event.case_id == event.case_id
        ),
        event if isinstance(event, PenaltyDecided) else None,
    )
    if event.share_category != "G3":
        place = (decided.township_id if decided else None) or registry.township_of(
            event.region_code
        )
        return GX_07, {place} if place else set()
    if decided is None:
        return GX_04, set()
    origin = registry.origin(decided.item_code, decided.decision_date)
    return GX_04, {origin} if origin else set()
