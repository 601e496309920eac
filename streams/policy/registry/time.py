"""Time as the district counts it: published years, declared closures, outages of the hub."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import assert_never

from schemas.events.agencies import CalendarPublished, ClosureDeclared
from schemas.events.supervision import HubOutageRecorded
from streams.policy.calendar import WorkCalendar, YearNotice
from streams.policy.facts import Fact

Outage = tuple[datetime, datetime]
"""平台故障: first and last instant in which the hub could not accept events."""


def calendar_of(
    events: Iterable[tuple[Fact, CalendarPublished | ClosureDeclared]],
) -> WorkCalendar:
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
                assert_never(event)
    return WorkCalendar(frozenset(closures), frozenset(notices.values()))


def outages_of(events: Iterable[tuple[Fact, HubOutageRecorded]]) -> tuple[Outage, ...]:
    """Return the outages that events record."""
    return tuple((e.outage_from, e.outage_to) for _, e in events)
