"""What stands after corrections."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from uuid import UUID

from schemas.catalogue import TOPIC_OF
from streams.casebook.events import built
from streams.casebook.world import default_world
from streams.policy.corrections import standing_facts
from streams.policy.facts import Fact

AT = datetime(2026, 6, 1, 1, tzinfo=UTC)


def _fact(number: int, minute: int, corrects: int | None = None) -> Fact:
    event = built(
        "patrol.recorded",
        AT + timedelta(seconds=number),
        default_world().codes["T01"],
        "371322",
        UUID(int=number),
        {"subject": "s", "supersedes_event_id": UUID(int=corrects) if corrects else None},
    )
    received = AT + timedelta(minutes=minute)
    return Fact(event, received, TOPIC_OF[event.TYPE], 0, minute)


def test_what_stands_is_in_arrival_order_though_a_correction_came_first() -> None:
    correction, other, original = _fact(2, 1, corrects=1), _fact(3, 2), _fact(1, 3)
    standing = standing_facts([correction, other, original])
    assert [fact.shared_at for fact in standing] == [other.shared_at, original.shared_at]
    assert standing[1].corrects == UUID(int=1)
