"""Time as the district counts it: published years, declared closures, outages of the hub."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta

from schemas.envelope import Event
from schemas.events.agencies import CalendarPublished, ClosureDeclared
from schemas.events.supervision import HubOutageRecorded
from streams.policy.calendar import WorkCalendar, YearNotice
from streams.policy.facts import Fact

Outage = tuple[datetime, datetime]
"""平台故障: first and last instant in which the hub could not accept events."""


def calendar_of(events: Iterable[tuple[Fact, Event]]) -> WorkCalendar:
    """Return the working days that events make; the newest notice of a year counts."""
    notices: dict[int, YearNotice] = {}
    closures: set[date] = set()
    for _, event in events:
        match event:
            case CalendarPublished() as e:
                notices[e.year] = YearNotice(e.year, frozenset(e.rest_days), frozenset(e.swap_days))
            case ClosureDeclared() as e:
                days = (e.closure_to - e.closure_from).days
                closures |= {e.closure_from + timedelta(days=n) for n in range(days + 1)}
            case _:
                pass
    return WorkCalendar(frozenset(closures), frozenset(notices.values()))


def outages_of(events: Iterable[tuple[Fact, Event]]) -> tuple[Outage, ...]:
    """Return the outages that events record."""
    recorded = (e for _, e in events if isinstance(e, HubOutageRecorded))
    return tuple((e.outage_from, e.outage_to) for e in recorded)
