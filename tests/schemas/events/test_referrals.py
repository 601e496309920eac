"""Referrals: a withdrawal says why."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import ValidationError

from schemas.contracts.examples import example
from schemas.events.referrals import ReferralOralMade, ReferralWithdrawn
from schemas.problems import problems_of


@pytest.mark.parametrize("reason", [None, "", "  "])
def test_a_withdrawal_without_a_reason_is_refused(reason: str | None) -> None:
    values = example(ReferralWithdrawn).model_dump() | {"reason": reason}
    with pytest.raises(ValidationError) as caught:
        ReferralWithdrawn.model_validate(values)
    (problem,) = problems_of(caught.value)
    assert problem.rule == "V-82"
    assert "reason" in problem.fix_zh
    assert "reason" in problem.fix_en


@pytest.mark.parametrize(
    "lacking", [{"urgency": "URGENT"}, {"urgency": None}, {"reason": None}, {"record_doc": None}]
)
def test_an_oral_transfer_that_the_judge_must_refuse_can_still_be_said(
    lacking: dict[str, Any],
) -> None:
    """Refused under YS-13, with every other reason at once, not by the model (spec §6.3)."""
    values = example(ReferralOralMade).model_dump() | lacking
    assert ReferralOralMade.model_validate(values).referral_id == values["referral_id"]
