"""Routing: who must be given an event, and by which clause."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from types import MappingProxyType
from typing import Any, Final
from uuid import UUID

from schemas.envelope import Event
from schemas.events.cases import CriminalTransferSent
from schemas.events.complaints import ComplaintAccepted, ComplaintClosed, ComplaintRedirected
from schemas.events.disputes import DisputeCoordinationApplied
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
from streams.policy.case import Case
from streams.policy.complaint_routes import complaint_receivers
from streams.policy.dealings import TOLD, designating, moves
from streams.policy.facts import Fact
from streams.policy.life import MOVED_BY
from streams.policy.obligations import Obligation
from streams.policy.registry import Registry, Side
from streams.policy.routing_assistance import ROUTED as ASSISTANCE
from streams.policy.routing_sharing import ADDRESSED, SHARED
from streams.policy.rulebook import rule
from streams.policy.rules import Rule, ScopeKind
from streams.policy.scopes import reference_nodes
from streams.policy.verdicts import Move, Route

GX_02, GX_03, GX_04, GX_06, GX_07, GX_09, YS_05, YS_16 = (
    rule(id_) for id_ in ("GX-02", "GX-03", "GX-04", "GX-06", "GX-07", "GX-09", "YS-05", "YS-16")
)

GX_08, SW_09, SW_14, BZ_01, XX_02, ZY_04 = (
    rule(id_) for id_ in ("GX-08", "SW-09", "SW-14", "BZ-01", "XX-02", "ZY-04")
)

Routed = tuple[Rule, set[str]] | None
"""By which clause, and who is given it; None where nobody is."""


def routes(case: Case, duties: Iterable[Obligation] = ()) -> tuple[Route, ...]:
    """Return who must be given the facts of a case, with the clause that says why.

    A fact is routed over its matter where it has one, else over its subject: over one scope only.
    What opened a duty goes to whom the duty was reassigned.
    """
    routed: tuple[Fact, ...] = ()
    if case.kind is ScopeKind.MATTER:
        routed = case.facts
    elif case.kind is ScopeKind.SUBJECT:
        routed = tuple(f for f in case.facts if not reference_nodes(f.event))
    given = [r for fact in routed if (r := recipients(fact, case))]
    if case.kind is ScopeKind.MATTER:
        applied = case.all(DisputeCoordinationApplied)
        given += [r for fact, event in applied if (r := _to_designate(fact, event, case))]
    return (*given, *_reassigned(routed, duties))


def recipients(fact: Fact, case: Case) -> Route | None:
    """Return the receivers of a fact, or None when it is given to nobody.

    `case` holds the facts of its matter: an answer goes to whoever asked.
    """
    event = fact.event
    give = _GIVEN.get(type(event))
    if give is None or _is_kept(event) or (found := give(event, case)) is None:
        return None
    reason, agencies = found
    bureaus = case.registry.of_kind("JUSTICE_BUREAU")
    to = sorted(agencies - _excluded(event), key=lambda agency: (agency in bureaus, agency))
    return Route(fact, reason, tuple(to), moves(event, case)) if to else None


def _is_kept(event: Event) -> bool:
    """Whether an event that is addressed to nobody is not shared: marked NONE or protected."""
    marked = event.share_category == "NONE" or event.classification == "PROTECTED"
    return marked and type(event) not in _ADDRESSED


def _excluded(event: Event) -> set[str]:
    """Return who is not given an event: its publisher, and whom its restriction excludes."""
    restricted = event.sharing_restriction
    return {event.agency_id, *(restricted.excluded_agencies if restricted else ())}


def _to_designate(fact: Fact, applied: DisputeCoordinationApplied, case: Case) -> Route | None:
    """An application is given to the government that designates as well (ZY-04)."""
    to = designating(applied, case) - _excluded(applied)
    return Route(fact, ZY_04, tuple(sorted(to))) if to else None


def _reassigned(routed: tuple[Fact, ...], duties: Iterable[Obligation]) -> Iterator[Route]:
    """Yield what opened a duty for the agency that it was reassigned to, each event once."""
    by_id: dict[UUID, Fact] = {}
    seen: set[tuple[str, str]] = set()
    for duty in duties:
        by, to = duty.reassigned_by, duty.reassigned_to
        if by is None or to is None:
            continue
        by_id = by_id or {fact.id: fact for fact in routed}
        fact = by_id.get(duty.trigger_event_id)
        if fact is None or (fact.key, to) in seen:
            continue
        event = fact.event
        if event.classification != "PROTECTED" and to not in _excluded(event):
            seen.add((fact.key, to))
            reason = MOVED_BY.get(by.event_type, duty.rule)
            yield Route(fact, reason, (to,), Move((duty.debtor,), to, by.event_id))


def _sent(event: ReferralSent, _: Case) -> Routed:
    return YS_05, {event.to_agency_id}


def _replied(event: ReferralAcceptanceReplied, case: Case) -> Routed:
    asking = case.naming(ReferralSent, "referral_id", event.referral_id)
    return YS_16, {referral.from_agency_id for _, referral in asking}


def _redirected(event: ComplaintRedirected, _: Case) -> Routed:
    return SW_09, {event.target_township_id} if event.target_township_id else set()


def _fed_back(event: ReferralResultFedBack, _: Case) -> Routed:
    return SW_14, {event.origin_agency_id}


def _difficulty(event: DifficultyRaised, _: Case) -> Routed:
    return BZ_01, {event.to_agency_id}


def _transferred(event: CriminalTransferSent, _: Case) -> Routed:
    return (XX_02, {event.to_agency_id}) if event.to_agency_id is not None else None


def _answered(event: DifficultyAnswered, case: Case) -> Routed:
    raised = case.naming(DifficultyRaised, "difficulty_id", event.difficulty_id)
    return BZ_01, {difficulty.agency_judged for _, difficulty in raised}


def _complaint(event: ComplaintAccepted | ComplaintClosed, case: Case) -> Routed:
    return GX_08, complaint_receivers(event, case)


def _basis(event: LawBasisChanged, case: Case) -> Routed:
    bureaus = case.registry.of_kind("JUSTICE_BUREAU")
    return GX_02, _holders(event, event.affected_item_codes, case.registry).union(bureaus)


def _related(event: LicenseDecided | LicenseChanged | SupervisionInfoShared, case: Case) -> Routed:
    related = _holders(event, event.related_item_codes, case.registry)
    return (GX_03, set(event.located_township_ids)) if related else None


def _standard(event: StandardPublished, case: Case) -> Routed:
    return GX_06, _other_side(event, case.registry)


def _briefing(event: BriefingIssued, case: Case) -> Routed:
    township = case.registry.township_of(event.region_code)
    townships = {township} if township else set(case.registry.on_side(Side.TOWNSHIP))
    return GX_07, townships


def _holders(event: Event, item_codes: Iterable[str], registry: Registry) -> set[str]:
    day = shanghai_day(event.occurred_at)
    return {township for code in item_codes for township in registry.holders(code, day)}


def _other_side(event: StandardPublished, registry: Registry) -> set[str]:
    if registry.side(event.owner_agency_id) is not Side.TOWNSHIP:
        return _holders(event, event.item_codes, registry)
    day = shanghai_day(event.occurred_at)
    return {origin for code in event.item_codes if (origin := registry.origin(code, day))}


def _inspection(event: InspectionRecorded, case: Case) -> Routed:
    registry = case.registry
    if event.share_category == "G8":
        code = event.related_penalty_item_code or event.item_code
        origin = registry.origin(code, shanghai_day(event.inspected_at))
        return GX_09, {origin} if origin else set()
    township = event.township_id or registry.township_of(event.region_code)
    return GX_07, {township} if township else _holders(event, (event.item_code,), registry)


def _penalty(event: PenaltyDecided | PenaltyExecuted | PenaltyChanged, case: Case) -> Routed:
    of_case = case.naming(PenaltyDecided, "case_id", event.case_id)
    itself = event if isinstance(event, PenaltyDecided) else None
    decided = of_case[0][1] if of_case else itself
    if event.share_category != "G3":
        named = decided.township_id if decided else None
        place = named or case.registry.township_of(event.region_code)
        return GX_07, {place} if place else set()
    if decided is None:
        return GX_04, set()
    origin = case.registry.origin(decided.item_code, decided.decision_date)
    return GX_04, {origin} if origin else set()


_ADDRESSED: Final = MappingProxyType[type[Event], Callable[[Any, Case], Routed]](
    {
        ReferralSent: _sent,
        ReferralAcceptanceReplied: _replied,
        ComplaintRedirected: _redirected,
        ReferralResultFedBack: _fed_back,
        DifficultyRaised: _difficulty,
        CriminalTransferSent: _transferred,
        DifficultyAnswered: _answered,
        **TOLD,
        **ASSISTANCE,
        **ADDRESSED,
    }
)
"""By event type, to whom it is addressed and why, shared or not."""

_SHARED: Final = MappingProxyType[type[Event], Callable[[Any, Case], Routed]](
    {
        ComplaintAccepted: _complaint,
        ComplaintClosed: _complaint,
        LawBasisChanged: _basis,
        LicenseDecided: _related,
        LicenseChanged: _related,
        SupervisionInfoShared: _related,
        StandardPublished: _standard,
        InspectionRecorded: _inspection,
        BriefingIssued: _briefing,
        PenaltyDecided: _penalty,
        PenaltyExecuted: _penalty,
        PenaltyChanged: _penalty,
        **SHARED,
    }
)
"""By event type, with whom it is shared and why, unless it is marked NONE or protected."""

_GIVEN: Final = MappingProxyType({**_SHARED, **_ADDRESSED})
