"""The pure judge: what a matter of thirty events costs, and whether a further event costs more.

The facts are those of the project's worked cases, taken together as one matter, so that every
mechanism has something to judge.
"""

from __future__ import annotations

from functools import cache
from typing import Final

from streams.casebook.reading import entries
from streams.casebook.world import default_world
from streams.policy.facts import Fact
from streams.policy.intake import Received
from streams.policy.judge import judge
from streams.policy.registry import Registry
from streams.policy.rules import ScopeKind
from streams.policy.scopes import reference_nodes
from tests.bench.figure import Figure, Spent, compared, in_turns, timed
from tests.streams.vectors import vectors

JUDGED: Final = 100
"""How often a matter is judged in one round."""
ROUNDS: Final = 9
SMALL, MIDDLE, LARGE = 10, 30, 90
"""Events of the matters that are compared."""


def run() -> list[Figure]:
    """Judge matters of three sizes; each is compared with the next smaller one."""
    middle = in_turns(lambda: _judged(MIDDLE), lambda: _judged(SMALL), ROUNDS)
    large = in_turns(lambda: _judged(LARGE), lambda: _judged(MIDDLE), ROUNDS)
    return [
        compared("ledger.matter_of_30", "CPU ms/matter", _ms_a_matter, middle, "a matter of 10"),
        compared("ledger.event_of_30", "CPU µs/event", _us_an_event, middle, "an event of 10"),
        compared("ledger.event_of_90", "CPU µs/event", _us_an_event, large, "an event of 30"),
    ]


@cache
def _facts() -> tuple[Fact, ...]:
    """Return the facts of worked cases that belong to a matter, one case after another."""
    world = default_world()
    read = (entry for case in vectors().values() for entry in entries(case, world))
    facts = (entry.fact for entry in read if isinstance(entry, Received))
    return tuple(fact for fact in facts if reference_nodes(fact.event))


def _judged(size: int) -> Spent:
    """Judge matters of a size, made of every few facts so that all kinds of event occur."""
    facts, world = _facts(), default_world()
    registry = Registry.of(world.founding())
    step = len(facts) // size
    matter = facts[: step * size : step]
    now = max(fact.shared_at for fact in matter)
    judge(ScopeKind.MATTER, matter, registry, world.pack, now)  # registers are made when asked for

    def work() -> None:
        for _ in range(JUDGED):
            judge(ScopeKind.MATTER, matter, registry, world.pack, now)

    return timed(JUDGED * size, work)


def _us_an_event(spent: Spent) -> float:
    return spent.cpu_ms * 1e3


def _ms_a_matter(spent: Spent) -> float:
    return spent.cpu_s / JUDGED * 1e3
