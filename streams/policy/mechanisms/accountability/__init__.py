"""过错责任追究: measures bar officers; leads are kept for people to judge."""

from __future__ import annotations

from types import MappingProxyType
from typing import Final

from schemas.envelope import Event
from schemas.events.cases import ViolationOnsiteAction
from schemas.events.complaints import ComplaintVerified
from schemas.events.inspection_records import InspectionRecorded
from schemas.events.penalty_decisions import CoercionApplied, PenaltyDecided
from schemas.events.supervision import SuperiorAssigned, VerdictReviewed
from streams.policy.mechanism import Check, Precondition, check
from streams.policy.mechanisms.accountability import leading, officers, preconditions
from streams.policy.rules import ScopeKind

CHECKS: Final[tuple[Check, ...]] = (
    check(
        ScopeKind.MATTER,
        officers.judge,
        PenaltyDecided,
        CoercionApplied,
        InspectionRecorded,
        rules=("GC-01",),
    ),
    check(ScopeKind.MATTER, leading.judge_stops, ViolationOnsiteAction, rules=("ZJ-03",)),
    check(ScopeKind.MATTER, leading.judge_assignments, SuperiorAssigned, rules=("ZJ-04",)),
    check(ScopeKind.MATTER, leading.judge_withheld, ComplaintVerified, rules=("ZJ-05",)),
)

PRECONDITIONS: Final = MappingProxyType[type[Event], Precondition](
    {VerdictReviewed: preconditions.review}
)
