"""法制审核: no major decision without a passed review."""

from __future__ import annotations

from types import MappingProxyType
from typing import Final

from schemas.envelope import Event
from schemas.events.cases import CaseLegalReviewCompleted
from schemas.events.penalty_decisions import CoercionApplied, PenaltyDecided
from streams.policy.mechanism import Check, Precondition, check
from streams.policy.mechanisms.legal_review import gate, reviewers
from streams.policy.rules import ScopeKind

CHECKS: Final[tuple[Check, ...]] = (
    check(ScopeKind.MATTER, gate.judge, PenaltyDecided, CoercionApplied, rules=("FS-01",)),
    check(ScopeKind.MATTER, reviewers.judge_reviews, CaseLegalReviewCompleted, rules=("FS-02",)),
    check(ScopeKind.DISTRICT, reviewers.judge_register, rules=("FS-02", "FS-03")),
)

PRECONDITIONS: Final = MappingProxyType[type[Event], Precondition]({})
