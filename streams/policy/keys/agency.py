"""Which events belong to a scope of kind agency, and under which keys."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from types import MappingProxyType
from typing import Any, Final

from schemas.envelope import Event
from schemas.events.cases import ClueRegistered, ClueSweepCompleted, PatrolRecorded


def _publisher(event: Event) -> Iterable[str]:
    return (event.agency_judged,)


KEYS: Final = MappingProxyType[type[Event], Callable[[Any], Iterable[str]]](
    {
        PatrolRecorded: _publisher,
        ClueRegistered: _publisher,
        ClueSweepCompleted: _publisher,
    }
)
