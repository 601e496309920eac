"""裁量权基准: fines stay inside the tier; procedure keeps its order and its periods."""

from __future__ import annotations

from types import MappingProxyType
from typing import Final

from schemas.envelope import Event
from streams.policy.mechanism import Check, Precondition

CHECKS: Final[tuple[Check, ...]] = ()

PRECONDITIONS: Final = MappingProxyType[type[Event], Precondition]({})
