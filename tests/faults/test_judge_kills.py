"""Workers killed with -9, and what stands after all.

Whatever is killed and whenever, everything stands as the offline judge over the same log has it. Of
a judge that dies at every step of a commit, the outputs must be, byte for byte and in the same
order, those of one that was never disturbed.
"""

from __future__ import annotations

import json
import multiprocessing
import os
import random
import shutil
import sys
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from functools import partial
from itertools import groupby, pairwise
from pathlib import Path
from typing import Any, Final
from unittest.mock import patch

import pytest
from kafka import KafkaConsumer, KafkaProducer, TopicPartition

from infra.demo import PACKS
from infra.demo.offsets import Offsets
from infra.demo.run import District, play, reaching
from infra.demo.workers import Workers
from infra.embedded import Instance
from infra.settings import Settings
from infra.topics import prepare_topics
from producers.simulator.planned import Simulation
from producers.simulator.replay import Replayed
from producers.simulator.simulation import simulate
from schemas.codec import UnreadableError, decode
from schemas.envelope import Event
from schemas.events.hub import DeadLetter, EventDuplicated, HubOutput, ObligationChanged
from schemas.problems import InvalidEventError
from streams.judge import partition, worker
from streams.judge.docket import LIVE
from streams.judge.parcels import opened
from streams.judge.partition import Hub, sources
from streams.judge.store import Store
from streams.policy.facts import Fact
from streams.policy.intake import Received, digest_of
from streams.policy.replay import replay
from tests.consumers.log import until
from tests.faults import trial
from tests.faults.trial import DISTRICTS, Trial
from tests.packs import few_rules
from tests.producers.reading import records
from tests.streams.districts import in_districts
from tests.streams.hub import Hub as Log
from tests.streams.office import Office

A_FEW: Final = 3
OF_ANY: Final = 18
OF_THE_ONLY_ONE: Final = 12
EVENTS: Final = 50_000
MATTERS: Final = 3_000
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
DEATHS_OF_EACH: Final = 4

Position = tuple[str, int, int]


@dataclass(frozen=True, slots=True)
class Said:
    """What stands in the log: positions given, positions admitted, and what was published."""

    given: tuple[Position, ...]
    admitted: tuple[Position, ...]
    outputs: dict[str, list[tuple[int, bytes]]]
    """Topic → (partition, committed value), by partition and offset."""
    aborted: int
    """Outputs and state in the log that belong to no committed transaction."""


class Court:
    """A namespace with its judge, which can be watched and killed."""

    def __init__(self, instance: Instance, namespace: str, data_dir: Path) -> None:
        settings = Settings.load(
            data_dir=data_dir,
            namespace=namespace,
            clock="simulated",
            partitions=PARTITIONS,
            packs=PACKS,
        )
        settings = reaching(settings, instance)
        prepare_topics(settings)
        self.workers = Workers(settings)
        self.district = District(settings, self.workers)
        self.topics, self.bootstrap = self.district.topics, self.district.bootstrap
        self.stores = data_dir / "judge"
        self.written = (self.topics.judge_state, *map(self.topics.named, OUTPUTS))
        self.hub = Hub(
            self.bootstrap,
            self.topics,
            data_dir,
            simulated=True,
            cluster=worker.cluster_of(self.bootstrap),
        )
        self._offsets = Offsets(self.bootstrap)
        self._all = KafkaConsumer(bootstrap_servers=self.bootstrap)
        self._stable = KafkaConsumer(
            bootstrap_servers=self.bootstrap, isolation_level="read_committed"
        )

    @classmethod
    @contextmanager
    def sitting(cls, instance: Instance, namespace: str, data_dir: Path) -> Iterator[Court]:
        court = cls(instance, namespace, data_dir)
        try:
            yield court
        finally:
            court.workers.stop()
            for connection in (court._all, court._stable):
                connection.close()
            court._offsets.__exit__(None, None, None)

    def play(self, simulation: Simulation, on_tick: Callable[[datetime], None]) -> Replayed:
        return play(self.district, simulation, lambda _: None, on_tick=on_tick)

    def behind(self) -> int:
        """How many records no commit of the judge covers yet."""
        return self._offsets.standing(self.hub.group, sources(self.topics))[0]

    def in_transaction(self) -> bool:
        """Whether outputs or state stand in the log whose transaction is not through."""
        written = [TopicPartition(t, n) for t in self.written for n in range(PARTITIONS)]
        stable = self._stable.end_offsets(written)
        return bool(stable != self._all.end_offsets(written))

    def reach(self, holds: Callable[[], bool]) -> None:
        """Wait until the running judge has come so far, for as long as it comes on at all."""

        def moved(behind: int) -> bool:
            self.workers.check()
            return holds() or self.behind() < behind

        while not holds():
            until(partial(moved, self.behind()), "the judge comes on", PATIENCE_S)

    def said(self, replayed: Replayed) -> Said:
        """Let a judge come to the end, and return all that stands in the log."""
        self.reach(lambda: not self.behind())
        log = Log(self.bootstrap, self.topics)
        state = sorted(log.records("hub.judge-state"), key=lambda r: (r.partition, r.offset))
        receipts = {
            (r.partition, key): json.loads(value)
            for r in state
            for key, value in (opened(r.key, r.value).changes or {}).items()
            if key.startswith("receipt/") and value
        }
        return Said(
            tuple((self.topics.plain(r.topic), r.partition, r.offset) for r in replayed.receipts),
            tuple((topic, n, offset) for (n, _), (_, _, topic, offset) in receipts.items()),
            {
                plain: [
                    (r.partition, r.value)
                    for r in sorted(log.records(plain), key=lambda r: (r.partition, r.offset))
                ]
                for plain in OUTPUTS
            },
            aborted=sum(
                len(records(self.bootstrap, topic)) - len(log.records(self.topics.plain(topic)))
                for topic in self.written
            ),
        )


