"""Instants and days: milliseconds, UTC, and the days of Asia/Shanghai."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.instants import (
    end_of_day,
    epoch_millis,
    from_epoch_millis,
    lasting,
    refuse_beyond_reach,
    shanghai_day,
    shown,
    start_of_day,
    to_utc_millis,
)

INSTANTS = st.integers(631_152_000_000, 3_786_912_000_000).map(from_epoch_millis)


@given(INSTANTS)
def test_a_millisecond_count_is_read_back(instant: datetime) -> None:
    assert from_epoch_millis(epoch_millis(instant)) == instant


@given(INSTANTS)
def test_an_instant_lies_within_its_shanghai_day(instant: datetime) -> None:
    day = shanghai_day(instant)
    assert start_of_day(day) <= instant <= end_of_day(day)
    assert end_of_day(day) + timedelta(milliseconds=1) == start_of_day(day + timedelta(days=1))


def test_a_day_ends_at_sixteen_utc() -> None:
    last = datetime(2026, 11, 23, 15, 59, 59, 999000, tzinfo=UTC)
    assert end_of_day(shanghai_day(last)) == last
    assert shanghai_day(last + timedelta(milliseconds=1)).day == 24


def test_a_time_without_a_zone_names_no_instant() -> None:
    with pytest.raises(ValueError, match="no time zone"):
        to_utc_millis(datetime(2026, 11, 23))  # noqa: DTZ001  # the point


def test_people_read_shanghai_time() -> None:
    assert shown(datetime(2026, 11, 23, 1, 0, tzinfo=UTC)) == "2026-11-23T09:00:00.000+08:00"


@pytest.mark.parametrize(
    ("delay", "zh", "en"),
    [
        (timedelta(milliseconds=1), "0.001秒", "0.001 s"),
        (timedelta(seconds=59, milliseconds=999), "59.999秒", "59.999 s"),
        (timedelta(minutes=1, seconds=59), "1分", "1 min"),
        (timedelta(hours=25), "1天 1小时", "1 d 1 h"),
        (timedelta(days=3, hours=1, minutes=10), "3天 1小时", "3 d 1 h"),
    ],
)
def test_a_delay_is_said_in_its_two_largest_units(delay: timedelta, zh: str, en: str) -> None:
    assert lasting(delay) == (zh, en)


@pytest.mark.parametrize("year", [1900, 2199])
def test_what_lies_within_the_years_of_the_calendar_is_taken(year: int) -> None:
    refuse_beyond_reach(datetime(year, 6, 1, tzinfo=UTC))


@pytest.mark.parametrize("year", [1899, 2200])
def test_what_lies_beyond_them_is_refused(year: int) -> None:
    with pytest.raises(ValueError, match="V-42"):
        refuse_beyond_reach(datetime(year, 6, 1, tzinfo=UTC))
