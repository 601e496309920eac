"""Inspections: a draw that cannot be repeated is still said; no number stands in clear."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from schemas.contracts.examples import example
from schemas.document_dates import document_date
from schemas.events.inspection_records import (
    InspectionDrawn,
    InspectionPlanPublished,
    InspectionRecorded,
)
from schemas.problems import problems_of


@pytest.mark.parametrize("lacking", ["seed", "algorithm", "pool_hash"])
def test_a_draw_that_nobody_can_repeat_is_taken_so_that_it_can_be_flagged(lacking: str) -> None:
    values = example(InspectionDrawn).model_dump() | {lacking: None}
    assert getattr(InspectionDrawn.model_validate(values), lacking) is None


def test_a_drawn_person_is_not_named_by_the_identity_number() -> None:
    values = example(InspectionDrawn).model_dump() | {"targets": ["11010519491231002X"]}
    with pytest.raises(ValidationError) as caught:
        InspectionDrawn.model_validate(values)
    assert [(p.rule, p.field) for p in problems_of(caught.value)] == [("V-07", "targets.0")]


@pytest.mark.parametrize("ratio", ["-0.01", "100.01", "3.005"])
def test_a_share_to_be_drawn_is_a_percentage_of_at_most_two_decimals(ratio: str) -> None:
    levels = [{"credit_level": "守信", "ratio_percent": ratio}]
    values = example(InspectionPlanPublished).model_dump() | {"ratio_by_credit_level": levels}
    with pytest.raises(ValidationError) as caught:
        InspectionPlanPublished.model_validate(values)
    (problem,) = problems_of(caught.value)
    assert problem.field == "ratio_by_credit_level.0.ratio_percent"


def test_an_inspection_without_its_record_is_taken_and_bears_no_date() -> None:
    values = example(InspectionRecorded).model_dump() | {"record_doc": None}
    assert document_date(InspectionRecorded.model_validate(values)) is None
