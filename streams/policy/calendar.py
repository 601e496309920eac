"""Working days 工作日: the State Council's yearly notices, swap days included.

Source: package chinesecalendar, and the notices that a district publishes (calendar.published).
Outside their years a day is counted Monday to Friday without the fixed holidays; beyond the last
published one, whatever rests on it is provisional.
"""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cache

import chinese_calendar
from chinese_calendar.constants import holidays

_FIXED_HOLIDAYS = frozenset({(1, 1), (5, 1), (5, 2), (10, 1), (10, 2), (10, 3)})
_SATURDAY = 5
_MARGIN_YEARS = 3


@dataclass(frozen=True, slots=True)
class YearNotice:
    """节假日安排: one year's rest days and the rest days worked instead (调休)."""

    year: int
    rest_days: frozenset[date]
    swap_days: frozenset[date]


@cache
def _packaged() -> tuple[int, int]:
    """Return the first and the last year whose notice the package holds."""
    return min(holidays).year, max(holidays).year


@dataclass(frozen=True, slots=True)
class WorkCalendar:
    """Which days are working days.

    `closures` are rest days that the district declared (R-20); `notices` are years it published.
    """

    closures: frozenset[date] = field(default_factory=frozenset)
    notices: frozenset[YearNotice] = field(default_factory=frozenset)

    @property
    def published_through(self) -> date:
        """The last day whose status has been published, without a gap before it."""
        last = _packaged()[1]
        years = {notice.year for notice in self.notices}
        while last + 1 in years:
            last += 1
        return date(last, 12, 31)

    @property
    def version(self) -> str:
        """Names the notices that conclusions rest on."""
        return f"cn-{self.published_through.year}"

    def is_provisional(self, day: date) -> bool:
        """Whether the day lies beyond the published notices."""
        return day.year > _packaged()[1] and day > self.published_through

    def is_working_day(self, day: date) -> bool:
        """Whether agencies work on the day, by notice or (provisionally) by assumption."""
        if day in self.closures:
            return False
        for notice in self.notices:
            if notice.year == day.year:
                rests = day.weekday() >= _SATURDAY or day in notice.rest_days
                return day in notice.swap_days or not rests
        first, last = _packaged()
        if not first <= day.year <= last:
            return day.weekday() < _SATURDAY and (day.month, day.day) not in _FIXED_HOLIDAYS
        return bool(chinese_calendar.is_workday(day))

    def working_days_after(self, start: date, count: int) -> tuple[date, ...]:
        """Return the first `count` working days after `start`, which is itself not counted."""
        listed = _listed(self, start.year)
        at = bisect_right(listed, start)
        if at + count <= len(listed):
            return listed[at : at + count]
        days = list(listed[at:])
        day = _last_listed(start.year)
        while len(days) < count:
            day += timedelta(days=1)
            if self.is_working_day(day):
                days.append(day)
        return tuple(days)

    def working_days_between(self, first: date, last: date) -> tuple[date, ...]:
        """Return the working days from `first` to `last`, both included."""
        days = []
        day = first
        while day <= last:
            if self.is_working_day(day):
                days.append(day)
            day += timedelta(days=1)
        return tuple(days)

    def roll(self, day: date) -> date:
        """Return the day, or the next working day after it when it is a rest day (民法典 203条)."""
        while not self.is_working_day(day):
            day += timedelta(days=1)
        return day


@cache
def _listed(calendar: WorkCalendar, year: int) -> tuple[date, ...]:
    """Return every working day of a year and some after it, so that counting is a look-up."""
    return calendar.working_days_between(date(year, 1, 1), _last_listed(year))


def _last_listed(year: int) -> date:
    return date(year + _MARGIN_YEARS, 12, 31)