@pytest.fixture(scope="module")
def days() -> Simulation:
    """Several days of a district, a free day between any two, as one."""
    played = [
        simulate(seed, day=date(2026, 11, 9) + timedelta(days=2 * seed), events=EVENTS_A_DAY)
        for seed in range(DAYS)
    ]
    messages = tuple(message for each in played for message in each.messages)
    assert len({m.event.event_id for m in messages if m.event}) >= DAYS * EVENTS_A_DAY
    return replace(played[-1], messages=messages)


def sliced(days: Simulation, slices: int) -> Simulation:
    """Return the days with so many ticks, the last at their end.

    No tick shares its time with a message behind it, so arrival order is the same in every run.
    """
    cuts = [a.shared_at for a, b in pairwise(days.messages) if a.shared_at < b.shared_at]
    chosen = [cuts[number * len(cuts) // slices] for number in range(1, slices)]
    return replace(days, ticks=(*chosen, days.ends_at))


@pytest.fixture(scope="module")
def undisturbed(
    days: Simulation, hub_instance: Instance, tmp_path_factory: pytest.TempPathFactory
) -> Said:
    """What a judge says that nothing happens to."""
    with Court.sitting(hub_instance, "calm.", tmp_path_factory.mktemp("calm")) as court:
        court.workers.start("judge")
        return court.said(court.play(sliced(days, 10), lambda _: None))


@pytest.mark.timeout(900)
def test_after_a_few_kills_everything_stands_as_the_offline_judge_has_it(
    hub_instance: Instance, tmp_path: Path
) -> None:
    messages = in_districts(DISTRICTS, 300)
    with Office(
        hub_instance.kafka_bootstrap, tmp_path, partitions=trial.PARTITIONS, pack="default"
    ) as office:
        kills = Trial(office, messages, 2 * A_FEW, seed=1)
        kills.begin()
        kills.kill_any(A_FEW)
        kills.kill_the_only_one(A_FEW)
        kills.end()
        trial.check(office)
    assert (sum(kills.killed.values()), len(kills.loads)) == (2 * A_FEW, A_FEW)


@pytest.mark.faults
@pytest.mark.timeout(3600)
def test_after_thirty_kills_under_fifty_thousand_events_everything_stands_as_the_offline_judge_has_it(  # noqa: E501
    hub_instance: Instance, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    messages = in_districts(DISTRICTS, EVENTS // len(DISTRICTS) + 1)
    matters = trial.matters_of_several(messages)
    assert (len(messages) >= EVENTS, matters >= MATTERS) == (True, True)
    with Office(
        hub_instance.kafka_bootstrap, tmp_path, partitions=trial.PARTITIONS, pack="default"
    ) as office:
        kills = Trial(office, messages, OF_ANY + OF_THE_ONLY_ONE, seed=30)
        kills.begin()
        kills.kill_any(OF_ANY)
        kills.kill_the_only_one(OF_THE_ONLY_ONE)
        kills.end()
        trial.check(office)
    under_load = sum(load > 0 for load in kills.loads)
    with capsys.disabled():
        sys.stdout.write(
            f"\n{len(messages)} messages, {matters} matters of several events; killed "
            f"{dict(kills.killed)}; {under_load} times the only worker under load, with "
            f"{kills.loads} records waiting\n"
        )
    assert sum(kills.killed.values()) == OF_ANY + OF_THE_ONLY_ONE
    assert under_load >= 10


@pytest.mark.faults
@pytest.mark.timeout(3600)
def test_after_deaths_at_every_step_of_a_commit_the_outputs_are_those_of_an_undisturbed_judge(
    days: Simulation, undisturbed: Said, hub_instance: Instance, tmp_path: Path
) -> None:
    chance = random.Random(DIED)  # noqa: S311  # moments, not secrets
    left = [*DEATHS * DEATHS_OF_EACH]
    with Court.sitting(hub_instance, "mortal.", tmp_path) as court:

        def die(_: datetime) -> None:
            if left:
                _judge_until_death(court.hub, left.pop(), chance.randint(1, 4))
            if len(left) // len(DEATHS) % 2:  # two deaths of each kind lose their store
                shutil.rmtree(court.stores)

        replayed = court.play(sliced(days, len(left)), die)
        assert not left
        court.workers.start("judge")
        said = court.said(replayed)
    assert said.aborted > 0
    _check(said, undisturbed, days)


def _check(said: Said, undisturbed: Said, days: Simulation) -> None:
    assert said.given == undisturbed.given
    outputs = _read(said)
    assert max(Counter(o.output_id for o in outputs).values()) == 1
    assert {o.output_id for o in outputs} == {o.output_id for o in _read(undisturbed)}
    assert said.outputs == undisturbed.outputs
    set_aside = [o for o in outputs if isinstance(o, DeadLetter | EventDuplicated)]
    found = [(o.position.topic, o.position.partition, o.position.offset) for o in set_aside]
    assert Counter([*said.admitted, *found]) == Counter(said.given), "one fate a position"
    assert _standing(outputs) == _concluded(said, days)


def _read(said: Said) -> list[HubOutput]:
    found = [decode(value) for values in said.outputs.values() for _, value in values]
    return [output for output in found if isinstance(output, HubOutput)]


def _standing(outputs: list[HubOutput]) -> dict[Any, Any]:
    """Return the last revision of every obligation that is not withdrawn."""
    changes = [o for o in outputs if isinstance(o, ObligationChanged)]
    changes.sort(key=lambda o: (o.obligation_id, o.revision))
    standing = {}
    for id_, revisions in groupby(changes, key=lambda o: o.obligation_id):
        *earlier, last = revisions
        assert last.revision == len(earlier) + 1
        if not last.withdrawn:
            standing[id_] = (
                *(last.rule_id, last.debtor, last.creditor, last.subject, last.due_at),
                *(last.status, last.verdict, last.satisfied_at, last.satisfied_by_event_id),
                *(last.late_by_ms, last.flags),
            )
    return standing


def _concluded(said: Said, days: Simulation) -> dict[Any, Any]:
    """Return the obligations that the offline judge concludes from the same log."""
    log = []
    for message, position in zip(days.messages, said.given, strict=True):
        with suppress(UnreadableError, InvalidEventError):
            event = decode(message.value)
            assert isinstance(event, Event)
            fact = Fact(event, message.shared_at, *position)
            log.append(Received(fact, digest_of(message.value), message.key, message.headers))
    return {
        o.id: (
            *(o.rule.id, o.debtor, o.creditor, o.subject, o.due and o.due.at),
            *(o.status.value, o.verdict, o.satisfied_at, o.satisfied_by),
            *(o.late_by_ms, o.flags),
        )
        for o in replay(log, few_rules(), days.ends_at, kinds=LIVE).ledger.obligations
    }


def _judge_until_death(hub: Hub, where: str, count: int) -> None:
    """Judge in a process of its own, which dies when it comes by a place for the n-th time."""
    context = multiprocessing.get_context("spawn")
    child = context.Process(target=mortal_judge, args=(hub, where, count), daemon=True)
    child.start()
    child.join(PATIENCE_S)
    try:
        assert child.exitcode == DIED, where
    finally:
        child.kill()
        child.join()


def mortal_judge(hub: Hub, where: str, count: int) -> None:
    """Run the judge's own loop, in small batches, until death."""
    left = count

    def come_by(place: str, last_act: Callable[[], object] = lambda: None) -> None:
        nonlocal left
        left -= place == where
        if not left:
            last_act()
            os._exit(DIED)

    class MortalProducer(KafkaProducer):  # type: ignore[misc]  # kafka-python is untyped
        def send_offsets_to_transaction(self, *arguments: Any) -> None:
            come_by("before the offsets", self.flush)
            super().send_offsets_to_transaction(*arguments)

        def commit_transaction(self) -> None:
            come_by("before the commit", self.flush)
            come_by("amid the commit", self.begin_to_commit)
            super().commit_transaction()
            come_by("after the commit")

        def begin_to_commit(self) -> None:
            commit = threading.Thread(target=super().commit_transaction, daemon=True)
            commit.start()
            commit.join(random.uniform(0, 0.02))  # noqa: S311  # a moment, not a secret

    class MortalStore(Store):
        def apply(self, *arguments: Any) -> None:
            super().apply(*arguments)
            come_by("after the store's write")

        def _set_meta(self, name: str, value: str) -> None:
            if name == "changelog_offset":  # the last step before SQLite's own commit
                come_by("amid the store's write")
            super()._set_meta(name, value)

    with (
        patch.object(partition, "KafkaProducer", MortalProducer),
        patch.object(partition, "Store", MortalStore),
        patch.object(worker, "_BATCH", 20),
    ):
        worker.run(hub, few_rules(), threading.Event())
