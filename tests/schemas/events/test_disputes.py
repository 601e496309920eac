"""Disputes: one is about something."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from schemas.contracts.examples import example
from schemas.events.disputes import DisputeConsultationConcluded, DisputeRaised
from schemas.problems import problems_of

_NAMES = ("violation_id", "case_id", "referral_id")


def test_a_dispute_about_nothing_is_refused() -> None:
    values = example(DisputeRaised).model_dump() | dict.fromkeys(_NAMES)
    with pytest.raises(ValidationError) as caught:
        DisputeRaised.model_validate(values)
    (problem,) = problems_of(caught.value)
    assert problem.rule == "V-80"
    for name in _NAMES:
        assert name in problem.fix_zh
        assert name in problem.fix_en


@pytest.mark.parametrize("name", _NAMES)
def test_a_dispute_names_a_violation_a_case_or_a_referral(name: str) -> None:
    values = example(DisputeRaised).model_dump() | dict.fromkeys(_NAMES) | {name: "2026-0001"}
    assert (name, "2026-0001") in DisputeRaised.model_validate(values).references()


def test_an_agreement_without_minutes_is_left_to_the_judge() -> None:
    """It is refused under ZY-02, not by the model (spec §6.5)."""
    values = example(DisputeConsultationConcluded).model_dump() | {"minutes_doc": None}
    assert DisputeConsultationConcluded.model_validate(values).agreed
