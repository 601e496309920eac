"""The times of a simulated day: working hours, evening duty, and what is due when."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from random import Random
from typing import Final

from chinese_calendar import is_workday

from schemas.instants import SHANGHAI, start_of_day

_EVENING_DUTY: Final = 0.05
_SHIFTS: Final = (((8, 30), (12, 0)), ((14, 0), (17, 20)))
_EVENING: Final = ((19, 0), (21, 0))
_NOON, _AFTERNOON, _CLOSE, _NIGHT = (12, 0), (14, 0), (18, 0), (22, 30)

HourMinute = tuple[int, int]


class Hours:
    """Draws instants of one day; all are UTC at millisecond precision.

    The day is a day of Asia/Shanghai.
    """

    def __init__(self, day: date, rng: Random) -> None:
        self.day = day
        self._rng = rng

    def at(self, time: HourMinute, *, days: int = 0) -> datetime:
        """Return a time of day; `days` later or, if negative, earlier."""
        hour, minute = time
        return start_of_day(self.day + timedelta(days=days)) + timedelta(hours=hour, minutes=minute)

    def between(self, first: HourMinute, last: HourMinute, *, days: int = 0) -> datetime:
        """Return an instant between two times of day."""
        begin = self.at(first, days=days)
        span = self.at(last, days=days) - begin
        return begin + _millis(self._rng.randrange(int(span.total_seconds() * 1000)))

    def working(self) -> datetime:
        """Return an instant within the working hours, now and then of the evening duty."""
        if self._rng.random() < _EVENING_DUTY:
            return self.between(*_EVENING)
        return self.between(*self._rng.choice(_SHIFTS))

    def later(self, instant: datetime, least: int, most: int) -> datetime:
        """Return an instant `least` to `most` minutes later, whatever the hour."""
        return instant + _millis(self._rng.randrange(least * 60_000, most * 60_000))

    def next_act(self, instant: datetime, least: int, most: int) -> datetime | None:
        """Return when somebody does the next thing, or None where the day is over before.

        A noon break moves it to the afternoon; who began on evening duty goes on until 22:30.
        """
        act = self.later(instant, least, most)
        if self.at(_NOON) <= act < self.at(_AFTERNOON):
            return self.between(_AFTERNOON, (14, 40))
        on_duty = instant >= self.at(_CLOSE)
        return act if act < self.at(_NIGHT if on_duty else _CLOSE) else None


def working_day_after(day: date, count: int) -> date:
    """Return the `count`-th working day after a day, which itself is not counted.

    Raises:
        NotImplementedError: the calendar has not been published for these days.
    """
    for _ in range(count):
        day += timedelta(days=1)
        while not is_workday(day):
            day += timedelta(days=1)
    return day


def compact(day: date) -> str:
    """Return YYYYMMDD."""
    return f"{day:%Y%m%d}"


def year_of(instant: datetime) -> int:
    """Return the year of the instant in Asia/Shanghai."""
    return instant.astimezone(SHANGHAI).year


def _millis(count: int) -> timedelta:
    return timedelta(milliseconds=count)
