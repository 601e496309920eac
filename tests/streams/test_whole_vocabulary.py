"""The judge takes every event of the vocabulary: admitted, or refused for a reason with a rule."""

from __future__ import annotations

from uuid import NAMESPACE_URL, uuid5

import pytest

from schemas.catalogue import FACTS, TOPIC_OF
from schemas.codec import cloud_headers, encode
from schemas.envelope import Event
from schemas.events.hub import DeadLetter, EventNoted, EventRejected, HubOutput
from schemas.example_parts import BUREAU, DEPARTMENT, TOWNSHIP
from schemas.instants import epoch_millis
from streams.judge.docket import Docket
from streams.judge.merge import LogRecord
from streams.judge.state import MemoryBase, State
from streams.packs import default_pack
from tests.schemas.test_validation_rules import changed

_DISTRICT_GOV = changed("dispute.jurisdiction_designated", {})["agency_id"]
_OFFICE = changed("dispute.coordination_applied", {})["to_agency_id"]

_BEFORE = {
    "dispute.coordination_applied": ("dispute.consultation_concluded", {"agreed": False}),
}
"""By transaction, what the hub must hold before it carries the example of it out."""

_AT = 1_795_436_760_000
"""23 November 2026, 20:26 Asia/Shanghai: after every time in the examples."""


def _record(event: Event, offset: int, topic: str | None = None) -> LogRecord:
    key = event.district.encode()
    headers = tuple(cloud_headers(event))
    return LogRecord(
        topic or TOPIC_OF[event.TYPE], 0, offset, _AT + offset, key, encode(event), headers
    )


def _register(agency: str, kind: str, name: str) -> Event:
    change = {
        "registered_agency_id": agency,
        "kind": kind,
        "agency_name": name,
        "event_id": str(uuid5(NAMESPACE_URL, agency)),
    }
    return FACTS["agency.registered"].model_validate(changed("agency.registered", change))


def _court() -> Docket:
    docket = Docket(State(MemoryBase()), default_pack(), 0)
    for offset, (agency, kind) in enumerate(
        (
            (BUREAU, "JUSTICE_BUREAU"),
            (DEPARTMENT, "DISTRICT_DEPT"),
            (TOWNSHIP, "TOWNSHIP_GOV"),
            (_DISTRICT_GOV, "DISTRICT_GOV"),
            (_OFFICE, "LEADING_GROUP_OFFICE"),
        )
    ):
        outputs = docket.take(_record(_register(agency, kind, kind), offset))
        assert not [o for o in outputs if isinstance(o, DeadLetter)]
    return docket


def _taken(event: Event) -> list[HubOutput]:
    return _court().take(_record(event, 10))


@pytest.mark.parametrize("event_type", sorted(FACTS))
def test_the_example_of_an_event_is_admitted(event_type: str) -> None:
    event = FACTS[event_type].model_validate(changed(event_type, {}))
    assert epoch_millis(event.occurred_at) < _AT
    court = _court()
    if event_type in _BEFORE:
        held, change = _BEFORE[event_type]
        court.take(_record(FACTS[held].model_validate(changed(held, change)), 9))
    outputs = court.take(_record(event, 10))
    assert [o for o in outputs if isinstance(o, EventRejected | DeadLetter)] == []


def test_what_is_noted_is_said_once_with_rule_grade_field_and_both_languages() -> None:
    change = {"party.party_uscc": "91350100M000100Y44", "procedure": "简易"}
    change |= {"fine_amount_yuan": "3000.01"}
    event = FACTS["penalty.decided"].model_validate(changed("penalty.decided", change))
    court = _court()
    (noted,) = [o for o in court.take(_record(event, 10)) if isinstance(o, EventNoted)]
    assert noted.event_id == event.event_id
    assert noted.position.offset == 10
    assert {(n.rule_id, n.grade, n.field) for n in noted.notes} >= {
        ("V-02", "W", "party.party_uscc"),
        ("V-35", "F", "procedure"),
    }
    assert noted.count == len(noted.notes)
    assert all(n.message_zh and n.message_en and n.fix_zh and n.fix_en for n in noted.notes)
    again = court.take(_record(event, 11))
    assert not [o for o in again if isinstance(o, EventNoted)]


def test_a_flood_of_notes_is_counted_and_the_first_fifty_are_told() -> None:
    change = {"penalty_basis": [{"law_title": f"法律{n}"} for n in range(70)]}
    event = FACTS["penalty.decided"].model_validate(changed("penalty.decided", change))
    (noted,) = [o for o in _taken(event) if isinstance(o, EventNoted)]
    assert (len(noted.notes), noted.count) == (50, 70)
