"""A log and a warehouse of their own for every test that needs them."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from consumers.warehouse import create
from infra.embedded import Instance
from tests.consumers.log import Log
from tests.consumers.story import Story


@pytest.fixture
def log(hub_instance: Instance) -> Iterator[Log]:
    """Topics in a namespace of their own, and an empty warehouse beside them."""
    own = Log(hub_instance)
    yield own
    own.close()


@pytest.fixture(scope="session")
def story(hub_instance: Instance) -> Iterator[Story]:
    """A warehouse that holds the story; for reading only."""
    own = Log(hub_instance)
    create(own.client, own.database)
    yield Story(own)
    own.close()
