"""Which events belong to a scope of kind item, and under which keys: an item in a year."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from types import MappingProxyType
from typing import Any, Final

from schemas.envelope import Event
from schemas.events.penalty_decisions import PenaltyDecided


def _fined(event: PenaltyDecided) -> Iterable[str]:
    """A fine is held against the item's others of its year and of the year before.

    So a scope holds two years of one item and does not grow without end.
    """
    if not event.fine_amount_yuan:
        return ()
    year = event.decision_date.year
    return (f"{event.item_code}/{year}", f"{event.item_code}/{year + 1}")


def year_of(key: str) -> int:
    """Return the year of an item's scope: what was decided in it is judged there."""
    return int(key.rpartition("/")[2])


KEYS: Final = MappingProxyType[type[Event], Callable[[Any], Iterable[str]]](
    {PenaltyDecided: _fined}
)
