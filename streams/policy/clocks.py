"""Clocks: from a start to the last instant that is still in time, with the arithmetic kept.

Sources: §3.2 of the specification; 民法典 第201条、第203条 (natural days roll over rest days);
行政处罚法 2021 第85条 (its short periods are working days). All instants are UTC; days are days
in Asia/Shanghai.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Final

from schemas.instants import end_of_day, shanghai_day, shown
from streams.policy.calendar import WorkCalendar
from streams.policy.records import record

_NONE: Final[tuple[date, ...]] = ()

_TOLD: Final = 4096
"""Due times whose words are kept: a duty is told when it opens, is due soon and ends."""


@record
class Reckoning:
    """计算过程: how a due time was reached, as data; `zh` and `en` tell it.

    `counted` are the days counted, `excluded` those left out because the clock stood still.
    """

    form: str
    start: datetime
    amount: int = 0
    counted: tuple[date, ...] = ()
    excluded: tuple[date, ...] = ()
    rolled_from: date | None = None

    @property
    def first(self) -> date:
        """The day of the start, in Asia/Shanghai."""
        return shanghai_day(self.start)


@record
class Due:
    """`at` is the last instant in time (UTC, milliseconds); `reckoning` says how it was reached."""

    at: datetime
    provisional: bool
    reckoning: Reckoning

    @property
    def day(self) -> date:
        """The day on which it falls, in Asia/Shanghai."""
        return shanghai_day(self.at)

    @property
    def zh(self) -> str:
        """The arithmetic in Chinese."""
        return _in_chinese(self)

    @property
    def en(self) -> str:
        """The arithmetic in English."""
        return _in_english(self)


def same_day(start: datetime) -> Due:
    """当日: the end of the Asia/Shanghai day of the start, on rest days too (reading R-10)."""
    return Due(
        end_of_day(shanghai_day(start)), provisional=False, reckoning=_how("same_day", start)
    )


def declared_day(formed_at: datetime, expected_at: datetime) -> Due:
    """延长: the end of the declared day, never earlier than the day of formation itself."""
    day = max(shanghai_day(expected_at), shanghai_day(formed_at))
    return Due(end_of_day(day), provisional=False, reckoning=_how("declared_day", formed_at))


def stated_day(start: datetime, day: date) -> Due:
    """The end of a day that a document states, taken literally: no roll-over."""
    return Due(end_of_day(day), provisional=False, reckoning=_how("stated_day", start))


def working_days(
    start: datetime,
    count: int,
    calendar: WorkCalendar,
    excluded: tuple[date, ...] = (),
) -> Due:
    """个工作日: the end of the n-th working day after the start's day, which is not counted.

    `excluded` are working days on which the clock stood still.
    """
    first, skipped = shanghai_day(start), _NONE
    counted = calendar.working_days_after(first, count)
    if excluded:
        counted, skipped = _without(frozenset(excluded), first, count, calendar)
    last = counted[-1] if counted else first
    return Due(
        end_of_day(last),
        calendar.is_provisional(last),
        Reckoning("working_days", start, count, counted, skipped),
    )


def _without(
    excluded: frozenset[date], first: date, count: int, calendar: WorkCalendar
) -> tuple[tuple[date, ...], tuple[date, ...]]:
    """Return the days counted without those excluded, and the excluded ones among them."""
    wider = calendar.working_days_after(first, count + len(excluded))
    counted = tuple(day for day in wider if day not in excluded)[:count]
    last = counted[-1] if counted else first
    return counted, tuple(day for day in sorted(excluded) if first < day <= last)


def natural_days(
    start: datetime,
    count: int,
    calendar: WorkCalendar,
    excluded: tuple[date, ...] = (),
) -> Due:
    """日: start date + n natural days; a rest day rolls to the next working day.

    `excluded` are natural days on which the clock stood still.
    """
    first = shanghai_day(start)
    last = first + timedelta(days=count)
    skipped = []
    for day in sorted(set(excluded)):
        if first < day <= last:
            skipped.append(day)
            last += timedelta(days=1)
    rolled = calendar.roll(last)
    return Due(
        end_of_day(rolled),
        calendar.is_provisional(rolled),
        Reckoning(
            "natural_days",
            start,
            count,
            (),
            tuple(skipped),
            rolled_from=last if rolled != last else None,
        ),
    )


def hours(start: datetime, count: int) -> Due:
    """小时: elapsed hours, through nights and rest days, no roll-over."""
    at = start + timedelta(hours=count)
    return Due(at, provisional=False, reckoning=_how("hours", start, count))


def annual_date(year: int, month_day: str) -> Due:
    """年度日期: the end of a named day (`MM-DD`) of a year, no roll-over."""
    day = date.fromisoformat(f"{year:04d}-{month_day}")
    return Due(
        end_of_day(day),
        provisional=False,
        reckoning=_how("annual_date", end_of_day(date(year, 1, 1))),
    )


def _how(form: str, start: datetime, amount: int = 0) -> Reckoning:
    return Reckoning(form, start, amount)


@lru_cache(_TOLD)
def _in_chinese(due: Due) -> str:
    how, day = due.reckoning, due.day
    start = shown(how.start)
    left_out = f"，不计 {'、'.join(map(str, how.excluded))}" if how.excluded else ""
    match how.form:
        case "same_day":
            return f"自 {start} 起算，应于当日 {day} 23:59:59.999 前完成（自然日）"
        case "declared_day":
            return f"形成于 {start}，当日已声明延长，应于 {day} 23:59:59.999 前共享"
        case "stated_day":
            return f"自 {start} 起算，文书写明 {day}，截至当日 23:59:59.999"
        case "working_days":
            days = "、".join(map(str, how.counted))
            return (
                f"自 {start} 起算，{how.first} 不计，{how.amount} 个工作日为 {days}{left_out}，"
                f"截至 {day} 23:59:59.999"
            )
        case "natural_days":
            rolled = f"，{how.rolled_from} 为休息日，顺延" if how.rolled_from else ""
            return (
                f"自 {start} 起算 {how.amount} 日，{how.first} 不计{left_out}{rolled}，"
                f"截至 {day} 23:59:59.999"
            )
        case "hours":
            return f"自 {start} 起算 {how.amount} 小时，截至 {shown(due.at)}"
        case _:
            return f"年度期限，截至 {day} 23:59:59.999"


@lru_cache(_TOLD)
def _in_english(due: Due) -> str:
    how, day = due.reckoning, due.day
    start = shown(how.start)
    left_out = f", left out {', '.join(map(str, how.excluded))}" if how.excluded else ""
    match how.form:
        case "same_day":
            return f"from {start}; due by the end of that natural day, {day}"
        case "declared_day":
            return f"formed at {start}; extended by declaration to the end of {day}"
        case "stated_day":
            return f"from {start}; the document states {day}, due by its end"
        case "working_days":
            days = ", ".join(map(str, how.counted))
            return (
                f"from {start}, {how.first} not counted, "
                f"{how.amount} working days: {days}{left_out}; due by the end of {day}"
            )
        case "natural_days":
            rolled = (
                f"; {how.rolled_from} is a rest day, so it rolls over" if how.rolled_from else ""
            )
            return (
                f"from {start}, {how.first} not counted, "
                f"{how.amount} natural days{left_out}{rolled}; due by the end of {day}"
            )
        case "hours":
            return f"{how.amount} elapsed hours from {start}; due at {shown(due.at)}"
        case _:
            return f"a yearly date; due by the end of {day}"
