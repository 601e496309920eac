"""A rule pack is asked for a value of the kind that is meant, and has it or says so."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from types import MappingProxyType

import pytest

from streams.policy.pack import Confirmation, Param, Params
from streams.policy.rulebook import rule

PARAMS = Params(
    MappingProxyType(
        {
            param.name: param
            for param in (
                Param("days", 3),
                Param("fine", Decimal("1000.00")),
                Param("by", "03-31"),
            )
        }
    )
)


def test_a_value_of_the_kind_that_is_asked_for_is_returned() -> None:
    assert PARAMS.number("days") == 3
    assert PARAMS.yuan("fine") == Decimal(1000)
    assert PARAMS.month_day("by") == "03-31"


@pytest.mark.parametrize(
    ("ask", "name"),
    [
        (PARAMS.number, "fine"),
        (PARAMS.number, "unheard of"),
        (PARAMS.yuan, "days"),
        (PARAMS.yuan, "unheard of"),
        (PARAMS.month_day, "days"),
        (PARAMS.month_day, "unheard of"),
    ],
)
def test_a_value_of_another_kind_is_none(ask: Callable[[str], object], name: str) -> None:
    with pytest.raises(LookupError, match=name):
        ask(name)


def test_a_value_is_confirmed_by_somebody() -> None:
    assert Confirmation("司法局").is_given
    assert not Confirmation(doc_no="司〔2026〕1号").is_given


def test_a_rule_has_the_clocks_that_it_names_and_no_other() -> None:
    assert rule("XX-02").clock("send").name == "send"
    assert rule("XX-02").clock() is rule("XX-02").clocks[0]
    with pytest.raises(LookupError, match="XX-02 has no clock monthly"):
        rule("XX-02").clock("monthly")
