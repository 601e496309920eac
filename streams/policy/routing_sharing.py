"""共享的送达: figures to who asked, complaints to origin and competent side, the rest as marked."""

from __future__ import annotations

from collections.abc import Callable
from types import MappingProxyType
from typing import Any, Final

from schemas.envelope import Event
from schemas.events.complaints.handling import ComplaintClosed
from schemas.events.complaints.receiving import ComplaintAccepted, ComplaintReceived
from schemas.events.sharing import InfoShared
from schemas.events.statistics import StatisticsProvided, StatisticsRequested
from schemas.instants import shanghai_day
from streams.policy.facts import Fact
from streams.policy.registry import Registry, Side
from streams.policy.rulebook import rule
from streams.policy.rules import Rule

Routed = tuple[Rule, set[str]]
_Route = Callable[[Any, Registry, tuple[Fact, ...]], Routed | None]

GX_05, GX_08, GX_09 = rule("GX-05"), rule("GX-08"), rule("GX-09")


def _requested(event: StatisticsRequested, _: Registry, __: tuple[Fact, ...]) -> Routed:
    return GX_05, {event.to_agency_id} if event.to_agency_id else set()


def _marked(event: InfoShared, _: Registry, __: tuple[Fact, ...]) -> Routed | None:
    return None if event.share_category == "NONE" else (GX_09, set(event.to_agency_ids))


def _provided(event: StatisticsProvided, _: Registry, matter: tuple[Fact, ...]) -> Routed | None:
    if event.share_category == "NONE":
        return None
    return GX_05, {
        fact.event.agency_judged
        for fact in matter
        if isinstance(fact.event, StatisticsRequested)
        and event.request_id in {None, fact.event.request_id}
    }


def _complaint(
    event: ComplaintAccepted | ComplaintClosed, registry: Registry, matter: tuple[Fact, ...]
) -> Routed | None:
    if event.share_category == "NONE":
        return None
    return GX_08, _concerned(event, registry, matter)


def _concerned(
    event: ComplaintAccepted | ComplaintClosed, registry: Registry, matter: tuple[Fact, ...]
) -> set[str]:
    """Who received it first, the side that is competent, and the department it was taken from."""
    received = [f.event for f in matter if isinstance(f.event, ComplaintReceived)]
    receivers = {complaint.agency_judged for complaint in received}
    named = (getattr(f.event, "item_code", None) for f in matter if f.event.complaint_id)
    item = next((code for code in named if code), None)
    if item is None:
        return receivers
    day = shanghai_day(event.occurred_at)
    places = [c.occurred_region_code for c in received if c.occurred_region_code]
    township = next(filter(None, map(registry.township_of, places)), None)
    if registry.side(event.agency_judged) is Side.TOWNSHIP:
        township = event.agency_judged
    origin = registry.origin(item, day)
    if township is not None or origin is None:
        receivers |= registry.competent(item, township, day)
    return receivers | ({origin} if origin else set())


ROUTED: Final = MappingProxyType[type[Event], _Route](
    {
        StatisticsRequested: _requested,
        StatisticsProvided: _provided,
        ComplaintAccepted: _complaint,
        ComplaintClosed: _complaint,
        InfoShared: _marked,
    }
)
"""By event type, who is given it and why; None where it is not shared."""
