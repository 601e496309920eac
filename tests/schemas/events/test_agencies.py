"""What the family of the registry refuses by itself."""

from __future__ import annotations

from typing import Any

import pytest

from producers.publisher import event_from
from schemas.contracts.examples import example
from schemas.envelope import Event
from schemas.events.agencies import (
    AgencyLiaisonRegistered,
    ClosureDeclared,
    CodeTablePublished,
    OfficerCredentialChanged,
    PostAssigned,
)
from schemas.problems import InvalidEventError

_BACKWARD: list[tuple[type[Event], dict[str, Any]]] = [
    (AgencyLiaisonRegistered, {"valid_from": "2026-05-01", "valid_to": "2026-04-30"}),
    (ClosureDeclared, {"closure_from": "2026-05-01", "closure_to": "2026-04-30"}),
    (OfficerCredentialChanged, {"status_from": "2026-05-01", "status_to": "2026-04-30"}),
    (PostAssigned, {"valid_from": "2026-05-01", "valid_to": "2026-04-30"}),
    (
        CodeTablePublished,
        {
            "codes": [
                {"code": "1", "zh": "一", "valid_from": "2026-05-01", "valid_to": "2026-04-30"}
            ]
        },
    ),
]


@pytest.mark.parametrize(("model", "term"), _BACKWARD, ids=lambda v: getattr(v, "TYPE", ""))
def test_a_term_that_ends_before_it_starts_is_refused(
    model: type[Event], term: dict[str, Any]
) -> None:
    fields = example(model).model_dump() | term
    with pytest.raises(InvalidEventError) as refused:
        event_from(model.TYPE, fields)
    assert [p.rule for p in refused.value.problems] == ["V-44"]


def test_a_channel_for_the_public_may_be_a_telephone_number() -> None:
    event = event_from(
        "agency.channel_published",
        {**_envelope(), "kind": "电话", "value": "13805391234"},
    )
    assert event.model_dump()["value"] == "13805391234"


def _envelope() -> dict[str, Any]:
    event = example(AgencyLiaisonRegistered)
    assert isinstance(event, Event)
    kept = set(Event.model_fields) - {"event_type"}
    return event.model_dump(include=kept)
