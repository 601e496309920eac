"""Which events belong to a scope of kind party, and under which keys."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from types import MappingProxyType
from typing import Any, Final
from unicodedata import normalize

from schemas.envelope import Event
from schemas.events.inspection_records import InspectionRecorded


def _inspected(event: InspectionRecorded) -> Iterable[str]:
    """By name: a number that only one of two inspections gives must not keep them apart."""
    return ("".join(normalize("NFKC", event.party.party_name).split()).casefold(),)


KEYS: Final = MappingProxyType[type[Event], Callable[[Any], Iterable[str]]](
    {InspectionRecorded: _inspected}
)
