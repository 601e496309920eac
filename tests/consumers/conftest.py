"""A log and a warehouse of their own for every test that needs them."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from infra.embedded import Instance
from tests.consumers.log import Log


@pytest.fixture
def log(hub_instance: Instance) -> Iterator[Log]:
    """Topics in a namespace of their own, and an empty warehouse beside them."""
    own = Log(hub_instance)
    yield own
    own.close()
