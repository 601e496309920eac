"""每日清单: of every day with events and of every working day, each source counts what it sent.

Due at the hour that the district sets (09:00 by proposal) of the next working day (§5.3). A day
counts for a source from the first on which it is known to have worked; a manifest that counts
nothing is a nil return.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Final

from schemas.events.sharing import DailyManifest
from schemas.instants import shanghai_day, start_of_day
from streams.policy.case import Case
from streams.policy.clocks import Due
from streams.policy.completeness import Manifest, Source
from streams.policy.ledger import Entries, Opening
from streams.policy.obligations import (
    Discharge,
    derived_id,
)
from streams.policy.registry import Agency
from streams.policy.rulebook import rule

GX_01: Final = rule("GX-01")
CLOCK: Final = GX_01.clock("manifest")

_ONE_DAY: Final = timedelta(days=1)


def due_of(case: Case, day: date) -> Due:
    """Return when the manifest of a day is due."""
    following = case.calendar.working_days_after(day, 1)[0]
    due = case.due(CLOCK, start_of_day(following))
    return Due(due.at, case.calendar.is_provisional(following), due.reckoning)


def judge(case: Case, entries: Entries) -> None:
    """Enter the duty to send a manifest, for every source of an agency and every day so far."""
    agency = case.registry.agencies.get(case.key)
    if agency is None or agency.side is None or case.summary is None:
        return
    entries.wake(start_of_day(shanghai_day(case.now) + _ONE_DAY))
    for name, source in case.summary.sources:
        first_of = _first_by_day(source)
        for day in _days(case, agency, source):
            _owe(case, entries, agency, name, day, first_of.get(day))


def _first_by_day(source: Source) -> dict[date, Manifest]:
    first: dict[date, Manifest] = {}
    for manifest in source.manifests:
        first.setdefault(manifest.day, manifest)
    return first


def _days(case: Case, agency: Agency, source: Source) -> Iterator[date]:
    """Yield the days to count, up to today: those with events, and working days."""
    with_events = {day for day, _ in source.days}
    day, today = source.first_day, shanghai_day(case.now)
    while day is not None and day <= today:
        if agency.is_active(day) and (day in with_events or case.calendar.is_working_day(day)):
            yield day
        day += _ONE_DAY


def _owe(
    case: Case,
    entries: Entries,
    agency: Agency,
    source: str,
    day: date,
    received: Manifest | None,
) -> None:
    due = due_of(case, day)
    discharge = (
        Discharge(received.received_at, received.event_id, received.received_at)
        if received
        else None
    )
    entries.owe(
        GX_01,
        Opening(derived_id("manifest", source, day), DailyManifest.TYPE, f"{source} {day}"),
        due,
        debtor=agency.id,
        start=due.reckoning.start,
        clock=CLOCK,
        discharge=discharge,
        details=(("source", source), ("day", day)),
    )
