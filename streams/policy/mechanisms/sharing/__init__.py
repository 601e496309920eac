"""信息共享: a fact is shared on the day it is formed, or on the day declared in time.

And what should have come: manifests, figures that were asked for, executions, whatever others name.
"""

from __future__ import annotations

from types import MappingProxyType
from typing import Final

from schemas.envelope import Event
from schemas.events.penalty_decisions import PenaltyDecided
from schemas.events.sharing import ExtensionDeclared
from schemas.events.statistics import StatisticsRequested
from streams.policy.mechanism import Check, Precondition, check
from streams.policy.mechanisms.sharing import (
    executions,
    manifests,
    preconditions,
    reconciling,
    references,
    same_day,
    silence,
    statistics,
)
from streams.policy.rules import ScopeKind

CHECKS: Final[tuple[Check, ...]] = (
    check(ScopeKind.AGENCY, manifests.judge, rules=("GX-01",)),
    check(ScopeKind.AGENCY, silence.judge, rules=("GX-01",)),
    check(ScopeKind.AGENCY, silence.count, rules=("GX-01", "GX-10")),
    check(ScopeKind.AGENCY, reconciling.judge, rules=("GX-01",)),
    check(ScopeKind.MATTER, references.judge, rules=("GX-01",)),
    check(ScopeKind.MATTER, executions.judge, PenaltyDecided, rules=("GX-04",)),
    check(ScopeKind.MATTER, statistics.judge, StatisticsRequested, rules=("GX-05",)),
    check(
        ScopeKind.SUBJECT,
        same_day.judge,
        rules=(
            "GX-02",
            "GX-03",
            "GX-04",
            "GX-05",
            "GX-06",
            "GX-07",
            "GX-08",
            "GX-09",
            "GX-11",
            "GX-12",
        ),
    ),
)

PRECONDITIONS: Final = MappingProxyType[type[Event], Precondition](
    {ExtensionDeclared: preconditions.extension}
)
