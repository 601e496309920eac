"""A fact: an event that the hub has received, with where and when."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from operator import attrgetter
from typing import Final
from uuid import UUID

from schemas.envelope import REFERENCES, Event

_BORNE: Final = (*REFERENCES, "supersedes_event_id")
"""Fields of the envelope that name a matter, or another event."""

Order = tuple[datetime, str, int, int]


@dataclass(frozen=True)
class Fact:
    """An admitted event and its receipt. `shared_at` is the broker's append time, UTC.

    What follows from it is kept with it, for a matter is judged again and again.
    Where a correction stands in for what it corrects, `corrects` is the id of the first event
    and the receipt is that event's: the content is known as if it had been right at first.
    """

    event: Event
    shared_at: datetime
    topic: str
    partition: int
    offset: int
    corrects: UUID | None = None

    @cached_property
    def id(self) -> UUID:
        """The id that duties and conclusions name: of the first event, if this corrects it."""
        return self.corrects or self.event.event_id

    @cached_property
    def type(self) -> str:
        """The event type."""
        return self.event.TYPE

    @cached_property
    def subject(self) -> str:
        """What the event is about."""
        return self.event.subject

    @cached_property
    def flags(self) -> tuple[str, ...]:
        """Flags of whatever follows from it: BACKFILL for what an import brought."""
        return ("BACKFILL",) if self.event.backfill_batch else ()

    @cached_property
    def order(self) -> Order:
        """Arrival order: (append time, topic, partition, offset), the same live and offline."""
        return (self.shared_at, self.topic, self.partition, self.offset)

    @cached_property
    def traits(self) -> frozenset[object]:
        """By what a check finds it: its event type, and the names of the identifiers it bears."""
        values = self.event.__dict__
        return frozenset((type(self.event), *(n for n in _BORNE if values[n] is not None)))

    @property
    def key(self) -> str:
        """Where it stands in its partition of the log: `topic:offset`."""
        return f"{self.topic}:{self.offset}"


def in_arrival_order(facts: Iterable[Fact]) -> tuple[Fact, ...]:
    """Return facts in the order in which they came in."""
    return tuple(sorted(facts, key=attrgetter("order")))
