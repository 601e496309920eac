"""Rules as data: every rule quotes the policy word for word and has a worked case."""

from __future__ import annotations

from importlib.resources import files

import pytest

from schemas.catalogue import FACTS
from streams.policy.judge import MECHANISMS, RULES
from streams.policy.pack import default_pack
from streams.policy.rules import ScopeKind, Threshold, Unit
from streams.policy.sharing_rules import CATEGORY_RULES
from tests.streams.test_vectors import PASSING
from tests.streams.vectors import vectors


def _policy() -> str:
    text = files("streams.policy").joinpath("data", "policy.txt").read_text("utf-8")
    return "".join(text.split())


@pytest.mark.parametrize("rule_id", RULES)
def test_a_rule_quotes_the_policy_word_for_word(rule_id: str) -> None:
    assert "".join(RULES[rule_id].clause.split()) in _policy()


@pytest.mark.parametrize("rule_id", ["GX-11", "GX-12", "YS-05", "YS-06", "YS-16", "YS-02"])
def test_a_judged_rule_has_a_worked_case(rule_id: str) -> None:
    assert any(rule_id in vectors()[vector_id]["rules"] for vector_id in PASSING)


def test_every_share_category_names_a_rule() -> None:
    categories = {c for model in FACTS.values() for c in model.CATEGORIES} - {"NONE"}
    assert categories <= CATEGORY_RULES.keys()
    assert set(CATEGORY_RULES.values()) <= RULES.keys()


@pytest.mark.parametrize("rule_id", RULES)
def test_a_number_that_the_clause_lacks_is_a_local_parameter(rule_id: str) -> None:
    rule = RULES[rule_id]
    if rule.clock is None or rule.clock.unit is Unit.SAME_DAY:
        return
    if rule.clock.param:
        assert rule.threshold is Threshold.LOCAL_PARAM
        assert getattr(default_pack().params, rule.clock.param) > 0
    else:
        assert str(rule.clock.amount) in rule.clause


def test_every_kind_of_scope_is_judged_by_a_mechanism() -> None:
    assert set(MECHANISMS) == set(ScopeKind)
    assert {rule.scope for rule in RULES.values()} - {None} == set(ScopeKind)
