"""执法责任制: powers broken down to posts and persons."""

from __future__ import annotations

from types import MappingProxyType
from typing import Final

from schemas.envelope import Event
from schemas.events.inspection_records import InspectionRecorded
from schemas.events.penalty_decisions import CoercionApplied, PenaltyDecided
from streams.policy.mechanism import Check, Precondition, check
from streams.policy.mechanisms.responsibility import posts
from streams.policy.rules import ScopeKind

CHECKS: Final[tuple[Check, ...]] = (
    check(
        ScopeKind.MATTER,
        posts.judge_acts,
        InspectionRecorded,
        CoercionApplied,
        PenaltyDecided,
        rules=("ZR-01",),
    ),
    check(ScopeKind.AGENCY, posts.judge_register, rules=("ZR-01",)),
)

PRECONDITIONS: Final = MappingProxyType[type[Event], Precondition]({})
"""Nothing: a post that is assigned is a fact."""
