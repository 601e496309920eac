"""Working days 工作日: the State Council's yearly notices, swap days included.

Source: package chinesecalendar, and the notices that a district publishes (calendar.published).
Outside their years a day is counted Monday to Friday without the fixed holidays; beyond the last
published one, whatever rests on it is provisional.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cache
from itertools import accumulate

from chinese_calendar.constants import holidays, workdays

_FIXED_HOLIDAYS = ((1, 1), (5, 1), (5, 2), (10, 1), (10, 2), (10, 3))
_SATURDAY = 5
_ONE_DAY = timedelta(days=1)


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
    _years: dict[int, _Year] = field(default_factory=dict, init=False, repr=False, compare=False)
    """The years that were asked for."""

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
        year = self._year(day.year)
        return year.before(day) != year.through(day)

    def working_days_after(self, start: date, count: int) -> tuple[date, ...]:
        """Return the first `count` working days after `start`, which is itself not counted."""
        year = self._year(start.year)
        at = year.through(start)
        found = year.days[at : at + count]
        number = start.year
        while len(found) < count:
            number += 1
            found += self._year(number).days[: count - len(found)]
        return found

    def day_before(self, day: date, count: int) -> date:
        """Return the `count`-th working day before a day; the day itself for none."""
        while count:
            day -= _ONE_DAY
            count -= self.is_working_day(day)
        return day

    def working_days_between(self, first: date, last: date) -> tuple[date, ...]:
        """Return the working days from `first` to `last`, both included."""
        found: tuple[date, ...] = ()
        for number in range(first.year, last.year + 1):
            year = self._year(number)
            since = year.before(first) if number == first.year else 0
            until = year.through(last) if number == last.year else len(year.days)
            found += year.days[since:until]
        return found

    def _year(self, number: int) -> _Year:
        year = self._years.get(number)
        if year is None:
            year = self._years[number] = _worked(self, number)
        return year

    def roll(self, day: date) -> date:
        """Return the day, or the next working day after it when it is a rest day (民法典 203条)."""
        return day if self.is_working_day(day) else self.working_days_after(day, 1)[0]


@dataclass(frozen=True, slots=True)
class _Year:
    """The working days of a year, and how many of them lie before each of its days."""

    first: int
    days: tuple[date, ...]
    counts: tuple[int, ...]

    def before(self, day: date) -> int:
        """Return how many working days of the year lie before one of its days."""
        return self.counts[day.toordinal() - self.first]

    def through(self, day: date) -> int:
        """Return how many working days of the year there are up to one of its days."""
        return self.counts[day.toordinal() - self.first + 1]


@cache
def _worked(calendar: WorkCalendar, year: int) -> _Year:
    """Return the working days of a year: listed once, so that counting is a look-up."""
    notice = next((n for n in calendar.notices if n.year == year), None) or _notice(year)
    days = [
        day
        if day not in calendar.closures
        and (day in notice.swap_days or not (_is_weekend(day) or day in notice.rest_days))
        else None
        for day in _days(year)
    ]
    counts = accumulate((day is not None for day in days), initial=0)
    worked = tuple(day for day in days if day is not None)
    return _Year(date(year, 1, 1).toordinal(), worked, tuple(counts))


@cache
def _notice(year: int) -> YearNotice:
    """Return the notice of a year that the package holds; else the fixed holidays, no swap days."""
    first, last = _packaged()
    if not first <= year <= last:
        return YearNotice(year, frozenset(date(year, *day) for day in _FIXED_HOLIDAYS), frozenset())
    return YearNotice(
        year,
        frozenset(day for day in holidays if day.year == year),
        frozenset(day for day in workdays if day.year == year),
    )


def _days(year: int) -> Iterator[date]:
    first, last = date(year, 1, 1).toordinal(), date(year, 12, 31).toordinal()
    return map(date.fromordinal, range(first, last + 1))


def _is_weekend(day: date) -> bool:
    return day.weekday() >= _SATURDAY
