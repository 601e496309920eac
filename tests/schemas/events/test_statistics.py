"""Statistics: a figure is a number with its unit, or words."""

from __future__ import annotations

from decimal import Decimal

import pytest
from pydantic import ValidationError

from schemas.events.statistics import Figure
from schemas.problems import problems_of


def test_a_figure_with_neither_number_nor_words_is_refused() -> None:
    with pytest.raises(ValidationError) as caught:
        Figure(name="行政处罚案件数")
    (problem,) = problems_of(caught.value)
    assert problem.rule == "V-70"


def test_a_figure_of_nil_is_a_figure() -> None:
    assert Figure(name="行政处罚案件数", value=Decimal(0), unit="件").value == 0


def test_a_figure_may_be_negative() -> None:
    assert Figure(name="同比增幅", value=Decimal("-3.25"), unit="%").value == Decimal("-3.25")
