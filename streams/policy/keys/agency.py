"""Which events belong to a scope of kind agency, and under which keys."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from types import MappingProxyType
from typing import Any, Final

from schemas.envelope import Event
from schemas.events.cases import CaseFiled
from schemas.events.inspection_records import InspectionRecorded
from schemas.events.penalty_decisions import CoercionApplied, PenaltyDecided
from schemas.events.supervision import GuidanceGiven, SupervisionRecorded


def _own(event: Event) -> Iterable[str]:
    return (event.agency_judged,)


KEYS: Final = MappingProxyType[type[Event], Callable[[Any], Iterable[str]]](
    {
        InspectionRecorded: _own,
        CaseFiled: _own,
        PenaltyDecided: _own,
        CoercionApplied: _own,
        GuidanceGiven: _own,
        SupervisionRecorded: _own,
    }
)
