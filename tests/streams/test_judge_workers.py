"""Workers share the partitions; whatever befalls one, nothing is lost and nothing doubled."""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from datetime import datetime, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Final
from uuid import uuid4

import pytest
from kafka import KafkaConsumer, KafkaProducer, TopicPartition

from infra.embedded import Instance
from infra.judge_shares import Share, shares
from infra.topics import ensure_topics
from producers.simulator.planned import Planned
from schemas.codec import UnreadableError, decode, encode
from schemas.dead_letters import NO_DISTRICT
from schemas.envelope import Event
from schemas.events.hub import ClockTicked, DeadLetter, EventDuplicated, HubOutput
from schemas.instants import epoch_millis
from schemas.problems import InvalidEventError
from schemas.topics import Topics
from streams.judge.docket import LIVE, TICKS
from streams.judge.place import taken
from streams.policy.facts import Fact
from streams.policy.intake import Received, digest_of
from streams.policy.obligations import derived_id
from streams.policy.replay import replay
from tests.packs import few_rules
from tests.streams.districts import in_districts
from tests.streams.standing import Standing, expected, standing

PARTITIONS: Final = 4
DISTRICTS: Final = ("371322", "110105", "440106", "139901", "310101", "510104")
EVENTS: Final = 250
"""Events of each district, registrations included."""
PATIENCE_S: Final = 60.0
OUTPUTS: Final = ("hub.verdicts", "hub.obligations", "hub.deliveries", "hub.dead-letters")


class Office:
    """Workers in processes of their own, and the log that they judge."""

    def __init__(self, instance: Instance, home: Path) -> None:
        self.bootstrap = instance.kafka_bootstrap
        self.topics = Topics(f"office-{uuid4().hex[:8]}.")
        self.home = home
        ensure_topics(self.bootstrap, self.topics, partitions=PARTITIONS, clock="simulated")
        self._producer = KafkaProducer(bootstrap_servers=self.bootstrap, acks="all")
        self.workers: dict[str, subprocess.Popen[bytes]] = {}
        self.log: list[Received] = []
        self.positions: list[tuple[str, int, int]] = []

    def start(self, name: str, data_dir: str) -> None:
        """Start a worker."""
        with (self.home / f"{name}.log").open("ab") as log:
            self.workers[name] = subprocess.Popen(
                [
                    *(sys.executable, "-m", "tests.streams.judge_process"),
                    *(self.bootstrap, self.topics.namespace, str(self.home / data_dir)),
                ],
                stderr=log,
            )

    def signal(self, name: str, number: signal.Signals) -> None:
        """Send a worker a signal."""
        self.workers[name].send_signal(number)

    def publish(self, messages: list[Planned], until: datetime) -> None:
        """Append messages, and a tick to every partition."""
        sent = [
            self._producer.send(
                self.topics.named(m.topic_plain),
                key=m.key,
                value=m.value,
                headers=list(m.headers),
                timestamp_ms=epoch_millis(m.shared_at),
            )
            for m in messages
        ]
        for message, future in zip(messages, sent, strict=True):
            place = future.get(timeout=30)
            position = (message.topic_plain, place.partition, place.offset)
            self.positions.append(position)
            with suppress(UnreadableError, InvalidEventError):
                event = decode(message.value)
                assert isinstance(event, Event)
                fact = Fact(event, message.shared_at, *position)
                digest = digest_of(message.value)
                self.log.append(Received(fact, digest, message.key, message.headers))
        for number in range(PARTITIONS):
            tick = ClockTicked(
                output_id=derived_id("tick", number, until), district=NO_DISTRICT, judged_at=until
            )
            self._producer.send(
                self.topics.named(TICKS),
                key=NO_DISTRICT.encode(),
                value=encode(tick),
                partition=number,
                timestamp_ms=epoch_millis(until),
            ).get(timeout=30)

    def shares(self) -> list[Share]:
        return shares(self.bootstrap, self.topics)

    def reach(self, holds: Callable[[list[Share]], bool], what: str) -> None:
        """Wait until the partitions stand as wanted."""
        deadline = time.monotonic() + PATIENCE_S
        while not holds(found := self.shares()):
            for worker in self.workers.values():
                ended = worker.poll()
                assert ended in {None, -signal.SIGKILL, 0}, self.logs()
            assert time.monotonic() < deadline, f"{what}: {found}\n{self.logs()}"
            time.sleep(0.1)

    def logs(self) -> str:
        """Return what the workers have logged."""
        return "\n".join(f"{p.name}: {p.read_text()}" for p in sorted(self.home.glob("*.log")))

    def outputs(self) -> list[HubOutput]:
        """Return all committed outputs, in order within each topic and partition."""
        consumer = KafkaConsumer(
            bootstrap_servers=self.bootstrap,
            isolation_level="read_committed",
            enable_auto_commit=False,
        )
        try:
            every = [
                TopicPartition(self.topics.named(t), n) for t in OUTPUTS for n in range(PARTITIONS)
            ]
            consumer.assign(every)
            consumer.seek_to_beginning()
            ends = consumer.end_offsets(every)
            found: list[HubOutput] = []
            while any(consumer.position(tp) < ends[tp] for tp in every):
                for records in consumer.poll(timeout_ms=500).values():
                    read = [decode(record.value) for record in records]
                    found += [output for output in read if isinstance(output, HubOutput)]
            return found
        finally:
            consumer.close()

    def close(self) -> None:
        for worker in self.workers.values():
            worker.kill()
            worker.wait()
        self._producer.close()


