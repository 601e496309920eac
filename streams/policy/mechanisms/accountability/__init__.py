"""过错责任追究: measures bar officers; leads are kept for people to judge."""

from __future__ import annotations

from types import MappingProxyType
from typing import Final

from schemas.envelope import Event
from schemas.events.supervision import VerdictReviewed
from streams.policy.mechanism import Check, Precondition
from streams.policy.mechanisms.accountability import preconditions

CHECKS: Final[tuple[Check, ...]] = ()

PRECONDITIONS: Final = MappingProxyType[type[Event], Precondition](
    {VerdictReviewed: preconditions.review}
)
