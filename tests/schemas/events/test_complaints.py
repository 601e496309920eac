"""Complaints: who complained stays hidden, and linked complaints are one matter."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from schemas.avro import avro_schema
from schemas.contracts.examples import example
from schemas.events.complaints.receiving import (
    ComplaintLinked,
    ComplaintMaterialHandedOver,
    ComplaintReceived,
)
from schemas.problems import problems_of


@pytest.mark.parametrize("number", ["11010519491231002X", "13812345678", "１３８１２３４５６７８"])
def test_the_complainants_own_number_is_no_token(number: str) -> None:
    values = example(ComplaintReceived).model_dump() | {"complainant_token": number}
    with pytest.raises(ValidationError) as caught:
        ComplaintReceived.model_validate(values)
    (problem,) = problems_of(caught.value)
    assert (problem.rule, problem.field) == ("V-07", "complainant_token")
    assert number not in problem.zh
    assert number not in problem.en


def test_a_digest_that_begins_like_a_telephone_number_is_a_token() -> None:
    token = "13812345678" + "a" * 53 + ":002X"
    values = example(ComplaintReceived).model_dump() | {"complainant_token": token}
    assert ComplaintReceived.model_validate(values).complainant_token == token


def test_an_officers_certificate_may_look_like_a_telephone_number() -> None:
    values = example(ComplaintReceived).model_dump() | {"respondent": "15130322018"}
    assert ComplaintReceived.model_validate(values).respondent == "15130322018"


def test_the_contract_says_what_only_the_handling_agency_may_see() -> None:
    hidden = {
        (model.TYPE, field["name"])
        for model in (ComplaintReceived, ComplaintMaterialHandedOver)
        for field in avro_schema(model)["fields"]
        if field.get("privacy") == "PROTECTED"
    }
    assert hidden == {
        ("complaint.received", "complainant_token"),
        ("complaint.material_handed_over", "material_list"),
    }


def test_a_link_ties_every_complaint_that_it_names_once() -> None:
    values = example(ComplaintLinked).model_dump()
    values |= {"complaint_id": "TS-1", "complaint_ids": ("TS-1", "TS-2"), "case_id": "AJ-1"}
    assert ComplaintLinked.model_validate(values).references() == (
        ("complaint_id", "TS-1"),
        ("case_id", "AJ-1"),
        ("complaint_id", "TS-2"),
    )


def test_a_link_to_a_placeholder_would_join_everything_and_is_refused() -> None:
    values = example(ComplaintLinked).model_dump() | {"complaint_ids": ("TS-1", "无")}
    with pytest.raises(ValidationError) as caught:
        ComplaintLinked.model_validate(values)
    assert [p.rule for p in problems_of(caught.value)] == ["V-79"]
