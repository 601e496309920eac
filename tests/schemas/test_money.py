"""Amounts as people write them: what they mean in yuan is told, and nothing else is raised."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from schemas.fields import Yuan
from schemas.money import yuan_meant
from schemas.problems import problems_of

_YUAN = TypeAdapter[Decimal](Yuan)


@pytest.mark.parametrize(
    ("written", "yuan"),
    [
        ("1,000", "1000.00"),
        ("１，０００", "1000.00"),
        ("1 000", "1000.00"),
        ("1,234,567.8", "1234567.80"),
        ("16万元", "160000.00"),
        ("1.6万", "16000.00"),
        ("0.3亿元", "30000000.00"),
        ("5千元", "5000.00"),
        ("￥500元整", "500.00"),
        ("rmb 50,000", "50000.00"),
    ],
)
def test_an_amount_with_unit_or_separators_is_refused_with_the_number_to_write(
    written: str, yuan: str
) -> None:
    assert yuan_meant(written) is not None
    problem = _refused(written)
    assert f"写成 {yuan}" in problem.fix_zh
    assert f"write {yuan}" in problem.fix_en


@pytest.mark.parametrize(
    "written",
    [
        f"{'9' * 30}元",
        f"{'9' * 30}万元",
        f"{'9' * 5000}万元",
        "9" * 30,
        "1" + "0" * 16,
        "99999999999999999亿",
        "-1万元",
        "1.005元",
        "1,00",
        "1,0000",
        "壹万元",
        "十几元",
        "1.2.3",
        "",
        " ",
        "NaN",
        "sNaN",
        "Infinity",
        "1E999999999999999999999",
    ],
)
def test_what_is_no_amount_is_refused_and_told_what_an_amount_is(written: str) -> None:
    problem = _refused(written)
    assert problem.fix_zh
    assert problem.fix_en


@pytest.mark.parametrize("plain", ["0", "1000", "1000.5", " 1000.00 ", 1000, Decimal("1000.50")])
def test_a_plain_number_is_taken(plain: Any) -> None:
    assert _YUAN.validate_python(plain) == Decimal(str(plain))


def test_what_is_said_of_an_amount_does_not_repeat_a_number_in_clear() -> None:
    assert "13800138000" not in str(_refused("tel13800138000"))


@given(st.text() | st.text("0123456789０９,，. -+eE万亿千百十元圆整¥_", max_size=50))
def test_any_text_is_an_amount_or_refused_under_the_rule_of_amounts(text: str) -> None:
    meant = yuan_meant(text)
    taken, rules = _taken(text)
    assert rules <= {"V-30"}
    assert (taken is None) == bool(rules)
    if meant is not None:
        assert taken == (meant.yuan if meant.plain else None)


@given(st.decimals(0, Decimal("99999999999.99"), places=2), st.sampled_from(["元", "万元", "亿元"]))
def test_an_amount_with_a_unit_means_what_it_says(number: Decimal, unit: str) -> None:
    meant = yuan_meant(f"{number}{unit}")
    factor = {"元": 1, "万元": 10**4, "亿元": 10**8}[unit]
    exact = number * factor
    assert meant is None or meant.yuan == exact
    assert (meant is None) == (exact >= 10**16)


def _taken(text: str) -> tuple[Decimal | None, set[str]]:
    try:
        return _YUAN.validate_python(text), set()
    except ValidationError as error:
        return None, {problem.rule for problem in problems_of(error)}


def _refused(written: str) -> Any:
    with pytest.raises(ValidationError) as caught:
        _YUAN.validate_python(written)
    (problem,) = problems_of(caught.value)
    assert problem.rule == "V-30"
    return problem
