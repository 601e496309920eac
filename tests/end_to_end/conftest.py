"""A hub of one's own on the session's Kafka and ClickHouse."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

import pytest

from infra.demo import PACKS
from infra.demo.run import District, hosted, reaching
from infra.embedded import Instance
from infra.settings import Settings

Hosting = Callable[[str], AbstractContextManager[District]]


@pytest.fixture
def hosting(hub_instance: Instance, tmp_path: Path) -> Hosting:
    """Return a function that runs the hub's processes under a namespace, simulated clock."""

    @contextmanager
    def host(namespace: str) -> Iterator[District]:
        settings = Settings.load(
            data_dir=tmp_path, namespace=namespace, clock="simulated", packs=PACKS
        )
        with hosted(reaching(settings, hub_instance)) as district:
            yield district

    return host
