"""Which events belong to a scope of kind agency, and under which keys."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from types import MappingProxyType
from typing import Any, Final

from schemas.envelope import Event
from schemas.events.cases import ClueRegistered, ClueSweepCompleted, PatrolRecorded
from schemas.events.supervision import VerdictContested, VerdictReviewed


def _publisher(event: Event) -> Iterable[str]:
    return (event.agency_judged,)


def _about(event: VerdictContested | VerdictReviewed) -> Iterable[str]:
    return (event.verdict_ref.agency_id,)


KEYS: Final = MappingProxyType[type[Event], Callable[[Any], Iterable[str]]](
    {
        PatrolRecorded: _publisher,
        ClueRegistered: _publisher,
        ClueSweepCompleted: _publisher,
        VerdictContested: _about,
        VerdictReviewed: _about,
    }
)
"""What an agency sends is folded into its summary (`completeness`): it grows without end. Here are
only the lines of its clue ledger, and objections to what was concluded of it with their review."""
