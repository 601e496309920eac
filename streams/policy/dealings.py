"""往来: who is told of what two sides do with one another in a matter, and by which clause."""

from __future__ import annotations

from collections.abc import Callable
from types import MappingProxyType
from typing import Any, Final

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
from streams.policy.case import Case
from streams.policy.resolutions import consulted_on, is_by_government, is_historic
from streams.policy.rulebook import rule
from streams.policy.rules import Rule
from streams.policy.verdicts import Move

Told = tuple[Rule, set[str]] | None
"""Who is told, and by which clause; None where nobody is."""


def _oral(event: ReferralOralMade, case: Case) -> Told:
    return rule("YS-13"), _competent_sides(event.violation_id, case)


def _withdrawn(event: ReferralWithdrawn, case: Case) -> Told:
    sent = case.naming(ReferralSent, "referral_id", event.referral_id)
    return rule("YS-16"), {referral.to_agency_id for _, referral in sent}


def _historic(event: ReferralHistoricConsulted, _: Case) -> Told:
    return rule("YS-17"), {participant.agency_id for participant in event.participants}


def _onsite(event: ViolationOnsiteNotified, _: Case) -> Told:
    return rule("YS-09"), {event.notified_agency_id}


def _reported_up(event: ViolationReportedUp, _: Case) -> Told:
    return (rule("ZJ-03"), {event.to_agency_id}) if event.to_agency_id is not None else None


def _raised(event: DisputeRaised, _: Case) -> Told:
    return rule("ZY-01"), set(event.parties)


def _concluded(event: DisputeConsultationConcluded, case: Case) -> Told:
    return rule("ZY-02"), _parties(event.dispute_id, case)


def _applied(event: DisputeCoordinationApplied, case: Case) -> Told:
    return rule("YS-18" if _is_historic(event, case) else "ZY-03"), {event.to_agency_id}


def _designated(event: DisputeJurisdictionDesignated, _: Case) -> Told:
    return rule("ZY-04"), {event.designated_agency_id}


TOLD: Final = MappingProxyType[type[Event], Callable[[Any, Case], Told]](
    {
        ReferralOralMade: _oral,
        ReferralWithdrawn: _withdrawn,
        ReferralHistoricConsulted: _historic,
        ViolationOnsiteNotified: _onsite,
        ViolationReportedUp: _reported_up,
        DisputeRaised: _raised,
        DisputeConsultationConcluded: _concluded,
        DisputeCoordinationApplied: _applied,
        DisputeJurisdictionDesignated: _designated,
    }
)
"""By event type, who is told of what two sides do with one another in a matter."""


def _competent_sides(violation_id: str | None, case: Case) -> set[str]:
    return {
        v.competent_agency_id
        for _, v in case.all(ViolationDiscovered)
        if v.competent_agency_id is not None and violation_id in {None, v.violation_id}
    }


def _parties(dispute_id: str | None, case: Case) -> set[str]:
    raised = case.naming(DisputeRaised, "dispute_id", dispute_id)
    return {party for _, dispute in raised for party in dispute.parties}


def moves(event: Event, case: Case) -> Move | None:
    """Return from whom to whom an agreement or a designation moves the matter, if it does."""
    match event:
        case DisputeConsultationConcluded(agreed=True, agreed_agency_id=str(to)):
            pass
        case DisputeJurisdictionDesignated(designated_agency_id=to) if is_by_government(
            event, case.registry
        ):
            pass
        case _:
            return None
    others = tuple(sorted(_parties(event.dispute_id, case) - {to}))
    return Move(others, to, event.event_id) if others else None


def designating(event: DisputeCoordinationApplied, case: Case) -> set[str]:
    """Return who has to designate because of an application; a historic one goes elsewhere."""
    return set() if _is_historic(event, case) else set(case.registry.of_kind("DISTRICT_GOV"))


def _is_historic(event: DisputeCoordinationApplied, case: Case) -> bool:
    return is_historic(event, case.registry, consulted_on(case))
