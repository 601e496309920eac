"""Which events belong to a scope of kind district, and under which keys."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from types import MappingProxyType
from typing import Any, Final

from schemas.envelope import Event
from schemas.events.assistance.joint import JointConferenceHeld, JointEnforcementHeld


def _whole(event: Event) -> Iterable[str]:
    return (event.district,)


KEYS: Final = MappingProxyType[type[Event], Callable[[Any], Iterable[str]]](
    {JointConferenceHeld: _whole, JointEnforcementHeld: _whole}
)
