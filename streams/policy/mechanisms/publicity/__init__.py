"""行政执法公示: decisions are disclosed on both channels, and kept current."""

from __future__ import annotations

from types import MappingProxyType
from typing import Final

from schemas.envelope import Event
from schemas.events.cases import DisclosurePublished
from schemas.events.licensing import LicenseDecided
from schemas.events.penalty_decisions import CoercionApplied, PenaltyChanged, PenaltyDecided
from streams.policy.mechanism import Check, Precondition, check
from streams.policy.mechanisms.publicity import disclosing, withdrawing
from streams.policy.rules import ScopeKind

CHECKS: Final[tuple[Check, ...]] = (
    check(
        ScopeKind.MATTER,
        disclosing.judge,
        PenaltyDecided,
        LicenseDecided,
        CoercionApplied,
        DisclosurePublished,
        rules=("GS-01", "GS-02"),
    ),
    check(ScopeKind.MATTER, withdrawing.judge, PenaltyChanged, rules=("GS-03",)),
)

PRECONDITIONS: Final = MappingProxyType[type[Event], Precondition]({})
