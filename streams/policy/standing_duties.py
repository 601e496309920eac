"""常设义务: what is owed or concluded without an event that opens it.

Yearly duties open with the calendar, for agencies active on 1 January (§3.6); registers are
looked at as they stand, one conclusion an agency (§12).
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from typing import Final

from schemas.instants import end_of_day, shanghai_day, start_of_day
from streams.policy.case import Case
from streams.policy.clocks import annual_date
from streams.policy.ledger import Entries, Opening
from streams.policy.obligations import (
    Discharge,
    Obligation,
    derived_id,
)
from streams.policy.registry import Agency
from streams.policy.rules import Rule, Severity
from streams.policy.verdicts import Detail, Verdict

CALENDAR_YEAR: Final = "calendar.year"
"""What opens a yearly duty, in the place of an event type."""


def first_instant(year: int) -> datetime:
    """Return 00:00 Asia/Shanghai of 1 January, UTC."""
    return start_of_day(date(year, 1, 1))


def last_instant(year: int) -> datetime:
    """Return 23:59:59.999 Asia/Shanghai of 31 December, UTC."""
    return end_of_day(date(year, 12, 31))


def agencies_of(case: Case) -> tuple[Agency, ...]:
    """Return the agencies of the case's own district, by code."""
    agencies = case.registry.agencies.values()
    own = (a for a in agencies if a.region_code.startswith(case.district))
    return tuple(sorted(own, key=lambda agency: agency.id))


def years_bound(agency: Agency, now: datetime) -> Iterator[int]:
    """Yield the years until now on whose 1 January the agency was active (§3.6)."""
    for year in range(agency.active_from.year, shanghai_day(now).year + 1):
        if agency.is_active(date(year, 1, 1)):
            yield year


def owe_for_year(
    case: Case,
    entries: Entries,
    rule: Rule,
    debtor: str,
    year: int,
    *,
    start: datetime,
    due_year: int,
    discharge: Discharge | None,
    creditor: str | None = None,
) -> Obligation:
    """Enter a duty for a year, due on the rule's yearly date in `due_year`.

    Its id is made of rule, debtor and year: no event opens it.
    """
    clock = rule.clock()
    day = case.pack.params.month_day(clock.param) if clock.param else clock.date or ""
    due = annual_date(due_year, day)
    opening = Opening(derived_id(CALENDAR_YEAR, debtor, year), CALENDAR_YEAR, str(year))
    return entries.owe(
        rule,
        opening,
        due,
        debtor=debtor,
        start=start,
        creditor=creditor,
        discharge=discharge,
        clock=clock,
    )


def conclude_of_register(
    entries: Entries,
    rule: Rule,
    verdict: str,
    *,
    agency: str | None,
    subject: str,
    zh: str,
    en: str,
    code: str | None = None,
    about: str = "",
    **details: Detail,
) -> Verdict:
    """Enter a conclusion that rests on no event: on what is there, or on what is missing."""
    found = Verdict(
        rule,
        "register",
        agency,
        verdict,
        subject,
        (),
        zh,
        en,
        code=code,
        severity=rule.severity if verdict == "VIOLATION" else Severity.INFO,
        threshold=rule.threshold,
        details=tuple(details.items()),
        about=about,
    )
    entries.verdicts.append(found)
    return found
