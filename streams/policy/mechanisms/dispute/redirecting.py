"""指定管辖: what a designation or an agreement does to duties that are still open (§5.2).

Whoever is designated, or agreed on, takes over what the other parties of the dispute still owe
to others in the matter, under the same due time; and it no longer refers the matter away.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from schemas.events.disputes import (
    DisputeConsultationConcluded,
    DisputeJurisdictionDesignated,
    DisputeRaised,
)
from streams.policy.case import Case
from streams.policy.obligations import Cause, Obligation, Status, is_past, reassigned

_SETTLED: Final = frozenset({Status.WAIVED, Status.REASSIGNED})
_OWN: Final = frozenset({"ZY-01", "ZY-04", "YS-18"})
"""Duties of the dispute itself: nobody takes them over."""

_REFERRING: Final = frozenset({"YS-05", "YS-06"})


@dataclass(frozen=True, slots=True)
class Resolution:
    """Who is competent from an instant on, and which parties are not."""

    agency: str
    others: frozenset[str]
    cause: Cause


def redirected(obligations: list[Obligation], case: Case) -> list[Obligation]:
    """Return the duties as the resolutions of the matter's disputes leave them."""
    for resolution in _resolutions(case):
        obligations = [part for duty in obligations for part in _redirect(duty, resolution)]
    return obligations


def _resolutions(case: Case) -> list[Resolution]:
    found: list[Resolution] = []
    for _, raised in case.all(DisputeRaised):
        for fact, designated in case.all(DisputeJurisdictionDesignated):
            if designated.dispute_id == raised.dispute_id:
                at = designated.designated_at or fact.shared_at
                cause = Cause(fact.id, designated.TYPE, at)
                found.append(_resolution(designated.designated_agency_id, raised, cause))
        for fact, concluded in case.all(DisputeConsultationConcluded):
            agreed = concluded.agreed_agency_id if concluded.agreed else None
            if agreed is not None and concluded.dispute_id == raised.dispute_id:
                at = concluded.concluded_at or fact.shared_at
                found.append(_resolution(agreed, raised, Cause(fact.id, concluded.TYPE, at)))
    return sorted(found, key=lambda resolution: (resolution.cause.at, resolution.agency))


def _resolution(agency: str, raised: DisputeRaised, cause: Cause) -> Resolution:
    return Resolution(agency, frozenset(raised.parties) - {agency}, cause)


def _redirect(duty: Obligation, resolution: Resolution) -> tuple[Obligation, ...]:
    at = resolution.cause.at
    if duty.status in _SETTLED or duty.rule.id in _OWN or _is_discharged(duty, at):
        return (duty,)
    if duty.clock_start > at:
        return (duty,)
    if duty.debtor == resolution.agency:
        return (_kept(duty, resolution),)
    if duty.debtor not in resolution.others or duty.creditor == resolution.agency:
        return (duty,)
    return reassigned(duty, resolution.agency, resolution.cause)


def _is_discharged(duty: Obligation, at: datetime) -> bool:
    return duty.satisfied_at is not None and duty.satisfied_at <= at


def _kept(duty: Obligation, resolution: Resolution) -> Obligation:
    """The duty to refer away what is now one's own ends, unless it was overdue before."""
    if duty.rule.id not in _REFERRING or is_past(duty.due, resolution.cause.at):
        return duty
    return replace(
        duty,
        status=Status.WAIVED,
        verdict="NOT_APPLICABLE",
        satisfied_at=None,
        satisfied_by=None,
        late_by_ms=None,
        waived_by=resolution.cause,
    )
