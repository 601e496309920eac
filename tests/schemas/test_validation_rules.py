"""Every validation rule keeps what it says: its passing examples pass, its failing ones do not."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import pytest
from pydantic import ValidationError

from schemas.catalogue import FACTS
from schemas.contracts import FOLDER
from schemas.envelope import Event
from schemas.problems import Problem, problems_of
from schemas.tokens import token_of
from schemas.validation import RULES, Grade, notes_on
from schemas.validation.rules import Example


def examples_at(place: str, side: str) -> list[Any]:
    """Return the passing or failing examples that are checked at a place: schemas, notes, hub."""
    return [
        pytest.param(rule.id, one, id=f"{rule.id}-{number}")
        for rule in RULES.values()
        for number, one in enumerate(getattr(rule, side), start=1)
        if one.context.get("at", rule.checked) == place
    ]


def changed(event_type: str, change: Mapping[str, Any]) -> dict[str, Any]:
    """Return the committed example of a type with dotted paths set; "" takes a value away."""
    text = FOLDER.joinpath("examples", f"{event_type}.json").read_text("utf-8")
    data: dict[str, Any] = json.loads(text)
    for path, value in change.items():
        *parents, name = path.split(".")
        place: Any = data
        for parent in parents:
            place = place[int(parent) if parent.isdecimal() else parent]
        if value == "" and name != "case_id":
            place.pop(name, None)
        elif isinstance(value, str) and value.startswith("*"):
            place[name] = "长" * int(value[1:])
        else:
            place[name] = value
    return data


def _event(one: Example) -> Event:
    return FACTS[one.event].model_validate(changed(one.event, one.change))


def _refused(one: Example) -> tuple[Problem, ...]:
    with pytest.raises(ValidationError) as caught:
        _event(one)
    return problems_of(caught.value)


@pytest.mark.parametrize(("rule", "one"), examples_at("schemas", "passing"))
def test_what_keeps_a_refusing_rule_is_taken(rule: str, one: Example) -> None:
    event = _event(one)
    assert rule not in {p.rule for p in notes_on(event)}
    assert {name: getattr(event, name) for name in one.context.get("becomes", {})} == (
        one.context.get("becomes", {})
    )


@pytest.mark.parametrize(("rule", "one"), examples_at("schemas", "failing"))
def test_what_breaks_a_refusing_rule_is_refused_by_its_name(rule: str, one: Example) -> None:
    problems = _refused(one)
    assert [p.rule for p in problems] == [rule]
    assert all(p.zh and p.en and p.fix_zh and p.fix_en for p in problems)
    assert "(event)" not in {p.field for p in problems}


@pytest.mark.parametrize(("rule", "one"), examples_at("notes", "passing"))
def test_what_keeps_a_noting_rule_is_not_noted(rule: str, one: Example) -> None:
    assert rule not in {p.rule for p in notes_on(_event(one))}


@pytest.mark.parametrize(("rule", "one"), examples_at("notes", "failing"))
def test_what_breaks_a_noting_rule_is_taken_and_noted_with_its_place(
    rule: str, one: Example
) -> None:
    found = [p for p in notes_on(_event(one)) if p.rule == rule]
    assert found
    assert all(p.field and p.zh and p.en and p.fix_zh and p.fix_en for p in found)
    assert all(one.context.get("says", "") in p.zh for p in found)


def test_a_citizen_number_is_checked_before_it_becomes_a_token() -> None:
    rule = RULES["V-08"]
    for one in rule.passing:
        assert token_of(one.change["number"], b"secret").notes == ()
    for one in rule.failing:
        assert [p.rule for p in token_of(one.change["number"], b"secret").notes] == ["V-08"]


def test_a_token_tells_nothing_but_the_last_four_characters() -> None:
    token = token_of("11010519491231002x", b"secret").text
    assert token == token_of("１１０１０５１９４９１２３１００２X", b"secret").text
    assert token != token_of("11010519491231002x", b"another").text
    assert token.endswith(":002X")
    assert "110105" not in token


@pytest.mark.parametrize("event_type", sorted(FACTS))
def test_the_example_of_an_event_has_nothing_to_be_noted(event_type: str) -> None:
    event = FACTS[event_type].model_validate(changed(event_type, {}))
    assert notes_on(event) == ()


@pytest.mark.parametrize("rule", RULES.values(), ids=lambda r: r.id)
def test_a_rule_has_examples_or_says_why_not(rule: Any) -> None:
    assert rule.zh
    assert rule.en
    assert rule.grade in Grade
    assert rule.passing
    assert rule.failing or rule.why_not
