"""Many matters of eight events in the median: worked cases again and again, under other names.

Each copy has ids of its own and stands in one of several districts, every one of which has the
register of the worked cases. Copies of a case follow one another by a second, so that the matters
of a district are under way at the same time, as they are in life.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Final

from producers.simulator.planned import Planned
from schemas.envelope import Event
from streams.casebook.reading import entries
from streams.casebook.world import default_world
from streams.policy.facts import Fact
from streams.policy.intake import Received
from tests.streams.districts import elsewhere, planned
from tests.streams.vectors import case, founding

CASES: Final = (
    "HT-SW-06-2",  # 6 events
    *("HT-CL-01-14", "HT-TS-03-4", "HT-YS-19-11"),  # 7
    *("VS-102", "VS-104"),  # 8
    *("HT-MB-01-14", "HT-YS-19-10", "VS-129"),  # 9
)
"""Complaints, referrals, disputes and penalties; the median has eight events."""

OPENING: Final = "VS-104"
"""A complaint, which opens duties as it is received."""

DISTRICTS: Final = tuple(f"3701{number:02d}" for number in range(2, 18))

_OWN: Final = "139901"


def registers() -> list[Planned]:
    """Return the register of every district."""
    return [
        _planned(_renamed(fact.event, district, "founding", {}), fact)
        for district in DISTRICTS
        for fact in founding()
    ]


def matters(copies: int) -> list[Planned]:
    """Return so many copies of every case in every district, in the order of their times."""
    found: list[Planned] = []
    for case_id in CASES:
        log = [e.fact for e in entries(case(case_id), default_world()) if isinstance(e, Received)]
        names = {value for fact in log for _, value in fact.event.references()}
        for district in DISTRICTS:
            for copy in range(copies):
                mark = f"{case_id}-{copy}"
                own = {name: f"{name}-{mark}" for name in names}
                found += [
                    _planned(_renamed(fact.event, district, mark, own), fact, copy) for fact in log
                ]
    return sorted(found, key=lambda message: message.shared_at)


def opened(count: int) -> Iterator[Planned]:
    """Yield the first event of so many complaints: each is a matter with duties that are open."""
    log = (e.fact for e in entries(case(OPENING), default_world()) if isinstance(e, Received))
    first = next(log)
    names = {value for _, value in first.event.references()}
    for copy in range(count):
        district = DISTRICTS[copy % len(DISTRICTS)]
        own = {name: f"{name}-{copy}" for name in names}
        yield _planned(_renamed(first.event, district, str(copy), own), first, copy)


def _renamed(event: Event, district: str, mark: str, names: dict[str, str]) -> Event:
    """Return an event as another matter's, in another district."""
    return elsewhere(event, _OWN, district, mark=mark, names=names)


def _planned(event: Event, fact: Fact, copy: int = 0) -> Planned:
    return planned(event, fact.shared_at + timedelta(seconds=copy))
