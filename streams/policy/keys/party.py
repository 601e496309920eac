"""Which events belong to a scope of kind party, and under which keys."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from types import MappingProxyType
from typing import Any, Final

from schemas.envelope import Event
from schemas.events.inspection_records import InspectionRecorded
from streams.policy.parties import name_of


def _inspected(event: InspectionRecorded) -> Iterable[str]:
    """By name: a number that only one of two inspections gives must not keep them apart."""
    return (name_of(event.party),)


KEYS: Final = MappingProxyType[type[Event], Callable[[Any], Iterable[str]]](
    {InspectionRecorded: _inspected}
)
