"""Which events belong to a scope of kind agency, and under which keys."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from types import MappingProxyType
from typing import Any, Final

from schemas.envelope import Event
from schemas.events.cases import CaseFiled, ClueRegistered, ClueSweepCompleted, PatrolRecorded
from schemas.events.inspection_records import InspectionRecorded
from schemas.events.penalty_decisions import CoercionApplied, PenaltyDecided
from schemas.events.supervision import (
    GuidanceGiven,
    SupervisionRecorded,
    VerdictContested,
    VerdictReviewed,
)


def _publisher(event: Event) -> Iterable[str]:
    return (event.agency_judged,)


def _about(event: VerdictContested | VerdictReviewed) -> Iterable[str]:
    return (event.verdict_ref.agency_id,)


KEYS: Final = MappingProxyType[type[Event], Callable[[Any], Iterable[str]]](
    {
        PatrolRecorded: _publisher,
        ClueRegistered: _publisher,
        ClueSweepCompleted: _publisher,
        InspectionRecorded: _publisher,
        CaseFiled: _publisher,
        PenaltyDecided: _publisher,
        CoercionApplied: _publisher,
        GuidanceGiven: _publisher,
        SupervisionRecorded: _publisher,
        VerdictContested: _about,
        VerdictReviewed: _about,
    }
)
"""What an agency sends is folded into its summary (`completeness`): it grows without end. Here are
its clue ledger, its acts on items, and objections to what was concluded of it with their review."""
