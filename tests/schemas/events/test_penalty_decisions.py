"""Penalties: kinds, amounts and licence agree; nothing is refused for being unlawful."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import ValidationError

from schemas.contracts.examples import example
from schemas.document_dates import document_date
from schemas.events.penalty_decisions import CoercionApplied, PenaltyChanged, PenaltyDecided
from schemas.problems import Problem, problems_of
from schemas.validation import notes_on

_NOTHING = {
    "fine_amount_yuan": None,
    "confiscated_amount_yuan": None,
    "licence_affected": None,
    "penalty_kinds": ["其他"],
}


def _decided(**changed: Any) -> PenaltyDecided:
    return PenaltyDecided.model_validate(example(PenaltyDecided).model_dump() | changed)


def _refused(**changed: Any) -> Problem:
    with pytest.raises(ValidationError) as caught:
        _decided(**changed)
    (problem,) = problems_of(caught.value)
    return problem


@pytest.mark.parametrize(
    ("measures", "named"),
    [
        ({"penalty_kinds": ["罚款"]}, "fine_amount_yuan"),
        ({"penalty_kinds": ["罚款"], "fine_amount_yuan": "0.00"}, "fine_amount_yuan"),
        ({"fine_amount_yuan": "0.01"}, "fine_amount_yuan"),
        ({"penalty_kinds": ["没收违法所得"]}, "confiscated_amount_yuan"),
        ({"penalty_kinds": ["没收非法财物"]}, "confiscated_amount_yuan"),
        ({"confiscated_amount_yuan": "0.01"}, "confiscated_amount_yuan"),
        ({"penalty_kinds": ["暂扣许可证件"]}, "licence_affected"),
        ({"penalty_kinds": ["警告", "吊销许可证件"]}, "licence_affected"),
    ],
)
def test_a_kind_and_what_it_takes_stand_together_or_not_at_all(
    measures: dict[str, Any], named: str
) -> None:
    problem = _refused(**_NOTHING | measures)
    assert problem.rule == "V-33"
    assert named in problem.zh
    assert named in problem.en


@pytest.mark.parametrize(
    "measures",
    [
        {"penalty_kinds": ["警告"]},
        {"penalty_kinds": ["警告"], "fine_amount_yuan": "0.00"},
        {"penalty_kinds": ["警告", "罚款"], "fine_amount_yuan": "0.01"},
        {"penalty_kinds": ["没收非法财物"], "confiscated_amount_yuan": "0.00"},
        {"penalty_kinds": ["没收违法所得", "没收非法财物"], "confiscated_amount_yuan": "9.90"},
        {"penalty_kinds": ["吊销许可证件"], "licence_affected": "农药经营许可证"},
        {"penalty_kinds": ["责令停产停业", "限制从业"]},
    ],
)
def test_measures_that_agree_are_taken(measures: dict[str, Any]) -> None:
    assert list(_decided(**_NOTHING | measures).penalty_kinds) == measures["penalty_kinds"]


@pytest.mark.parametrize("amount", ["fine_amount_yuan", "confiscated_amount_yuan"])
@pytest.mark.parametrize("kinds", [["警告"], ["通报批评"], ["通报批评", "警告"]])
def test_a_reprimand_alone_has_no_amount(kinds: list[str], amount: str) -> None:
    assert _refused(**_NOTHING | {"penalty_kinds": kinds, amount: "500.00"}).rule == "V-34"


def test_publication_may_end_on_the_day_of_the_decision_but_not_before() -> None:
    assert _decided(decision_date="2026-11-23", publicity_until="2026-11-23")
    assert _refused(decision_date="2026-11-23", publicity_until="2026-11-22").rule == "V-45"


def test_a_violation_that_ended_long_before_filing_is_noted() -> None:
    late = _decided(violation_ended_on="2024-11-02", case_filed_date="2026-11-03")
    assert [n.field for n in notes_on(late) if n.rule == "V-49"] == ["violation_ended_on"]
    in_time = _decided(violation_ended_on="2024-11-03", case_filed_date="2026-11-03")
    assert "V-49" not in {n.rule for n in notes_on(in_time)}


def test_a_change_is_dated_by_its_day() -> None:
    changed = example(PenaltyChanged)
    assert isinstance(changed, PenaltyChanged)
    assert document_date(changed) == changed.changed_date


def test_coercion_is_taken_though_nobody_approved_it_and_it_serves_no_penalty_item() -> None:
    lacking = ("approved_by", "approved_at", "reported_at", "related_penalty_item_code")
    values = example(CoercionApplied).model_dump() | dict.fromkeys(lacking)
    assert CoercionApplied.model_validate(values).related_penalty_item_code is None
