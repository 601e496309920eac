"""Validation: what is wrong is named by field, value, rule and fix, in both languages."""

from __future__ import annotations

from typing import Any

import pytest

from schemas.catalogue import FACTS
from schemas.contracts.examples import example
from schemas.credit_codes import check_character_fits
from schemas.fields import READING
from tests.schemas.refusing import problems, refused

CASES: list[tuple[str, dict[str, Any], str, str]] = [
    ("penalty.decided", {"fine_amount_yuan": "-1"}, "V-30", "fine_amount_yuan"),
    ("penalty.decided", {"fine_amount_yuan": "1.005"}, "V-30", "fine_amount_yuan"),
    ("penalty.decided", {"fine_amount_yuan": None}, "V-33", "fine_amount_yuan"),
    ("penalty.decided", {"agency_id": "1137132201700100"}, "V-01", "agency_id"),
    ("penalty.decided", {"agency_id": "11371322O1700100X3"}, "V-01", "agency_id"),
    ("penalty.decided", {"region_code": "37132"}, "V-10", "region_code"),
    ("penalty.decided", {"decision_doc_no": "郯罚〔2026】第1号"}, "V-21", "decision_doc_no"),
    ("penalty.decided", {"penalty_kinds": ["罚金"]}, "V-75", "penalty_kinds.0"),
    ("penalty.decided", {"share_category": "G1"}, "V-74", "share_category"),
    ("penalty.decided", {"officers": []}, "V-70", "officers"),
    ("penalty.decided", {"no_such_field": 1}, "V-70", "no_such_field"),
    ("license.decided", {"valid_to": "2020-01-01"}, "V-44", "valid_to"),
    ("violation.discovered", {"competent_agency_id": None}, "V-77", "competent_agency_id"),
    ("violation.discovered", {"recorded_at": "2020-01-01T00:00:00Z"}, "V-43", "recorded_at"),
    ("violation.discovered", {"discovered_at": "2026-11-23T09:00:00"}, "V-42", "discovered_at"),
]


@pytest.mark.parametrize(("event_type", "changed", "rule", "field"), CASES)
def test_a_wrong_value_is_named_with_its_field_rule_and_fix(
    event_type: str, changed: dict[str, Any], rule: str, field: str
) -> None:
    (problem,) = problems(event_type, **changed)
    assert (problem.rule, problem.field) == (rule, field)
    for chinese in (problem.zh, problem.fix_zh):
        assert any("\u4e00" <= c <= "\u9fff" for c in chinese)
    assert problem.en
    assert problem.fix_en
    assert problem.field in str(problem)


def test_a_missing_field_is_named() -> None:
    values = example(FACTS["penalty.decided"]).model_dump()
    del values["case_id"]
    (problem,) = refused(FACTS["penalty.decided"], values)
    assert (problem.rule, problem.field) == ("V-70", "case_id")


def test_all_problems_are_told_at_once() -> None:
    found = problems("penalty.decided", region_code="1", fine_amount_yuan="-1")
    assert [p.rule for p in found] == ["V-10", "V-30"]


def test_a_reader_accepts_a_code_that_its_list_does_not_hold_yet() -> None:
    values = example(FACTS["license.decided"]).model_dump() | {"status": "FROZEN"}
    event = FACTS["license.decided"].model_validate(values, context={READING: True})
    assert event.model_dump()["status"] == "FROZEN"


def test_full_width_and_lower_case_codes_are_normalised_first() -> None:
    values = example(FACTS["penalty.decided"]).model_dump()
    values["agency_id"] = " １１37132201700100x3 "
    assert FACTS["penalty.decided"].model_validate(values).agency_id == "1137132201700100X3"


def test_the_check_character_of_a_credit_code_is_a_note_not_a_refusal() -> None:
    assert check_character_fits("1137132201700100X3")
    assert not check_character_fits("1137132201700100X4")
    values = example(FACTS["penalty.decided"]).model_dump() | {"agency_id": "1137132201700100X4"}
    assert FACTS["penalty.decided"].model_validate(values).agency_id == "1137132201700100X4"


def test_every_real_shape_of_a_document_number_is_accepted() -> None:
    shapes = (
        "粤市监罚〔2025〕粤北办007号",
        "(京)文执罚【2018】第40002号",
        "北流工商处字[2015]240号",
    )
    for shape in shapes:
        values = example(FACTS["penalty.decided"]).model_dump() | {"decision_doc_no": shape}
        assert FACTS["penalty.decided"].model_validate(values)


def test_what_is_said_of_a_number_in_clear_does_not_repeat_it() -> None:
    facts = "张某 11010519491231002X，电话 １３８-００１３-８０００"
    (problem,) = problems("penalty.decided", violation_facts=facts)
    assert problem.value == "张某 …002X,电话 …8000"
    assert "11010519491231002X" not in str(problem)
