"""行刑衔接: suspected crimes go to the police, and no fine takes their place."""

from __future__ import annotations

from types import MappingProxyType
from typing import Final

from schemas.envelope import Event
from streams.policy.mechanism import Check, Precondition

CHECKS: Final[tuple[Check, ...]] = ()

PRECONDITIONS: Final = MappingProxyType[type[Event], Precondition]({})
