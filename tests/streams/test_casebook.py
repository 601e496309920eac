"""Worked cases: how they are read, and that each has a name of its own."""

from __future__ import annotations

from streams.casebook.reading import Unfit, entries
from streams.casebook.world import default_world
from streams.coverage import worked_cases
from streams.policy.intake import Received


def test_no_two_worked_cases_have_the_same_id() -> None:
    ids = [case["id"] for case in worked_cases()]
    assert len(ids) == len(set(ids))


def test_a_field_that_no_such_event_has_is_passed_over() -> None:
    at = "2026-01-05T09:00:00+08:00"
    drawn = {"type": "inspection.drawn", "at": at, "agency": "D-MS", "event_id": "drawn"}
    with_more = {**drawn, "fields": {"attendees": ["Z"]}}
    plain, more = (
        entries({"id": "A", "given": [e]}, default_world())[0] for e in (drawn, with_more)
    )
    assert isinstance(more, Received)
    assert more == plain


def test_a_required_field_that_is_named_as_empty_is_missing() -> None:
    at = "2026-01-05T09:00:00+08:00"
    drawn = {"type": "inspection.drawn", "at": at, "agency": "D-MS", "fields": {"targets": []}}
    (found,) = entries({"id": "A", "given": [drawn]}, default_world())
    assert isinstance(found, Unfit)
    assert [problem.field for problem in found.problems] == ["targets"]
