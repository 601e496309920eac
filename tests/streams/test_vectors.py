"""The worked cases about sharing and referral come out as the policy says."""

from __future__ import annotations

import pytest

from tests.streams.conftest import NOT_JUDGED
from tests.streams.vectors import is_judged, matches, outcomes

PASSING = [
    "VS-001",
    "VS-002",
    "VS-003",
    "VS-004",
    "VS-006",
    "VS-007",
    "VS-008",
    "VS-009",
    "VS-010",
    "VS-011",
    "VS-012",
    "VS-013",
    "VS-014",
    "VS-015",
    "VS-016",
    "VS-017",
    "VS-018",
    "VS-019",
    "VS-020",
    "VS-021",
    "VS-022",
    "VS-023",
    "VS-024",
    "VS-025",
    "VS-026",
    "VS-030",
    "VS-036",
    "VS-037",
    "VS-038",
    "VS-112",
    "VS-114",
    "VS-115",
    "VS-117",
    "VS-123",
    "VS-127",
    "VS-131",
]


@pytest.mark.parametrize("vector_id", PASSING)
def test_a_worked_case_has_the_outputs_the_policy_demands(vector_id: str) -> None:
    judged = 0
    for outcome in outcomes(vector_id):
        for expectation in outcome.expected:
            if not is_judged(expectation):
                NOT_JUDGED.add((vector_id, str(expectation.get("rule", expectation["kind"]))))
                continue
            judged += 1
            found = [o for o in outcome.outputs if o["kind"] == expectation["kind"]]
            assert any(matches(o, expectation) for o in found), (outcome.at, expectation, found)
        for unwanted in outcome.absent:
            assert not any(matches(o, unwanted) for o in outcome.outputs), (outcome.at, unwanted)
    assert judged, "nothing in this vector is judged yet"
