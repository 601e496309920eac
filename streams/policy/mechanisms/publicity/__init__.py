"""行政执法公示: decisions are disclosed on both channels, and kept current."""

from __future__ import annotations

from types import MappingProxyType
from typing import Final

from schemas.envelope import Event
from streams.policy.mechanism import Check, Precondition

CHECKS: Final[tuple[Check, ...]] = ()

PRECONDITIONS: Final = MappingProxyType[type[Event], Precondition]({})
