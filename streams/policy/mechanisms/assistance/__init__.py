"""协同联动: requests for help are answered in time; liaisons, conferences and joint action."""

from __future__ import annotations

from types import MappingProxyType
from typing import Final

from schemas.envelope import Event
from schemas.events.agencies import AgencyLiaisonRegistered
from schemas.events.assistance.archives import ArchiveAccessRequested
from schemas.events.assistance.joint import (
    JointActionRequested,
    JointConferenceHeld,
    JointEnforcementHeld,
)
from schemas.events.assistance.letters import AssistanceOpinionIssued, AssistanceRequested
from streams.policy.mechanism import Check, Precondition, check
from streams.policy.mechanisms.assistance import (
    answering,
    conferences,
    liaisons,
    opinions,
    preconditions,
)
from streams.policy.rules import ScopeKind

CHECKS: Final[tuple[Check, ...]] = (
    check(
        ScopeKind.MATTER,
        answering.judge_joint,
        JointActionRequested,
        rules=("XT-01", "XT-02"),
    ),
    check(ScopeKind.AGENCY, liaisons.judge_register, rules=("XT-03",)),
    check(ScopeKind.MATTER, liaisons.judge_filing, AgencyLiaisonRegistered, rules=("XT-04",)),
    check(
        ScopeKind.DISTRICT,
        conferences.count,
        JointConferenceHeld,
        JointEnforcementHeld,
        rules=("XT-05", "XT-07"),
    ),
    check(ScopeKind.MATTER, conferences.judge_attendance, JointConferenceHeld, rules=("XT-06",)),
    check(
        ScopeKind.MATTER,
        opinions.judge,
        AssistanceRequested,
        rules=("XT-08", "XT-09", "XT-10", "XT-11", "XT-12", "XT-13"),
    ),
    check(ScopeKind.MATTER, answering.judge_archives, ArchiveAccessRequested, rules=("XT-14",)),
)

PRECONDITIONS: Final = MappingProxyType[type[Event], Precondition](
    {
        AssistanceRequested: preconditions.letter,
        AssistanceOpinionIssued: preconditions.opinion,
    }
)
"""What the hub asks before it carries a letter (XT-08) or an opinion (XT-09)."""
