"""投诉举报办理: complaints about enforcers are accepted, handled and archived."""

from __future__ import annotations

from types import MappingProxyType
from typing import Final

from schemas.envelope import Event
from schemas.events.complaints import EVENTS
from streams.policy.mechanism import Check, Precondition, check
from streams.policy.mechanisms.complaints import channels, handling
from streams.policy.rules import ScopeKind

CHECKS: Final[tuple[Check, ...]] = (
    check(ScopeKind.DISTRICT, channels.judge, rules=("TS-01",)),
    check(ScopeKind.MATTER, handling.judge, *EVENTS, rules=("TS-02", "TS-03", "TS-04")),
)

PRECONDITIONS: Final = MappingProxyType[type[Event], Precondition]({})
