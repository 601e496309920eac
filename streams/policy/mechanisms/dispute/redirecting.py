"""指定管辖: what a designation or an agreement does to duties that are still open (§5.2).

What a party owed because the matter was its own ends for it: another handles it now. Where the
duty is one that this other can perform, it goes on for it under the same due time; what was
overdue before is held against nobody. Whoever is designated no longer refers the matter away.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import datetime
from types import MappingProxyType
from typing import Final
from uuid import UUID

from schemas.envelope import Event
from schemas.events.cases import CaseFiled, ViolationOfficersDispatched
from schemas.events.complaints import ComplaintAccepted
from streams.policy.case import Case, at_act
from streams.policy.day_duties import time_of
from streams.policy.facts import Fact
from streams.policy.naming import concerns
from streams.policy.obligations import (
    Discharge,
    Obligation,
    Status,
    is_past,
    reassigned,
    standing,
)
from streams.policy.resolutions import Resolution, resolutions

_SETTLED: Final = frozenset({Status.WAIVED, Status.REASSIGNED})

_REFERRING: Final = frozenset({"YS-05", "YS-06"})

_GOES_ON: Final = MappingProxyType[str, tuple[type[Event], str]](
    {
        "YS-10": (ViolationOfficersDispatched, "dispatched_at"),
        "SW-02": (ComplaintAccepted, "accepted_at"),
        "SW-04": (CaseFiled, "filed_at"),
    }
)
"""Rules whose duty another agency can perform, with the act that performs it and its time."""

_FOLLOWS_JURISDICTION: Final = frozenset(
    {*_GOES_ON, *_REFERRING, "YS-09", "YS-14", "YS-16", "SW-05", "CL-01"}
)
"""Rules whose duty goes where jurisdiction goes: to tell, hand over, answer, take up and decide.

What else a party owes it owes on: to stop what it found (YS-07: whoever is competent), to help
whoever asked, to share and publish what it formed, to consult.
"""


def redirected(obligations: list[Obligation], case: Case) -> list[Obligation]:
    """Return the duties as the resolutions of the matter's disputes leave them."""
    found = resolutions(case)
    triggers = {fact.id: fact for fact in case.facts} if found else {}
    for resolution in found:
        if resolution.agency is not None:
            sides = {resolution.agency, *resolution.others}
            obligations = [
                part
                for duty in obligations
                for part in (
                    _redirect(case, duty, resolution, resolution.agency, triggers)
                    if duty.debtor in sides and duty.rule.id in _FOLLOWS_JURISDICTION
                    else (duty,)
                )
            ]
    return obligations


def _redirect(
    case: Case,
    duty: Obligation,
    resolution: Resolution,
    agency: str,
    triggers: Mapping[UUID, Fact],
) -> tuple[Obligation, ...]:
    at = resolution.at
    if duty.status in _SETTLED or duty.clock_start > at or _is_discharged(duty, at):
        return (duty,)
    trigger = triggers.get(duty.trigger_event_id)
    if trigger is None or not resolution.is_about(trigger.event):
        return (duty,)
    if duty.debtor == agency:
        return (_kept(duty, resolution),)
    gone, going_on = reassigned(duty, agency, resolution.cause)
    done = _GOES_ON.get(duty.rule.id)
    if done is None or duty.creditor == agency or is_past(duty.due, at):
        return (gone,)
    return gone, _standing(case, going_on, _done_by(case, agency, trigger.event, *done))


def _done_by(
    case: Case, agency: str, about: Event, model: type[Event], field: str
) -> Discharge | None:
    """Return what the agency did about it first."""
    done: Iterator[tuple[datetime, Fact]] = (
        (time_of(event, field), fact)
        for fact, event in case.all(model)
        if case.registry.acts_for(event.agency_judged, agency) and concerns(about, event)
    )
    first = min(done, key=lambda act: (act[0], act[1].order), default=None)
    return at_act(first[1], first[0]) if first else None


def _standing(case: Case, duty: Obligation, discharge: Discharge | None) -> Obligation:
    stands = standing(duty.due, discharge, case.now)
    return replace(
        duty,
        status=stands.status,
        verdict=stands.verdict,
        satisfied_at=stands.satisfied_at,
        satisfied_by=stands.satisfied_by,
        late_by_ms=stands.late_by_ms,
        published_at=stands.published_at,
    ).flagged(*stands.flags)


def _is_discharged(duty: Obligation, at: datetime) -> bool:
    return duty.satisfied_at is not None and duty.satisfied_at <= at


def _kept(duty: Obligation, resolution: Resolution) -> Obligation:
    """The duty to refer away what is now one's own ends, unless it was overdue before."""
    if duty.rule.id not in _REFERRING or is_past(duty.due, resolution.at):
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
