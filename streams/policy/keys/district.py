"""Which events belong to a scope of kind district, and under which keys."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from types import MappingProxyType
from typing import Any, Final

from schemas.envelope import Event
from schemas.events.agencies import AgencyRegistered
from schemas.events.assistance.joint import JointConferenceHeld, JointEnforcementHeld
from schemas.events.supervision import (
    AssessmentCompleted,
    GuidanceGiven,
    SupportReported,
    TrainingHeld,
    TrainingPlanPublished,
    VerdictContested,
    VerdictReviewed,
)


def _district(event: Event) -> Iterable[str]:
    return (event.district,)


def _of_no_matter(event: VerdictContested | VerdictReviewed) -> Iterable[str]:
    """An objection that names no matter may be against a yearly duty."""
    return () if event.references() else (event.district,)


KEYS: Final = MappingProxyType[type[Event], Callable[[Any], Iterable[str]]](
    {
        AgencyRegistered: _district,
        TrainingPlanPublished: _district,
        TrainingHeld: _district,
        AssessmentCompleted: _district,
        JointConferenceHeld: _district,
        JointEnforcementHeld: _district,
        SupportReported: _district,
        GuidanceGiven: _district,
        VerdictContested: _of_no_matter,
        VerdictReviewed: _of_no_matter,
    }
)
