"""Rules as data: each quotes the policy word for word and says where its numbers come from."""

from __future__ import annotations

import re
from importlib.resources import files

import pytest

from schemas.catalogue import FACTS
from streams.packs import default_pack
from streams.policy.mechanisms.sharing.same_day import CATEGORY_RULES
from streams.policy.rulebook import RULES
from streams.policy.rules import Rule, Threshold, Unit


def _policy() -> str:
    text = files("streams.casebook").joinpath("data", "policy.txt").read_text("utf-8")
    return "".join(text.split())


@pytest.mark.parametrize("rule_id", RULES)
def test_a_rule_quotes_the_policy_word_for_word(rule_id: str) -> None:
    rule = RULES[rule_id]
    for quote in (rule.clause, *rule.clause_also):
        for part in quote.split("…"):
            assert "".join(part.split()) in _policy()


def test_every_share_category_names_a_rule() -> None:
    categories = {c for model in FACTS.values() for c in model.CATEGORIES} - {"NONE"}
    assert categories <= CATEGORY_RULES.keys()
    assert set(CATEGORY_RULES.values()) <= RULES.keys()


@pytest.mark.parametrize("rule_id", RULES)
def test_a_number_that_the_clause_lacks_is_a_local_parameter(rule_id: str) -> None:
    for clock in RULES[rule_id].clocks:
        if clock.param:
            assert clock.threshold is Threshold.LOCAL_PARAM
            assert clock.param in default_pack().params.by_name
        else:
            assert clock.threshold is not Threshold.LOCAL_PARAM


_NUMERALS = {"兩": 2, "七": 7}
_UNITS = {"個工作日": Unit.WORKING_DAY, "小時": Unit.HOUR}
_PERIOD = re.compile(f"([0-9]+|[{''.join(_NUMERALS)}])({'|'.join(_UNITS)})")


def _periods(rule: Rule) -> set[tuple[int, Unit]]:
    """Return the periods that a clause states in numbers."""
    found = _PERIOD.findall("".join((rule.clause, *rule.clause_also)))
    return {(_NUMERALS.get(number) or int(number), _UNITS[unit]) for number, unit in found}


@pytest.mark.parametrize("rule_id", RULES)
def test_a_number_of_the_clause_is_the_clauses(rule_id: str) -> None:
    for clock in RULES[rule_id].clocks:
        if clock.threshold is Threshold.CLAUSE and clock.amount:
            assert (clock.amount, clock.unit) in _periods(RULES[rule_id])


@pytest.mark.parametrize("rule_id", RULES)
def test_every_reading_of_a_rule_is_in_the_pack(rule_id: str) -> None:
    assert set(RULES[rule_id].readings) <= default_pack().readings.keys()


GENERAL = {"R-20", "R-21", "R-22"}
"""Readings of how days and agencies are counted at all: they bear on every rule, so none names
them."""


def test_every_reading_of_the_pack_is_named_by_a_rule_or_bears_on_all() -> None:
    named = {reading for rule in RULES.values() for reading in rule.readings}
    assert set(default_pack().readings) - named == GENERAL
