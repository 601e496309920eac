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
