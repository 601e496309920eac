"""Penalties: what the hub answers before a decision is made (FS-01)."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from streams.policy.mechanisms.legal_review.gate import may_be_decided

AT = datetime(2026, 6, 1, 1, 0, tzinfo=UTC)


@pytest.mark.parametrize(("is_major", "allowed"), [(False, True), (True, False)])
def test_only_a_major_decision_waits_for_a_review(*, is_major: bool, allowed: bool) -> None:
    answer = may_be_decided((), "C1", AT, is_major=is_major)
    assert answer.allowed is allowed
    assert answer.zh
    assert answer.en
