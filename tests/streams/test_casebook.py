"""Worked cases: how they are read, and that each has a name of its own."""

from __future__ import annotations

from streams.casebook.reading import Unfit, entries
from streams.casebook.world import default_world
from streams.coverage import worked_cases


def test_no_two_worked_cases_have_the_same_id() -> None:
    ids = [case["id"] for case in worked_cases()]
    assert len(ids) == len(set(ids))


def test_a_draw_of_targets_that_names_attendees_is_a_rejection() -> None:
    at = "2026-01-05T09:00:00+08:00"
    drawn = {"type": "inspection.drawn", "at": at, "agency": "D-MS", "fields": {"attendees": ["Z"]}}
    (found,) = entries({"id": "A", "given": [drawn]}, default_world())
    assert isinstance(found, Unfit)
    assert [problem.field for problem in found.problems] == ["attendees"]
