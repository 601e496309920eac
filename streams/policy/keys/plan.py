"""Which events belong to a scope of kind plan, and under which keys."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from types import MappingProxyType
from typing import Any, Final

from schemas.envelope import Event

KEYS: Final = MappingProxyType[type[Event], Callable[[Any], Iterable[str]]]({})
