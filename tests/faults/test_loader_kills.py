"""The long counts: the loader killed with -9 again and again while messages keep coming."""

from __future__ import annotations

import random
from collections.abc import Iterator

import pytest

from infra.embedded import Instance
from tests.consumers.killing import (
    a_mixed_load,
    killed_at_random,
    loaded_to_the_end,
    loader_process,
    reconcile,
    writing,
)
from tests.consumers.log import Log

pytestmark = pytest.mark.faults

RANDOM_KILLS = 100
TARGETED_KILLS = 14


@pytest.fixture
def log(hub_instance: Instance) -> Iterator[Log]:
    own = Log(hub_instance)
    yield own
    own.close()


def test_after_a_hundred_random_kills_every_message_is_in_clickhouse_once(log: Log) -> None:
    chance = random.Random(100)  # noqa: S311  # moments, not secrets
    with writing(log, each=100, pause_s=0.5):
        for _ in range(RANDOM_KILLS):
            killed_at_random(log, chance, longest_s=3.5)
    loaded_to_the_end(log)
    assert reconcile(log) > RANDOM_KILLS * 100


def test_after_kills_right_between_insert_and_commit_every_message_is_in_clickhouse_once(
    log: Log,
) -> None:
    for number in range(TARGETED_KILLS):
        a_mixed_load(log, 300, start=number * 300)
        death = f"after-insert:{number % 5 + 1}" if number % 2 else "before-commit:1"
        with loader_process(log, death) as child:
            assert child.wait(60) == -9
    loaded_to_the_end(log)
    assert reconcile(log) > TARGETED_KILLS * 300
