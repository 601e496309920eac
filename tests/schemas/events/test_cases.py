"""Cases: what the models of violations, case files and publicity refuse, and what they let by."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import ValidationError

from schemas.catalogue import FACTS
from schemas.codes import CODE_LISTS
from schemas.contracts.examples import example
from schemas.envelope import Event
from schemas.problems import Problem, problems_of


def _said(event_type: str, **changed: Any) -> Event:
    model = FACTS[event_type]
    return model.model_validate(example(model).model_dump() | changed)


def _refused(event_type: str, **changed: Any) -> Problem:
    with pytest.raises(ValidationError) as caught:
        _said(event_type, **changed)
    (problem,) = problems_of(caught.value)
    return problem


@pytest.mark.parametrize("reason", [None, "", "  ", "\u3000"])
def test_a_violation_is_not_dismissed_without_a_reason(reason: str | None) -> None:
    problem = _refused("violation.dismissed", reason=reason)
    assert problem.rule == "V-82"
    assert "reason" in problem.fix_zh
    assert "reason" in problem.fix_en


def test_days_left_out_of_the_clock_do_not_end_before_they_start() -> None:
    problem = _refused(
        "case.clock_suspended", not_counted_from="2026-09-07", not_counted_to="2026-09-06"
    )
    assert problem.rule == "V-44"


@pytest.mark.parametrize("last", [None, "2026-09-07"])
def test_days_left_out_of_the_clock_may_be_one_or_have_no_end_yet(last: str | None) -> None:
    _said("case.clock_suspended", not_counted_from="2026-09-07", not_counted_to=last)


_NAMES = ("case_id", "inspection_no", "license_no", "decision_doc_no")


def test_a_publication_says_what_it_made_public() -> None:
    problem = _refused("disclosure.published", **dict.fromkeys(_NAMES))
    assert problem.rule == "V-70"
    for name in _NAMES:
        assert name in problem.fix_en


@pytest.mark.parametrize("name", _NAMES)
def test_a_publication_may_name_a_case_an_inspection_a_licence_or_a_decision(name: str) -> None:
    _said("disclosure.published", **(dict.fromkeys(_NAMES) | {name: "郯马综执罚〔2026〕第12号"}))


@pytest.mark.parametrize(
    ("event_type", "absent"),
    [
        ("case.clock_suspended", {"legal_basis": None}),
        ("case.suspended", {"legal_basis": None}),
        ("criminal.transfer_rejected", {"reasons": None}),
        ("disclosure.published", {"elements": ()}),
        ("disclosure.withdrawn", {"reason": None}),
        ("violation.onsite_action", {"evidence_ids": ()}),
        ("process.recorded", {"sha256": None}),
    ],
)
def test_what_the_judge_must_see_missing_is_let_by(event_type: str, absent: dict[str, Any]) -> None:
    event = _said(event_type, **absent)
    assert {name: getattr(event, name) for name in absent} == absent


def test_a_process_record_keeps_its_making_apart_from_its_entry() -> None:
    event = _said(
        "process.recorded",
        record_made_at="2026-08-25T09:30:00+08:00",
        recorded_at="2026-08-27T09:00:00+08:00",
    )
    dumped = event.model_dump(mode="json")
    assert dumped["record_made_at"] == "2026-08-25T01:30:00Z"
    assert dumped["recorded_at"] == "2026-08-27T01:00:00Z"


@pytest.mark.parametrize("code", ["371322", "371322101", "37132210129", "37132210129村"])
def test_a_clue_belongs_to_a_village(code: str) -> None:
    assert _refused("clue.registered", village_code=code).rule == "V-10"


def test_a_sweep_names_the_items_it_searched_for() -> None:
    assert _refused("clue.sweep_completed", item_codes=()).field == "item_codes"


def test_evidence_is_of_the_eight_kinds_of_the_penalty_law() -> None:
    kinds = tuple(CODE_LISTS["evidence.kind"].labels)
    assert len(kinds) == 8
    _said("violation.onsite_action", evidence_kinds=kinds)
    assert _refused("violation.onsite_action", evidence_kinds=("口供",)).rule == "V-75"


def test_a_case_source_stands_beside_the_source_system() -> None:
    event = _said("case.filed", case_source="投诉举报")
    assert event.source.startswith("urn:xzzf:")
    assert event.model_dump()["case_source"] == "投诉举报"
