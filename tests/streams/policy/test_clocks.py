"""Clocks and the calendar: edges, holidays, swap days, and what the policy cannot know yet."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.instants import SHANGHAI, end_of_day, from_epoch_millis, shanghai_day
from streams.policy.calendar import WorkCalendar, YearNotice
from streams.policy.clocks import declared_day, hours, natural_days, same_day, working_days
from streams.policy.obligations import Discharge, Status, derived_id, standing

CALENDAR = WorkCalendar()
INSTANTS = st.integers(1_600_000_000_000, 1_790_000_000_000).map(from_epoch_millis)


def _at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=SHANGHAI).astimezone(UTC)


@pytest.mark.parametrize(
    ("day", "works"),
    [
        (date(2026, 2, 14), True),  # Saturday, swapped
        (date(2026, 2, 16), False),  # Spring Festival, a Monday
        (date(2026, 9, 20), True),  # Sunday, swapped
        (date(2026, 10, 7), False),
        (date(2026, 10, 8), True),
        (date(2027, 1, 1), False),  # not published: the fixed holidays are assumed
        (date(2027, 1, 4), True),
    ],
)
def test_the_calendar_knows_holidays_and_swap_days(day: date, *, works: bool) -> None:
    assert CALENDAR.is_working_day(day) is works


def test_a_declared_closure_is_a_rest_day() -> None:
    closed = WorkCalendar(frozenset({date(2026, 11, 24)}))
    assert closed.working_days_after(date(2026, 11, 23), 1) == (date(2026, 11, 25),)


def test_published_years_settle_what_follows_the_package_without_a_gap() -> None:
    packaged = CALENDAR.published_through.year
    none: frozenset[date] = frozenset()
    following = {YearNotice(packaged + 1, none, none), YearNotice(packaged + 3, none, none)}
    calendar = WorkCalendar(notices=frozenset(following))
    assert calendar.published_through == date(packaged + 1, 12, 31)
    assert calendar.version == f"cn-{packaged + 1}"
    assert [calendar.is_provisional(date(packaged + n, 6, 1)) for n in (1, 2, 3)] == [
        False,
        True,
        True,
    ]


@given(INSTANTS, st.integers(1, 10))
def test_working_days_skip_the_start_and_end_on_a_working_day(start: datetime, count: int) -> None:
    due = working_days(start, count, CALENDAR)
    last = shanghai_day(due.at)
    between = [
        shanghai_day(start) + timedelta(days=n)
        for n in range(1, (last - shanghai_day(start)).days + 1)
    ]
    assert due.at == end_of_day(last)
    assert sum(CALENDAR.is_working_day(day) for day in between) == count
    assert CALENDAR.is_working_day(last)


@given(INSTANTS)
def test_the_same_day_ends_on_the_day_of_formation(formed: datetime) -> None:
    due = same_day(formed)
    assert shanghai_day(due.at) == shanghai_day(formed)
    assert shanghai_day(due.at + timedelta(milliseconds=1)) > shanghai_day(formed)


@given(INSTANTS, INSTANTS)
def test_an_extension_never_shortens(formed: datetime, expected: datetime) -> None:
    assert declared_day(formed, expected).at >= same_day(formed).at


def test_hours_run_through_nights_and_holidays() -> None:
    assert hours(_at("2026-09-30T17:00:00"), 24).at == _at("2026-10-01T17:00:00")


def test_natural_days_leave_out_the_days_within_them_and_roll_over_a_rest_day() -> None:
    left_out = (date(2026, 11, 9), date(2026, 11, 11), date(2026, 11, 30))
    due = natural_days(_at("2026-11-10T09:00:00"), 10, CALENDAR, left_out)
    assert due.reckoning.excluded == (date(2026, 11, 11),)
    assert due.reckoning.rolled_from == date(2026, 11, 21)  # a Saturday
    assert due.at == end_of_day(date(2026, 11, 23))


def test_beyond_the_published_calendar_a_due_time_is_provisional() -> None:
    due = working_days(_at("2026-12-30T10:00:00"), 3, CALENDAR)
    assert due.provisional
    later = due.at + timedelta(days=1)
    now = standing(due, None, later)
    assert (now.status, now.verdict, now.flags) == (
        Status.OPEN,
        "PENDING",
        ("PROVISIONAL_PAST_DUE",),
    )


@given(INSTANTS, st.integers(-5, 5))
def test_in_time_is_up_to_and_including_the_due_instant(formed: datetime, millis: int) -> None:
    due = same_day(formed)
    end = due.at + timedelta(milliseconds=millis)
    now = standing(due, Discharge(end, derived_id("x"), end), end)
    assert now.status is (Status.SATISFIED if millis <= 0 else Status.SATISFIED_LATE)
    assert now.late_by_ms == max(0, millis)


def test_overdue_begins_one_millisecond_after_the_due_instant() -> None:
    due = same_day(_at("2026-11-23T09:00:00"))
    assert standing(due, None, due.at).status is Status.OPEN
    assert standing(due, None, due.at + timedelta(milliseconds=1)).status is Status.OVERDUE


def test_a_due_time_shows_its_arithmetic_in_both_languages() -> None:
    due = working_days(_at("2026-09-30T16:00:00"), 3, CALENDAR)
    assert "2026-10-08、2026-10-09、2026-10-10" in due.zh
    assert "2026-09-30 not counted" in due.en


def test_a_closure_of_years_on_end_only_moves_the_due_day_behind_it() -> None:
    first, last = date(2024, 12, 30), date(2031, 12, 31)
    closures = frozenset(first + timedelta(days=n) for n in range((last - first).days + 1))
    calendar = WorkCalendar(closures)
    assert calendar.working_days_after(date(2025, 1, 1), 2) == (date(2032, 1, 2), date(2032, 1, 5))
