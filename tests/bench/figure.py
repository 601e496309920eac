"""Figures, and how they are measured: in turns with what they are compared to."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from statistics import median
from typing import Final

_DIGITS: Final = 4


@dataclass(frozen=True, slots=True)
class Figure:
    """One measured figure.

    `ratio` is `value` divided by the same of `against`, so its sense follows the unit: for
    events/s more is better, for CPU µs/event less is.
    """

    name: str
    value: float
    unit: str
    ratio: float
    against: str


@dataclass(frozen=True, slots=True)
class Spent:
    """What some events took: seconds by the wall clock and of this process's CPU."""

    events: int
    wall_s: float
    cpu_s: float

    @property
    def rate(self) -> float:
        """Events a second."""
        return self.events / self.wall_s

    @property
    def cpu_ms(self) -> float:
        """Milliseconds of CPU an event, all threads of this process together."""
        return self.cpu_s / self.events * 1e3


Rounds = list[tuple[Spent, Spent]]
"""Round by round: ours and the other."""


def timed(events: int, work: Callable[[], object]) -> Spent:
    """Do the work and return what it took."""
    wall, cpu = time.perf_counter(), time.process_time()
    work()
    return Spent(events, time.perf_counter() - wall, time.process_time() - cpu)


def in_turns(ours: Callable[[], Spent], other: Callable[[], Spent], rounds: int) -> Rounds:
    """Measure both `rounds` times in turns, and change who begins, after one unmeasured round."""
    ours(), other()
    return measured_in_turns(ours, other, rounds)


def measured_in_turns(ours: Callable[[], Spent], other: Callable[[], Spent], rounds: int) -> Rounds:
    """Measure as `in_turns`, without the unmeasured round before."""
    found: Rounds = []
    for number in range(rounds):
        if number % 2:
            second = other()
            found.append((ours(), second))
        else:
            found.append((ours(), other()))
    return found


def compared(
    name: str, unit: str, of: Callable[[Spent], float], rounds: Rounds, against: str
) -> Figure:
    """Return the median value, and the median of the ratios within each round."""
    value = median(of(ours) for ours, _ in rounds)
    ratio = median(of(ours) / of(other) for ours, other in rounds)
    return Figure(name, short(value), unit, short(ratio), against)


def short(number: float) -> float:
    """Return a number with as many digits as a figure has."""
    return float(f"{number:.{_DIGITS}g}")
