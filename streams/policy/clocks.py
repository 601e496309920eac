"""Clocks: from a start to the last instant that is still in time, with the arithmetic shown."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from schemas.instants import end_of_day, shanghai_day, shown
from streams.policy.calendar import WorkCalendar


@dataclass(frozen=True, slots=True)
class Due:
    """`at` is the last instant in time (UTC, milliseconds); the rest says how it was reached."""

    at: datetime
    provisional: bool
    zh: str
    en: str


def same_day(formed_at: datetime) -> Due:
    """当日: the end of the Asia/Shanghai day of formation, on rest days too (reading R-10)."""
    day = shanghai_day(formed_at)
    return Due(
        end_of_day(day),
        provisional=False,
        zh=f"形成于 {shown(formed_at)}，应于当日 {day} 23:59:59.999 前共享（自然日）",
        en=f"formed at {shown(formed_at)}; due by the end of that natural day, {day}",
    )


def declared_day(formed_at: datetime, expected_at: datetime) -> Due:
    """延长: the end of the declared day, never earlier than the day of formation itself."""
    day = max(shanghai_day(expected_at), shanghai_day(formed_at))
    return Due(
        end_of_day(day),
        provisional=False,
        zh=f"形成于 {shown(formed_at)}，当日已声明延长，应于 {day} 23:59:59.999 前共享",
        en=f"formed at {shown(formed_at)}; extended by declaration to the end of {day}",
    )


def working_days(start: datetime, count: int, calendar: WorkCalendar) -> Due:
    """个工作日: the end of the n-th working day after the start's day, which is not counted."""
    first = shanghai_day(start)
    counted = calendar.working_days_after(first, count)
    last: date = counted[-1]
    days = "、".join(str(day) for day in counted)
    return Due(
        end_of_day(last),
        provisional=calendar.is_provisional(last),
        zh=f"自 {shown(start)} 起算，{first} 不计，{count} 个工作日为 {days}，"
        f"截至 {last} 23:59:59.999",
        en=f"from {shown(start)}, {first} not counted, {count} working days: "
        f"{', '.join(map(str, counted))}; due by the end of {last}",
    )


def hours(start: datetime, count: int) -> Due:
    """小时: elapsed hours, through nights and rest days, no roll-over."""
    at = start + timedelta(hours=count)
    return Due(
        at,
        provisional=False,
        zh=f"自 {shown(start)} 起算 {count} 小时，截至 {shown(at)}",
        en=f"{count} elapsed hours from {shown(start)}; due at {shown(at)}",
    )
