"""Instants and days.

Instants are aware `datetime` values in UTC at millisecond precision. Days are natural days
of Asia/Shanghai (UTC+8, no summer time), the only zone the policy knows.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta, timezone
from functools import lru_cache

_AHEAD = timedelta(hours=8)

SHANGHAI = timezone(_AHEAD, "Asia/Shanghai")
"""The zone in which every day of the policy begins and ends."""

_DAYS_KEPT = 4096
"""Days whose bounds are kept: more than ten years, and each is asked for many times."""

FIRST_DAY = date(1900, 1, 1)
LAST_DAY = date(2199, 12, 31)
"""Days and instants lie between these (V-42): within what ClickHouse and the calendar can hold."""

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MILLISECOND = timedelta(milliseconds=1)


def to_utc_millis(value: datetime) -> datetime:
    """Return the same instant in UTC, cut to the millisecond.

    Raises:
        ValueError: the value has no time zone, so it names no instant; or its instant lies beyond
            the years 1 to 9999 of UTC.
    """
    if value.tzinfo is None:
        raise ValueError("no time zone")
    try:
        utc = value if value.tzinfo is UTC else value.astimezone(UTC)
    except OverflowError:
        raise ValueError("beyond the years 1 to 9999") from None
    surplus = utc.microsecond % 1000
    return utc - timedelta(microseconds=surplus) if surplus else utc


def refuse_beyond_reach(instant: datetime) -> None:
    """Refuse an instant, such as a receipt or the time to judge at, that no clock can run from.

    Raises:
        ValueError: it lies outside the years 1900 to 2199 of UTC (V-42).
    """
    if not FIRST_DAY.year <= instant.year <= LAST_DAY.year:
        raise ValueError(
            f"{instant.isoformat()} lies outside {FIRST_DAY} to {LAST_DAY} in UTC (V-42)"
        )


def epoch_millis(instant: datetime) -> int:
    """Return milliseconds since 1970-01-01T00:00:00Z."""
    return (instant - _EPOCH) // _MILLISECOND


def from_epoch_millis(millis: int) -> datetime:
    """Return the UTC instant of a millisecond count, as in a Kafka record timestamp."""
    return _EPOCH + millis * _MILLISECOND


def shanghai_day(instant: datetime) -> date:
    """Return the Asia/Shanghai calendar date on which the instant lies."""
    if instant.tzinfo is UTC:
        return (instant + _AHEAD).date()
    return instant.astimezone(SHANGHAI).date()


@lru_cache(_DAYS_KEPT)
def start_of_day(day: date) -> datetime:
    """Return 00:00:00.000 Asia/Shanghai of the day, in UTC."""
    return datetime.combine(day, time(), SHANGHAI).astimezone(UTC)


@lru_cache(_DAYS_KEPT)
def end_of_day(day: date) -> datetime:
    """Return 23:59:59.999 Asia/Shanghai of the day, the last instant still in time, in UTC."""
    return start_of_day(day + timedelta(days=1)) - _MILLISECOND


def lasting(delay: timedelta) -> tuple[str, str]:
    """Return a delay as people say it, in Chinese and in English.

    Its two largest units of days, hours and minutes; below a minute, seconds to the millisecond.
    """
    return _span(delay, "天", "小时", "分", "秒"), _span(delay, " d", " h", " min", " s")


def _span(delay: timedelta, *units: str) -> str:
    minutes, seconds = divmod(delay, timedelta(minutes=1))
    counts = (minutes // 1440, minutes // 60 % 24, minutes % 60)
    named = [f"{count}{unit}" for count, unit in zip(counts, units, strict=False) if count]
    return " ".join(named[:2]) or f"{seconds.total_seconds():.3f}{units[-1]}"


def shown(instant: datetime) -> str:
    """Return the instant as people read it: Asia/Shanghai, ISO 8601, to the millisecond."""
    return instant.astimezone(SHANGHAI).isoformat(timespec="milliseconds")
