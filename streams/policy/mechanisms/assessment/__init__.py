"""考核: the yearly assessment rests on the hub's scorecards."""

from __future__ import annotations

from types import MappingProxyType
from typing import Final

from schemas.envelope import Event
from streams.policy.mechanism import Check, Precondition, check
from streams.policy.mechanisms.assessment import yearly
from streams.policy.rules import ScopeKind

CHECKS: Final[tuple[Check, ...]] = (
    check(ScopeKind.DISTRICT, yearly.judge, rules=("ZR-02", "KH-01")),
)

PRECONDITIONS: Final = MappingProxyType[type[Event], Precondition]({})
