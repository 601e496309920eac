"""首问责任: whoever receives a complaint first answers for it until somebody else does."""

from __future__ import annotations

from types import MappingProxyType
from typing import Final

from schemas.envelope import Event
from streams.policy.mechanism import Check, Precondition

CHECKS: Final[tuple[Check, ...]] = ()

PRECONDITIONS: Final = MappingProxyType[type[Event], Precondition]({})
