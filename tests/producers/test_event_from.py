"""Events from plain data: what is wrong is said with field, value, rule and fix."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import Any

import pytest

from producers.publisher import event_from
from schemas.catalogue import FACTS
from schemas.contracts import FOLDER
from schemas.problems import InvalidEventError


def _example(type_name: str) -> dict[str, Any]:
    text = FOLDER.joinpath("examples", f"{type_name}.json").read_text("utf-8")
    data: dict[str, Any] = json.loads(text)
    return data


@pytest.mark.parametrize("type_name", sorted(FACTS))
def test_the_committed_example_of_every_fact_is_an_event(type_name: str) -> None:
    event = event_from(type_name, _example(type_name))
    assert type(event) is FACTS[type_name]


def test_the_event_type_may_be_left_out() -> None:
    data = _example("penalty.decided")
    del data["event_type"]
    assert event_from("penalty.decided", data).event_type == "cn.xzzf.penalty.decided.v1"


def test_amounts_keep_their_cents() -> None:
    event = event_from("penalty.decided", _example("penalty.decided") | {"fine_amount_yuan": 0.1})
    assert event.model_dump()["fine_amount_yuan"] == Decimal("0.1")


@pytest.mark.parametrize(
    ("changes", "field", "rule", "shown"),
    [
        ({"party": {"party_name": "", "party_category": "自然人"}}, "party.party_name", "V-70", ""),
        ({"penalty_kinds": ["罚金"]}, "penalty_kinds.0", "V-75", "罚金"),
        ({"agency_id": "1137132201700100X"}, "agency_id", "V-01", "1137132201700100X"),
        ({"fine_amount_yuan": "0.001"}, "fine_amount_yuan", "V-30", "0.001"),
        ({"act_at": "2026-11-23T09:00:00"}, "act_at", "V-42", "2026-11-23"),
        ({"fined": 5}, "fined", "V-70", "5"),
        ({"event_type": "cn.xzzf.law.basis_changed.v1"}, "event_type", "V-73", "law.basis_changed"),
    ],
)
def test_a_problem_names_field_value_rule_and_fix_in_both_languages(
    changes: dict[str, Any], field: str, rule: str, shown: str
) -> None:
    with pytest.raises(InvalidEventError) as caught:
        event_from("penalty.decided", _example("penalty.decided") | changes)
    (problem,) = caught.value.problems
    assert (problem.field, problem.rule) == (field, rule)
    assert shown in problem.value
    text = str(caught.value)
    assert all(part in text for part in (field, rule, problem.zh, problem.fix_zh))
    assert all(part in text for part in (problem.en, problem.fix_en))


def test_all_problems_are_told_at_once() -> None:
    with pytest.raises(InvalidEventError) as caught:
        event_from("penalty.decided", {"case_id": "AJ-1", "decision_date": "yesterday"})
    fields = {problem.field for problem in caught.value.problems}
    assert {"event_id", "agency_id", "party", "decision_date"} <= fields


@pytest.mark.parametrize("type_name", ["penalty.decide", "verdict.issued", ""])
def test_a_type_that_agencies_cannot_say_is_refused_and_the_known_ones_are_named(
    type_name: str,
) -> None:
    with pytest.raises(InvalidEventError) as caught:
        event_from(type_name, {})
    (problem,) = caught.value.problems
    assert problem.rule == "V-73"
    assert any(known in problem.fix_en for known in FACTS)


def test_the_nearest_type_is_suggested_for_a_slip() -> None:
    with pytest.raises(InvalidEventError, match=r"use one of: penalty\.decided"):
        event_from("penalty.decide", {})
