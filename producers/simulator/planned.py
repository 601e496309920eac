"""What a simulation comes to: messages with their times, what was injected, and when time moves."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from hashlib import sha256

from schemas.envelope import Event


@dataclass(frozen=True, slots=True)
class Planned:
    """One message as it is to be sent, byte for byte."""

    topic_plain: str
    """Topic without namespace, such as `facts.cases`."""
    key: bytes
    value: bytes
    headers: tuple[tuple[str, bytes], ...]
    shared_at: datetime
    """The record timestamp: UTC, milliseconds."""
    event: Event | None
    """The event in the value; None where a hub cannot or must not read one."""

    @property
    def raw_key(self) -> str:
        """How an unreadable message is found again: its topic and the sha256 of its value."""
        return f"{self.topic_plain}:{sha256(self.value).hexdigest()}"


@dataclass(frozen=True, slots=True)
class Simulation:
    """A district's day and the next morning.

    Only `messages` may reach a hub; `injected` is for comparing what it found.
    """

    seed: int
    day: date
    """The day that is played, in Asia/Shanghai."""
    messages: tuple[Planned, ...]
    """In the order of `shared_at`."""
    injected: Mapping[str, frozenset[str]]
    """Kind → keys: event ids as text, or `Planned.raw_key` for `unreadable`."""
    ticks: tuple[datetime, ...]
    """Instants at which the hub's clock is moved on, rising, UTC."""
    ends_at: datetime
    """The last tick; nothing is shared after it."""


def batches(simulation: Simulation) -> Iterator[tuple[datetime, tuple[Planned, ...]]]:
    """Yield each tick with the messages up to it (its own instant included) since the last one."""
    position = 0
    for tick in simulation.ticks:
        begun = position
        while (
            position < len(simulation.messages) and simulation.messages[position].shared_at <= tick
        ):
            position += 1
        yield tick, simulation.messages[begun:position]
