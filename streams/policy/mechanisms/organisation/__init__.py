"""组织保障: difficulties are answered, support is reported, the leading group is there."""

from __future__ import annotations

from types import MappingProxyType
from typing import Final

from schemas.envelope import Event
from schemas.events.supervision import DifficultyRaised, GuidanceGiven, SupportReported
from streams.policy.mechanism import Check, Precondition, check
from streams.policy.mechanisms.organisation import difficulties, leading_group, support
from streams.policy.rules import ScopeKind

CHECKS: Final[tuple[Check, ...]] = (
    check(ScopeKind.MATTER, difficulties.judge, DifficultyRaised, rules=("BZ-01",)),
    check(ScopeKind.DISTRICT, support.guidance, GuidanceGiven, rules=("BZ-01",)),
    check(ScopeKind.DISTRICT, support.matters, SupportReported, rules=("BZ-03",)),
    check(ScopeKind.DISTRICT, leading_group.judge, rules=("ZZ-01",)),
)

PRECONDITIONS: Final = MappingProxyType[type[Event], Precondition]({})
