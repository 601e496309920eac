"""争议协调: disputes are consulted, applied for and designated; nobody stops because of one."""

from __future__ import annotations

from types import MappingProxyType
from typing import Final

from schemas.envelope import Event
from schemas.events.disputes import (
    DisputeConsultationConcluded,
    DisputeCoordinationApplied,
    DisputeRaised,
)
from streams.policy.mechanism import Check, Precondition, check
from streams.policy.mechanisms.dispute import consulting, going_on, preconditions
from streams.policy.rules import ScopeKind

_MATTER: Final = ScopeKind.MATTER

CHECKS: Final[tuple[Check, ...]] = (
    check(_MATTER, consulting.judge_consultations, DisputeRaised, rules=("ZY-01", "ZY-03")),
    check(_MATTER, consulting.judge_agreements, DisputeConsultationConcluded, rules=("ZY-02",)),
    check(
        _MATTER,
        consulting.judge_applications,
        DisputeCoordinationApplied,
        rules=("ZY-03", "ZY-04"),
    ),
    check(_MATTER, going_on.judge, DisputeRaised, rules=("ZY-05",)),
)

PRECONDITIONS: Final = MappingProxyType[type[Event], Precondition](
    {
        DisputeConsultationConcluded: preconditions.consultation,
        DisputeCoordinationApplied: preconditions.application,
    }
)
