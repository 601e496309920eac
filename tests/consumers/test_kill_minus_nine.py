"""A loader that is killed with -9 loses nothing and counts nothing twice."""

from __future__ import annotations

import random

import pytest

from tests.consumers.killing import (
    a_mixed_load,
    killed_at_random,
    loaded_to_the_end,
    loader_process,
    reconcile,
)
from tests.consumers.log import Log


def test_killed_at_random_moments_under_load_every_message_is_in_clickhouse_once(log: Log) -> None:
    chance = random.Random(20261123)  # noqa: S311  # moments, not secrets
    for part in range(3):
        a_mixed_load(log, 1000, start=part * 1000)
        killed_at_random(log, chance, longest_s=2.5)
    loaded_to_the_end(log)
    assert reconcile(log) > 3000


@pytest.mark.parametrize("death", ["after-insert:2", "before-commit:1"])
def test_killed_between_insert_and_commit_the_rows_replace_themselves(log: Log, death: str) -> None:
    a_mixed_load(log, 400)
    with loader_process(log, death) as child:
        assert child.wait(60) == -9
    assert log.committed() == {}
    loaded_to_the_end(log)
    assert reconcile(log) > 400
    # The raw tables may hold a position twice until they merge; through FINAL it counts once.
    assert log.one("SELECT count() FROM db.penalty_decided FINAL") == 100
