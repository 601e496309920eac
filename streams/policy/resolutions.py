"""争议的了结: who handles what was disputed, by agreement (ZY-02) or designation (ZY-04)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from schemas.envelope import Event
from schemas.events.disputes import (
    DisputeConsultationConcluded,
    DisputeCoordinationApplied,
    DisputeJurisdictionDesignated,
    DisputeRaised,
)
from schemas.events.referrals import ReferralHistoricConsulted
from streams.policy.case import Case
from streams.policy.facts import Fact
from streams.policy.naming import concerns
from streams.policy.obligations import Cause
from streams.policy.registry import Registry

_HISTORIC: Final = "HISTORIC"

Resolving = DisputeConsultationConcluded | DisputeJurisdictionDesignated


@dataclass(frozen=True, slots=True)
class Resolution:
    """了结: that a dispute is settled, since when and by which event.

    `agency` is who handles the matter from then on, None where an agreement names nobody.
    `parties` are those who disputed, each once. `violations` are what was disputed, as the dispute
    or the case or referral that it names says; empty where nothing says so.
    """

    fact: Fact
    event: Resolving
    at: datetime
    agency: str | None
    parties: tuple[str, ...]
    about: tuple[Event, ...]
    violations: frozenset[str]

    @property
    def cause(self) -> Cause:
        """The event as what ended or moved a duty."""
        return Cause(self.fact.id, self.event.TYPE, self.at)

    @property
    def others(self) -> tuple[str, ...]:
        """The parties that do not handle the matter any more; nobody, where nobody is named."""
        return tuple(p for p in self.parties if p != self.agency) if self.agency else ()

    def may_mean(self, violation_id: str | None) -> bool:
        """Whether a violation of the matter may be what was disputed."""
        return violation_id is None or not self.violations or violation_id in self.violations

    def is_about(self, event: Event) -> bool:
        """Whether an event of the matter is about what was disputed."""
        if event.violation_id is not None and self.violations:
            return event.violation_id in self.violations
        return all(concerns(named, event) for named in self.about)


def resolutions(case: Case) -> tuple[Resolution, ...]:
    """Return every agreement and designation of a matter, in the order in which they count."""
    return case.once(_resolutions)


def _resolutions(case: Case) -> tuple[Resolution, ...]:
    found = [
        _resolution(case, fact, agreed, agreed.concluded_at, agreed.agreed_agency_id)
        for fact, agreed in case.all(DisputeConsultationConcluded)
        if agreed.agreed
    ]
    found += [
        _resolution(case, fact, named, named.designated_at, named.designated_agency_id)
        for fact, named in case.all(DisputeJurisdictionDesignated)
        if is_by_government(named, case.registry)
    ]
    return tuple(sorted(found, key=lambda resolution: (resolution.at, resolution.fact.order)))


def is_by_government(event: DisputeJurisdictionDesignated, registry: Registry) -> bool:
    """Whether a designation is the district government's: nobody else designates (ZY-04)."""
    return registry.kind(event.agency_judged) == "DISTRICT_GOV"


def is_historic(
    applied: DisputeCoordinationApplied, registry: Registry, consulted: Iterable[Fact]
) -> bool:
    """Whether an application reports a historic matter: that alone goes to the leading group.

    One without a kind is read as such where it goes there and the consultation on its case failed:
    `consulted` are the facts among which that stands.
    """
    if applied.kind is not None:
        return applied.kind == _HISTORIC
    return registry.kind(applied.to_agency_id) == "LEADING_GROUP" and any(
        isinstance(fact.event, ReferralHistoricConsulted)
        and fact.event.outcome == "FAILED"
        and fact.event.case_id == applied.case_id
        for fact in consulted
    )


def consulted_on(case: Case) -> list[Fact]:
    """Return the consultations on historic matters."""
    return [fact for fact, _ in case.all(ReferralHistoricConsulted)]


def _resolution(
    case: Case, fact: Fact, event: Resolving, at: datetime | None, agency: str | None
) -> Resolution:
    raised = [e for _, e in case.all(DisputeRaised) if e.dispute_id == event.dispute_id]
    parties = tuple(dict.fromkeys(party for dispute in raised for party in dispute.parties))
    about = (event, *raised)
    return Resolution(
        fact, event, at or fact.shared_at, agency, parties, about, _disputed(case, about)
    )


def _disputed(case: Case, about: tuple[Event, ...]) -> frozenset[str]:
    """Return the violations named, else those of the referral or the case that is named."""
    named = {event.violation_id for event in about if event.violation_id is not None}
    for kind in ("referral_id", "case_id"):
        if named:
            break
        values = {value for event in about if (value := getattr(event, kind)) is not None}
        of_those = (f.event for f in case.bearing(kind) if getattr(f.event, kind) in values)
        named = {event.violation_id for event in of_those if event.violation_id is not None}
    return frozenset(named)
