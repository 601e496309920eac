"""Which events belong to a scope of kind officer, and under which keys."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from types import MappingProxyType
from typing import Any, Final

from schemas.envelope import Event
from schemas.events.supervision import TrainingHeld


def _attended(event: TrainingHeld) -> Iterable[str]:
    return event.attendees


KEYS: Final = MappingProxyType[type[Event], Callable[[Any], Iterable[str]]](
    {TrainingHeld: _attended}
)
