"""Working days 工作日: the State Council's yearly notices, swap days included.

Source: package chinesecalendar. Outside its years a day is counted Monday to Friday without the
fixed holidays; beyond the last published one, whatever rests on it is provisional.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cache

import chinese_calendar
from chinese_calendar.constants import holidays

_FIXED_HOLIDAYS = frozenset({(1, 1), (5, 1), (5, 2), (10, 1), (10, 2), (10, 3)})
_SATURDAY = 5


@cache
def _published() -> tuple[date, date]:
    """Return the first and the last day whose status has been published."""
    return date(min(holidays).year, 1, 1), date(max(holidays).year, 12, 31)


@dataclass(frozen=True, slots=True)
class WorkCalendar:
    """Which days are working days; `closures` are rest days that the district declared."""

    closures: frozenset[date] = field(default_factory=frozenset)

    @property
    def published_through(self) -> date:
        """The last day whose status has been published."""
        return _published()[1]

    @property
    def version(self) -> str:
        """Names the notices that conclusions rest on."""
        return f"cn-{self.published_through.year}"

    def is_provisional(self, day: date) -> bool:
        """Whether the day lies beyond the published notices."""
        return day > self.published_through

    def is_working_day(self, day: date) -> bool:
        """Whether agencies work on the day, by notice or (provisionally) by assumption."""
        if day in self.closures:
            return False
        if not _published()[0] <= day <= self.published_through:
            return day.weekday() < _SATURDAY and (day.month, day.day) not in _FIXED_HOLIDAYS
        return bool(chinese_calendar.is_workday(day))

    def working_days_after(self, start: date, count: int) -> tuple[date, ...]:
        """Return the first `count` working days after `start`, which is itself not counted."""
        days: list[date] = []
        day = start
        while len(days) < count:
            day += timedelta(days=1)
            if self.is_working_day(day):
                days.append(day)
        return tuple(days)
