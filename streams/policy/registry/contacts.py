"""What agencies keep registered: liaisons, channels, review bodies; and standards by their id."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from types import MappingProxyType
from typing import Self, TypeVar

from schemas.envelope import Event
from schemas.events.agencies import (
    AgencyChannelPublished,
    AgencyLiaisonFiled,
    AgencyLiaisonRegistered,
    AgencyReviewBodyRegistered,
)
from schemas.events.law_changes import StandardPublished
from streams.policy.facts import Fact

E = TypeVar("E", bound=Event)
Dated = tuple[tuple[Fact, E], ...]


@dataclass(frozen=True, slots=True)
class Contacts:
    """By agency: liaisons, their filings, complaint channels and legal review bodies."""

    liaisons: MappingProxyType[str, Dated[AgencyLiaisonRegistered]] = field(
        default_factory=lambda: MappingProxyType({})
    )
    filings: MappingProxyType[str, Dated[AgencyLiaisonFiled]] = field(
        default_factory=lambda: MappingProxyType({})
    )
    channels: MappingProxyType[str, Dated[AgencyChannelPublished]] = field(
        default_factory=lambda: MappingProxyType({})
    )
    review_bodies: MappingProxyType[str, Dated[AgencyReviewBodyRegistered]] = field(
        default_factory=lambda: MappingProxyType({})
    )

    @classmethod
    def of(cls, events: Iterable[tuple[Fact, Event]]) -> Self:
        """Return the contacts that events make, given in their order."""
        known = list(events)
        return cls(
            _by_agency(known, AgencyLiaisonRegistered),
            _by_agency(known, AgencyLiaisonFiled),
            _by_agency(known, AgencyChannelPublished),
            _by_agency(known, AgencyReviewBodyRegistered),
        )

    def has_liaison(self, agency_id: str, on: date) -> bool:
        """Whether an agency has a liaison valid on a day (XT-03)."""
        return any(
            liaison.valid_from <= on <= (liaison.valid_to or date.max)
            for _, liaison in self.liaisons.get(agency_id, ())
        )


@dataclass(frozen=True, slots=True)
class Standards:
    """标准: every version of every standard, by standard id, in order of its effective day."""

    versions: MappingProxyType[str, Dated[StandardPublished]] = field(
        default_factory=lambda: MappingProxyType({})
    )

    @classmethod
    def of(cls, events: Iterable[tuple[Fact, StandardPublished]]) -> Self:
        """Return the standards that events publish, given in their order."""
        found: dict[str, list[tuple[Fact, StandardPublished]]] = {}
        for fact, event in events:
            found.setdefault(event.standard_id, []).append((fact, event))
        return cls(
            MappingProxyType(
                {k: tuple(sorted(v, key=lambda s: s[1].effective_from)) for k, v in found.items()}
            )
        )

    def in_force(self, standard_id: str, on: date) -> StandardPublished | None:
        """Return the version of a standard that counts on a day, if any."""
        started = [s for _, s in self.versions.get(standard_id, ()) if s.effective_from <= on]
        return started[-1] if started else None

    def begin_on(self) -> Iterator[date]:
        """Yield the days on which a version of any standard comes into force."""
        return (standard.effective_from for told in self.versions.values() for _, standard in told)

    def of_item(self, item_code: str, kind: str, on: date) -> tuple[StandardPublished, ...]:
        """Return the standards of a kind that cover an item on a day, by standard id."""
        current = (self.in_force(standard_id, on) for standard_id in sorted(self.versions))
        return tuple(s for s in current if s and s.kind == kind and item_code in s.item_codes)


def _by_agency(
    events: Iterable[tuple[Fact, Event]], model: type[E]
) -> MappingProxyType[str, Dated[E]]:
    found: dict[str, list[tuple[Fact, E]]] = {}
    for fact, event in events:
        if isinstance(event, model):
            found.setdefault(event.agency_judged, []).append((fact, event))
    return MappingProxyType({agency: tuple(facts) for agency, facts in found.items()})
