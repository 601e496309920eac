"""Who is given what: only what a clause names is given to anybody."""

from __future__ import annotations

from datetime import UTC, datetime
from uuid import UUID

from schemas.catalogue import TOPIC_OF
from streams.casebook.events import built
from streams.casebook.world import default_world
from streams.policy.facts import Fact
from streams.policy.registry import Registry
from streams.policy.routing import recipients

AT = datetime(2026, 6, 1, 1, tzinfo=UTC)


def test_an_event_of_a_type_that_no_category_has_is_given_to_nobody() -> None:
    world = default_world()
    event = built(
        "patrol.recorded", AT, world.codes["T01"], "139901", UUID(int=1), {"subject": "s"}
    )
    marked = event.model_copy(update={"share_category": "G1"})  # as validation would refuse it
    fact = Fact(marked, AT, TOPIC_OF[event.TYPE], 0, 0)
    assert recipients(fact, Registry.of(world.founding()), (fact,)) is None
