"""Simulated days for the benches: the same messages for ours and for the other."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Final

from producers.simulator.planned import Planned, Simulation
from producers.simulator.simulation import simulate
from streams.policy.registry import concerns_registry

_FIRST: Final = date(2026, 11, 9)


def day(events: int, number: int = 0) -> Simulation:
    """Return a day of at least so many events; days of different numbers do not overlap."""
    return simulate(number + 1, day=_FIRST + timedelta(days=2 * number), events=events)


def readable(events: int) -> list[Planned]:
    """Return the readable messages of a day, without what a district registers once."""
    return [m for m in day(events).messages if m.event and not concerns_registry(m.event)]
