"""共享的送达: figures go to whoever asked for them, other information as it is marked."""

from __future__ import annotations

from collections.abc import Callable
from types import MappingProxyType
from typing import Any, Final

from schemas.envelope import Event
from schemas.events.sharing import InfoShared
from schemas.events.statistics import StatisticsProvided, StatisticsRequested
from streams.policy.case import Case
from streams.policy.rulebook import rule
from streams.policy.rules import Rule

Routed = tuple[Rule, set[str]]
_Route = Callable[[Any, Case], Routed]

GX_05, GX_09 = rule("GX-05"), rule("GX-09")


def _requested(event: StatisticsRequested, _: Case) -> Routed:
    return GX_05, {event.to_agency_id} if event.to_agency_id else set()


def _marked(event: InfoShared, _: Case) -> Routed:
    return GX_09, set(event.to_agency_ids)


def _provided(event: StatisticsProvided, case: Case) -> Routed:
    return GX_05, {
        requested.agency_judged
        for _, requested in case.all(StatisticsRequested)
        if event.request_id in {None, requested.request_id}
    }


ADDRESSED: Final = MappingProxyType[type[Event], _Route]({StatisticsRequested: _requested})
"""By event type, to whom it is addressed and why, shared or not."""

SHARED: Final = MappingProxyType[type[Event], _Route](
    {StatisticsProvided: _provided, InfoShared: _marked}
)
"""By event type, with whom it is shared and why, unless it is marked NONE or protected."""
