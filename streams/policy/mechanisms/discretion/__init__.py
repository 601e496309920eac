"""裁量权基准: fines stay inside the tier and add up; procedure keeps its order and its periods."""

from __future__ import annotations

from types import MappingProxyType
from typing import Final

from schemas.envelope import Event
from schemas.events.authority import ItemListPublished
from schemas.events.cases import CaseClosed, CaseFiled
from schemas.events.law_changes import StandardPublished
from schemas.events.penalty_decisions import CoercionApplied, PenaltyDecided, PenaltyExecuted
from streams.policy.mechanism import Check, Precondition, check
from streams.policy.mechanisms.discretion import (
    benchmarks,
    order,
    payments,
    procedure,
    second_fines,
    usual_fines,
)
from streams.policy.rules import ScopeKind

CHECKS: Final[tuple[Check, ...]] = (
    check(ScopeKind.MATTER, procedure.judge_decisions, CaseFiled, rules=("CL-01",)),
    check(ScopeKind.MATTER, procedure.judge_service, PenaltyDecided, rules=("CL-01",)),
    check(ScopeKind.MATTER, procedure.judge_coercion, CoercionApplied, rules=("CL-01",)),
    check(ScopeKind.MATTER, order.judge_order, CaseClosed, rules=("CL-01",)),
    check(ScopeKind.MATTER, payments.judge_executions, PenaltyExecuted, rules=("CL-01",)),
    check(ScopeKind.MATTER, second_fines.judge_second_fines, PenaltyDecided, rules=("CL-01",)),
    check(ScopeKind.ITEM, usual_fines.judge_fines, PenaltyDecided, rules=("CL-02",)),
    check(ScopeKind.MATTER, benchmarks.judge_penalties, PenaltyDecided, rules=("CL-02", "CL-05")),
    check(ScopeKind.MATTER, benchmarks.judge_publication, StandardPublished, rules=("CL-03",)),
    check(ScopeKind.MATTER, benchmarks.judge_lists, ItemListPublished, rules=("CL-04",)),
)

PRECONDITIONS: Final = MappingProxyType[type[Event], Precondition]({})
