"""双随机、一公开: targets and officers are drawn, results published."""

from __future__ import annotations

from types import MappingProxyType
from typing import Final

from schemas.envelope import Event
from schemas.events.inspection_records import (
    InspectionDrawn,
    InspectionPlanPublished,
    InspectionRecorded,
)
from streams.policy.mechanism import Check, Precondition, check
from streams.policy.mechanisms.double_random import drawing, publishing
from streams.policy.rules import ScopeKind

CHECKS: Final[tuple[Check, ...]] = (
    check(ScopeKind.PLAN, drawing.judge_draws, InspectionDrawn, rules=("SJ-01",)),
    check(ScopeKind.PLAN, drawing.judge_frequency, InspectionPlanPublished, rules=("SJ-02",)),
    check(ScopeKind.MATTER, publishing.judge, InspectionRecorded, rules=("SJ-01",)),
)

PRECONDITIONS: Final = MappingProxyType[type[Event], Precondition]({})
