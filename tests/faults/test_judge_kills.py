"""The long counts: the judge killed with -9 again and again, and what it published after all.

Whatever is killed and whenever, the outputs must be, byte for byte and in the same order, those
of a judge that was never disturbed.
"""

from __future__ import annotations

import json
import multiprocessing
import os
import random
import shutil
import threading
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from functools import partial
from itertools import pairwise
from pathlib import Path
from typing import Any, Final
from unittest.mock import patch

import pytest
from kafka import KafkaConsumer, KafkaProducer, TopicPartition

from infra.demo.offsets import Offsets
from infra.demo.run import District, play, reaching
from infra.demo.workers import Workers
from infra.embedded import Instance
from infra.settings import Settings
from infra.topics import prepare_topics
from producers.pending import Receipt
from producers.simulator.planned import Simulation
from producers.simulator.simulation import simulate
from schemas.codec import UnreadableError, decode
from schemas.envelope import Event
from schemas.events.hub import DeadLetter, EventDuplicated, HubOutput, ObligationChanged
from schemas.problems import InvalidEventError
from streams.judge import partition, worker
from streams.judge.partition import Hub, sources
from streams.judge.store import Store
from streams.policy.facts import Fact
from streams.policy.intake import Received, digest_of
from streams.policy.pack import default_pack
from streams.policy.replay import replay
from tests.consumers.log import until

pytestmark = pytest.mark.faults

KILLS: Final = 100
SLICES_A_LIFE: Final = 3
DAYS: Final = 5
EVENTS_A_DAY: Final = 700
PARTITIONS: Final = 2
OUTPUTS: Final = ("hub.verdicts", "hub.obligations", "hub.deliveries", "hub.dead-letters")
PATIENCE_S: Final = 120.0
DIED: Final = 86
"""Exit code of a judge that died where it was told to."""

DEATHS: Final = (
    "before the offsets",
    "before the commit",
    "amid the commit",
    "after the commit",
    "amid the store's write",
    "after the store's write",
)
ROUNDS: Final = 4

Position = tuple[str, int, int]


@dataclass(frozen=True, slots=True)
class Said:
    """What a judge has published, and what it was given."""

    outputs: dict[str, list[bytes]]
    """Topic without namespace → committed values, by partition and offset."""
    admitted: tuple[Position, ...]
    aborted: int
    """State changes in the log that belong to no committed transaction."""
    receipts: tuple[Receipt, ...]

    @property
    def messages(self) -> list[HubOutput]:
        """The outputs, read."""
        found = [decode(value) for values in self.outputs.values() for value in values]
        return [message for message in found if isinstance(message, HubOutput)]


@pytest.fixture(scope="module")
def days() -> Simulation:
    """Several days of a district, a free day between any two."""
    played = [
        simulate(seed, day=date(2026, 11, 9) + timedelta(days=2 * seed), events=EVENTS_A_DAY)
        for seed in range(DAYS)
    ]
    messages = tuple(message for each in played for message in each.messages)
    ids = {message.event.event_id for message in messages if message.event}
    assert len(ids) >= DAYS * EVENTS_A_DAY
    return replace(played[-1], messages=messages)


@pytest.fixture(scope="module")
def undisturbed(
    days: Simulation, hub_instance: Instance, tmp_path_factory: pytest.TempPathFactory
) -> Said:
    """What a judge says that nothing happens to."""
    with _district(hub_instance, "calm.", tmp_path_factory.mktemp("calm")) as district:
        district.workers.start("judge")
        receipts = play(district, sliced(days, 10), _silent).receipts
        _judged_to_the_end(district)
        return _said(district, receipts)


def test_after_a_hundred_random_kills_the_outputs_are_those_of_an_undisturbed_run(
    days: Simulation, undisturbed: Said, hub_instance: Instance, tmp_path: Path
) -> None:
    simulation = sliced(days, KILLS * SLICES_A_LIFE)
    with _district(hub_instance, "killed.", tmp_path) as district, _watching(district) as watch:
        fate = Fate(district, watch, random.Random(KILLS))  # noqa: S311  # moments, not secrets
        district.workers.start("judge")
        receipts = play(district, simulation, _silent, on_tick=fate.pass_by).receipts
        _judged_to_the_end(district)
        said = _said(district, receipts)
    assert fate.kills == KILLS
    assert said.aborted > 0, "no kill met a transaction under way"
    _check(said, undisturbed, days)


def test_after_deaths_at_every_step_of_a_commit_the_outputs_are_those_of_an_undisturbed_run(
    days: Simulation, undisturbed: Said, hub_instance: Instance, tmp_path: Path
) -> None:
    chance = random.Random(6)  # noqa: S311  # moments, not secrets
    deaths = [death for _ in range(ROUNDS) for death in DEATHS]
    left = list(deaths)
    with _district(hub_instance, "mortal.", tmp_path) as district:
        hub = Hub(
            district.bootstrap,
            district.topics,
            tmp_path,
            simulated=True,
            cluster=worker.cluster_of(district.bootstrap),
        )

        def die(_: datetime) -> None:
            if left:
                _dies(hub, left.pop(0), chance.randint(1, 4))
                _lose_the_store(district, len(left) % 4 < 2)

        receipts = play(district, sliced(days, len(deaths)), _silent, on_tick=die).receipts
        assert not left
        district.workers.start("judge")
        _judged_to_the_end(district)
        said = _said(district, receipts)
    assert said.aborted > 0
    _check(said, undisturbed, days)


def sliced(days: Simulation, slices: int) -> Simulation:
    """Return the days with so many ticks, the last at their end.

    A tick stands between two instants, so that nothing shares its time with what follows it.
    """
    cuts = [
        one.shared_at
        for one, next_ in pairwise(days.messages)
        if one.shared_at < next_.shared_at
    ]
    chosen = [cuts[(number + 1) * len(cuts) // slices - 1] for number in range(slices - 1)]
    return replace(days, ticks=(*chosen, days.ends_at))


class Fate:
    """Kills the judge now and then as the days are played, and starts its successor."""

    def __init__(self, district: District, watch: Watch, chance: random.Random) -> None:
        self._district = district
        self._watch = watch
        self._chance = chance
        self._ticks = 0
        self._hasty = False
        self.kills = 0

    def pass_by(self, _: datetime) -> None:
        """Let the judge come on a little, or kill it; called with each tick."""
        self._ticks += 1
        if self._ticks % SLICES_A_LIFE:
            if not self._hasty:
                behind = self._watch.behind()
                self._reach(lambda: self._watch.behind() < behind)
            return
        self._choose_a_moment()
        self._district.workers.kill("judge")
        self.kills += 1
        _lose_the_store(self._district, self.kills % 2 == 0)
        self._hasty = self._chance.random() < 0.5
        self._district.workers.start("judge")

    def _choose_a_moment(self) -> None:
        behind = self._watch.behind()
        match self._chance.choice(("progress", "time", "transaction")):
            case "progress":
                goal = self._chance.randint(0, max(0, behind - 1))
                self._reach(lambda: self._watch.behind() <= goal)
            case "time":
                with suppress(AssertionError):  # the moment has come before the judge
                    until(lambda: not self._watch.behind(), "judged", self._chance.uniform(0, 5))
            case _:
                self._reach(lambda: self._watch.in_transaction() or not self._watch.behind())

    def _reach(self, holds: Callable[[], bool]) -> None:
        def alive_and_there() -> bool:
            self._district.workers.check()
            return holds()

        until(alive_and_there, "the judge comes on", PATIENCE_S)
