"""The pure judge: what a matter of thirty events costs, and whether a further event costs more.

The events are those of all worked cases, the specification's and the project's own, as the hub
admits them. Whole cases of different mechanisms follow one another and are cut into matters, so
that a matter has questions with their answers, and every size is made of the same events.
"""

from __future__ import annotations

from datetime import datetime
from functools import cache
from itertools import islice
from typing import Final

from streams.casebook.reading import entries
from streams.casebook.world import default_world
from streams.coverage import worked_cases
from streams.policy.facts import Fact
from streams.policy.intake import Received
from streams.policy.judge import judge
from streams.policy.registry import Registry
from streams.policy.replay import replay
from streams.policy.rules import ScopeKind
from streams.policy.scopes import reference_nodes
from tests.bench.figure import Figure, Spent, compared, in_turns, timed

ROUNDS: Final = 15
SMALL, MIDDLE, LARGE, HUGE = 10, 30, 90, 270
"""Events of the matters that are compared; each divides the next."""
EVENTS: Final = 4 * HUGE
"""Events that are judged in one round, whatever the size of the matters."""
_APART: Final = 17
"""Cases stand in files by mechanism: how far apart are those that are put together."""


def run() -> list[Figure]:
    """Judge matters of four sizes; an event of each is compared with one of a smaller matter."""
    middle = in_turns(lambda: _judged(MIDDLE), lambda: _judged(SMALL), ROUNDS)
    large = in_turns(lambda: _judged(LARGE), lambda: _judged(MIDDLE), ROUNDS)
    huge = in_turns(lambda: _judged(HUGE), lambda: _judged(MIDDLE), ROUNDS)
    return [
        compared(
            "ledger.matter_of_30",
            "CPU ms/matter",
            _ms_a_matter,
            middle,
            "30 events in matters of 10",
        ),
        compared("ledger.event_of_30", "CPU µs/event", _us_an_event, middle, "an event of 10"),
        compared("ledger.event_of_90", "CPU µs/event", _us_an_event, large, "an event of 30"),
        compared("ledger.event_of_270", "CPU µs/event", _us_an_event, huge, "an event of 30"),
    ]


@cache
def _facts() -> tuple[Fact, ...]:
    """Return the admitted facts of worked cases that belong to a matter, case after case."""
    world, cases = default_world(), worked_cases()
    founding = world.founding()
    mixed = (case for first in range(_APART) for case in cases[first::_APART])
    logs = ([e for e in entries(c, world) if isinstance(e, Received)] for c in mixed)
    admitted = (
        fact
        for log in logs
        if log
        for fact in replay(log, world.pack, _last(log), known=founding, kinds=frozenset()).admitted
        if reference_nodes(fact.event)
    )
    return tuple(islice(admitted, EVENTS))


def _last(log: list[Received]) -> datetime:
    return max(received.fact.shared_at for received in log)


@cache
def matters(size: int) -> tuple[tuple[tuple[Fact, ...], datetime], ...]:
    """Return the facts as matters of a size, each with the instant of its last receipt."""
    facts = _facts()
    cut = [facts[first : first + size] for first in range(0, EVENTS, size)]
    return tuple((matter, max(fact.shared_at for fact in matter)) for matter in cut)


@cache
def registry() -> Registry:
    """Return the registry of the world of worked cases."""
    return Registry.of(default_world().founding())


def _judged(size: int) -> Spent:
    """Judge every event once, in matters of a size."""
    cut, known, pack = matters(size), registry(), default_world().pack

    def work() -> None:
        for matter, now in cut:
            judge(ScopeKind.MATTER, matter, known, pack, now)

    return timed(EVENTS, work)


def _us_an_event(spent: Spent) -> float:
    return spent.cpu_ms * 1e3


def _ms_a_matter(spent: Spent) -> float:
    return spent.cpu_ms * MIDDLE
