"""首问责任: whoever receives a complaint first answers for it until it is formally taken over."""

from __future__ import annotations

from types import MappingProxyType
from typing import Final

from schemas.envelope import Event
from schemas.events.cases import CaseClosed
from schemas.events.complaints import EVENTS
from streams.policy.mechanism import Check, Precondition, check
from streams.policy.mechanisms.first_inquiry import complaint
from streams.policy.rules import ScopeKind

CHECKS: Final[tuple[Check, ...]] = (
    check(
        ScopeKind.MATTER,
        complaint.judge,
        *EVENTS,
        CaseClosed,
        rules=tuple(f"SW-{number:02d}" for number in range(1, 15)),
    ),
)

PRECONDITIONS: Final = MappingProxyType[type[Event], Precondition]({})
