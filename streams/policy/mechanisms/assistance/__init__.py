"""协同联动: requests for help are answered in time; liaisons, conferences and joint action."""

from __future__ import annotations

from types import MappingProxyType
from typing import Final

from schemas.envelope import Event
from streams.policy.mechanism import Check, Precondition

CHECKS: Final[tuple[Check, ...]] = ()

PRECONDITIONS: Final = MappingProxyType[type[Event], Precondition]({})
