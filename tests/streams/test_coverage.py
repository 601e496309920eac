"""Every rule of the policy is judged with a worked case of its own, or visibly not judged."""

from __future__ import annotations

from importlib import import_module

import pytest

from streams.coverage import Coverage, coverage, mentioned
from streams.policy.mechanisms import CHECKS
from streams.policy.mechanisms.sharing import preconditions as sharing
from streams.policy.mechanisms.transfer import preconditions as transfer
from streams.policy.rulebook import RULES


@pytest.mark.parametrize("found", coverage(), ids=lambda found: found.rule.id)
def test_a_rule_is_judged_and_tried_or_reference_only_with_the_reason(found: Coverage) -> None:
    assert found.gaps == ()


def test_the_rules_are_those_of_the_policy_in_its_order() -> None:
    assert [found.rule.id for found in coverage()] == list(RULES)


@pytest.mark.parametrize("found", coverage(), ids=lambda found: found.rule.id)
def test_where_a_rule_is_judged_can_be_found_there(found: Coverage) -> None:
    for place in found.where:
        module, _, function = place.partition(":")
        assert callable(getattr(import_module(module), function))


@pytest.mark.parametrize("found", coverage(), ids=lambda found: found.rule.id)
def test_what_a_rule_does_not_conclude_is_one_of_its_codes(found: Coverage) -> None:
    rule = found.rule
    assert {code for code, _ in rule.reference_codes} <= set(rule.codes)
    assert all(reason for _, reason in rule.reference_codes)


def test_a_precondition_is_known_by_the_rules_that_it_mentions() -> None:
    assert {"YS-02", "YS-11", "YS-12", "YS-15"} <= set(mentioned(transfer.referral))
    assert mentioned(sharing.extension) == ("GX-12",)


def test_a_check_names_rules_of_the_policy_only() -> None:
    assert {rule for check in CHECKS for rule in check.rules} <= RULES.keys()


def test_gaps_are_named() -> None:
    judged, reference = RULES["YS-05"], RULES["GC-02"]
    assert Coverage(judged, (), ()).gaps
    assert Coverage(judged, ("m:f",), ()).gaps == ("judged without a worked case of its own",)
    counted = Coverage(reference, ("m:f",), ())
    assert (counted.gaps, counted.implemented) == ((), False)
    assert Coverage(reference, (), ()).gaps == ()
    assert Coverage(reference, (), ()).as_json()["reason"] == reference.reference_only