@pytest.fixture
def office(hub_instance: Instance, tmp_path: Path) -> Iterator[Office]:
    office = Office(hub_instance, tmp_path)
    yield office
    office.close()


def _names(found: list[Share]) -> list[int]:
    """Return how many partitions each worker has, most first; [] while one has none."""
    if any(share.worker is None for share in found):
        return []
    return sorted(Counter(share.worker for share in found).values(), reverse=True)


def _held_by(count: int) -> Callable[[list[Share]], bool]:
    return lambda found: len(_names(found)) == count


def _done(found: list[Share]) -> bool:
    return not any(share.behind for share in found)


@pytest.mark.timeout(400)
def test_workers_that_come_go_die_and_sleep_judge_every_record_once(office: Office) -> None:
    messages = in_districts(DISTRICTS, EVENTS)
    cuts = [len(messages) * n // 6 for n in range(7)]
    slices = [messages[a:b] for a, b in pairwise(cuts)]
    ends = [part[-1].shared_at for part in slices]

    office.start("first", "shared")
    office.publish(slices[0], ends[0])
    office.reach(_held_by(1), "one worker has all")

    office.start("second", "shared")  # joins in the same data directory, under load
    office.publish(slices[1], ends[1])
    office.reach(lambda s: _names(s) == [2, 2], "two share the partitions")

    office.publish(slices[2], ends[2])
    office.signal("first", signal.SIGSTOP)  # beyond its session
    office.reach(_held_by(1), "the other takes over from a paused worker")
    office.publish(slices[3], ends[3])
    office.reach(_done, "the other judges what came")
    office.signal("first", signal.SIGCONT)
    office.reach(lambda s: _names(s) == [2, 2], "the paused worker comes back")

    office.publish(slices[4], ends[4])
    office.signal("second", signal.SIGKILL)
    office.workers["second"].wait()
    office.reach(_held_by(1), "the other takes over from a killed worker")

    office.start("third", "elsewhere")
    office.publish(slices[5], ends[5] + timedelta(days=40))
    office.signal("first", signal.SIGTERM)
    assert office.workers["first"].wait(PATIENCE_S) == 0
    office.reach(lambda s: _held_by(1)(s) and _done(s), "the last one judges everything")

    outputs = office.outputs()
    assert max(Counter(o.output_id for o in outputs).values()) == 1
    aside = [
        (o.position.topic, o.position.partition, o.position.offset)
        for o in outputs
        if isinstance(o, DeadLetter | EventDuplicated)
    ]
    last = ends[5] + timedelta(days=40)
    of_district = {d: [r for r in office.log if r.event.district == d] for d in DISTRICTS}
    found = [replay(log, few_rules(), last, kinds=LIVE) for log in of_district.values()]
    admitted = [(f.topic, f.partition, f.offset) for end in found for f in end.admitted]
    assert sorted([*admitted, *aside]) == sorted(office.positions), "one fate a position"
    assert standing(outputs) == _joined(map(expected, found))
    assert min(share.rate for share in office.shares()) > 0


def _joined(parts: Iterable[Standing]) -> Standing:
    obligations: dict[str, object] = {}
    verdicts, fates, given = set[object](), set[object](), set[object]()
    for part in parts:
        obligations |= part[0]
        verdicts |= part[1]
        fates |= part[2]
        given |= part[3]
    return obligations, verdicts, fates, given


def test_one_place_is_held_by_one_worker_at_a_time(tmp_path: Path) -> None:
    with taken(tmp_path) as first, taken(tmp_path) as second:
        assert first.directory != second.directory
        assert first.name != second.name
    with taken(tmp_path) as again:
        assert again == first
