"""法治素养与培训: plans, class-hours and topics, by year."""

from __future__ import annotations

from types import MappingProxyType
from typing import Final

from schemas.envelope import Event
from schemas.events.supervision import AssessmentCompleted, TrainingHeld, TrainingPlanPublished
from streams.policy.mechanism import Check, Precondition, check
from streams.policy.mechanisms.training import assessed, enterprises, hours, yearly
from streams.policy.rules import ScopeKind

CHECKS: Final[tuple[Check, ...]] = (
    check(ScopeKind.OFFICER, hours.judge, TrainingHeld, rules=("PX-04",)),
    check(ScopeKind.DISTRICT, hours.unseen, TrainingHeld, rules=("PX-04",)),
    check(ScopeKind.DISTRICT, yearly.judge, rules=("PX-01", "PX-02", "BZ-02")),
    check(ScopeKind.DISTRICT, assessed.judge, AssessmentCompleted, rules=("PX-03",)),
    check(ScopeKind.DISTRICT, enterprises.judge, TrainingPlanPublished, rules=("PF-01",)),
)

PRECONDITIONS: Final = MappingProxyType[type[Event], Precondition]({})
