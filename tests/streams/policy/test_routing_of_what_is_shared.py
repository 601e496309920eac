"""Who is given what: only what a clause names is given to anybody."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import pytest

from schemas.catalogue import TOPIC_OF
from streams.casebook.events import built
from streams.casebook.world import World, default_world
from streams.policy.case import Case
from streams.policy.facts import Fact
from streams.policy.registry import Registry
from streams.policy.routing import recipients
from streams.policy.rules import ScopeKind

AT = datetime(2026, 6, 1, 1, tzinfo=UTC)


def _alone(fact: Fact, world: World) -> Case:
    return Case.of(ScopeKind.MATTER, (fact,), Registry.of(world.founding()), world.pack, AT)


def test_an_event_of_a_type_that_no_category_has_is_given_to_nobody() -> None:
    world = default_world()
    event = built(
        "patrol.recorded", AT, world.codes["T01"], "139901", UUID(int=1), {"subject": "s"}
    )
    marked = event.model_copy(update={"share_category": "G1"})  # as validation would refuse it
    fact = Fact(marked, AT, TOPIC_OF[event.TYPE], 0, 0)
    assert recipients(fact, _alone(fact, world)) is None


@pytest.mark.parametrize(
    ("marks", "given"),
    [({}, True), ({"share_category": "NONE"}, False), ({"classification": "PROTECTED"}, False)],
)
def test_information_goes_to_whom_it_names_unless_it_is_kept_or_protected(
    marks: dict[str, Any], *, given: bool
) -> None:
    world = default_world()
    said = {"subject": "s", "share_category": "G8", "to_agency_ids": (world.codes["T01"],)}
    event = built("info.shared", AT, world.codes["D-MS"], "371322", UUID(int=1), said)
    fact = Fact(event.model_copy(update=marks), AT, TOPIC_OF[event.TYPE], 0, 0)
    route = recipients(fact, _alone(fact, world))
    assert (route is not None) is given
    assert route is None or route.to == (world.codes["T01"],)
