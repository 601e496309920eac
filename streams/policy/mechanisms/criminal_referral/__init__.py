"""行刑衔接: suspected crimes go to the police, and no fine takes their place."""

from __future__ import annotations

from types import MappingProxyType
from typing import Final

from schemas.envelope import Event
from schemas.events.cases import (
    CaseClosed,
    CriminalPoliceDecided,
    CriminalTransferApproved,
    CriminalTransferProposed,
)
from schemas.events.penalty_decisions import PenaltyDecided
from streams.policy.mechanism import Check, Precondition, check
from streams.policy.mechanisms.criminal_referral import transferring
from streams.policy.rules import ScopeKind

CHECKS: Final[tuple[Check, ...]] = (
    check(
        ScopeKind.MATTER,
        transferring.judge_periods,
        CriminalTransferProposed,
        CriminalTransferApproved,
        CriminalPoliceDecided,
        rules=("XX-02",),
    ),
    check(ScopeKind.MATTER, transferring.judge_penalties, PenaltyDecided, rules=("XX-03",)),
    check(ScopeKind.MATTER, transferring.judge_closing, CaseClosed, rules=("XX-01", "XX-03")),
)

PRECONDITIONS: Final = MappingProxyType[type[Event], Precondition]({})
