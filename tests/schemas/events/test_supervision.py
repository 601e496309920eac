"""Supervision: an assignment names its matter, a review its ground, a term runs forward."""

from __future__ import annotations

from typing import Any

import pytest

from schemas.catalogue import FACTS
from schemas.contracts.examples import example
from tests.schemas.refusing import problems


def _changed(event_type: str, **values: Any) -> Any:
    model = FACTS[event_type]
    return model.model_validate(example(model).model_dump() | values)


def test_an_assignment_without_violation_case_or_referral_is_refused() -> None:
    (problem,) = problems("superior.assigned", case_id=None)
    assert problem.rule == "V-80"


@pytest.mark.parametrize("reference", ["violation_id", "case_id", "referral_id"])
def test_an_assignment_that_names_one_of_the_three_is_taken(reference: str) -> None:
    event = _changed("superior.assigned", **({"case_id": None} | {reference: "AJ-2026-0150"}))
    assert event.references() == ((reference, "AJ-2026-0150"),)


@pytest.mark.parametrize("reason", [None, ""])
def test_a_verdict_contested_without_reason_is_refused(reason: str | None) -> None:
    (problem,) = problems("verdict.contested", reason=reason)
    assert problem.rule == "V-82"


@pytest.mark.parametrize("ground", [None, ""])
def test_a_review_without_ground_is_refused(ground: str | None) -> None:
    (problem,) = problems("verdict.reviewed", ground=ground)
    assert problem.rule == "V-82"


def test_a_measure_that_ends_before_it_starts_is_refused() -> None:
    (problem,) = problems("accountability.decided", effective_to="2026-11-30")
    assert problem.rule == "V-44"


def test_a_measure_without_end_is_taken() -> None:
    assert _changed("accountability.decided", effective_to=None).effective_to is None


def test_an_outage_that_ends_before_it_begins_is_refused() -> None:
    (problem,) = problems("hub.outage_recorded", outage_to="2026-11-22T21:59:59+08:00")
    assert problem.rule == "V-44"


def test_an_assessment_without_scorecard_or_training_is_a_fact_for_the_judge() -> None:
    event = _changed("assessment.completed", scorecard_id=None, items=())
    assert (event.scorecard_id, event.items) == (None, ())
