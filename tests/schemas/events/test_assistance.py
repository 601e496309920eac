"""Assistance: what the judge must weigh can be said even when it is wanting."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import ValidationError

from schemas.catalogue import FACTS
from schemas.contracts.examples import example
from schemas.problems import problems_of


@pytest.mark.parametrize(
    ("event_type", "lacking"),
    [
        ("assistance.requested", {"letter_doc_no": None}),
        ("assistance.opinion_issued", {"opinion_doc_no": None}),
        ("assistance.extension_notified", {"reason_code": "OTHER"}),
        (
            "assistance.extension_notified",
            {"reason_code": None, "reason": None, "new_due_date": None, "notice_doc_no": None},
        ),
        ("archive_access.responded", {"granted": False, "legal_basis": None}),
        ("joint.conference_held", {"minutes_doc": None, "decisions": ()}),
    ],
)
def test_what_a_rule_weighs_is_left_to_the_judge(event_type: str, lacking: dict[str, Any]) -> None:
    """Refused or judged under XT-08, XT-09, XT-11, XT-14 and XT-05, not by the model (§6.4)."""
    values = example(FACTS[event_type]).model_dump() | lacking
    said = FACTS[event_type].model_validate(values).model_dump()
    assert {name: said[name] for name in lacking} == lacking


@pytest.mark.parametrize("event_type", ["archive_access.responded", "joint.action_responded"])
def test_an_answer_names_the_request_that_it_answers(event_type: str) -> None:
    values = example(FACTS[event_type]).model_dump() | {"request_id": None}
    with pytest.raises(ValidationError) as caught:
        FACTS[event_type].model_validate(values)
    assert [p.field for p in problems_of(caught.value)] == ["request_id"]
