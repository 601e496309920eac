"""The judge on real Kafka, against reading the same topics with kafka-python alone.

Neither is measured while it connects: the judge counts from its first commit to its last.
"""

from __future__ import annotations

import threading
import time
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final, NamedTuple
from unittest.mock import patch

from kafka import KafkaProducer, TopicPartition
from kafka.structs import OffsetAndMetadata

from infra.embedded import Instance
from producers.simulator.planned import Planned
from schemas.catalogue import TOPIC_OF
from schemas.codec import encode
from schemas.dead_letters import NO_DISTRICT
from schemas.events.hub import ClockTicked
from schemas.topics import Topics
from streams.judge import partition
from streams.judge.docket import TICKS
from streams.judge.partition import Hub, sources
from streams.judge.worker import cluster_of
from streams.judge.worker import run as run_judge
from streams.policy.obligations import derived_id
from tests.bench.day import day
from tests.bench.figure import Figure, Spent, compared, measured_in_turns
from tests.bench.parts import PATIENCE_S, embedded, read_alone, topics_in, write
from tests.packs import few_rules

DAYS: Final = 2
EVENTS: Final = 1500
"""Events of each day."""
ROUNDS: Final = 3


class Commit(NamedTuple):
    """A committed transaction: records read up to it, and when it was through."""

    read: int
    wall_s: float
    cpu_s: float


class TimedProducer(KafkaProducer):  # type: ignore[misc]  # kafka-python is untyped
    """A transactional producer that notes when each commit is through."""

    commits: list[Commit]

    def send_offsets_to_transaction(
        self, offsets: dict[TopicPartition, OffsetAndMetadata], group: str
    ) -> None:
        """Note how far the transaction has read."""
        self._reached = {**getattr(self, "_reached", {}), **offsets}
        super().send_offsets_to_transaction(offsets, group)

    def commit_transaction(self) -> None:
        """Commit, and note the time."""
        super().commit_transaction()
        read = sum(o.offset for o in self._reached.values())
        self.commits.append(Commit(read, time.perf_counter(), time.process_time()))


def run() -> list[Figure]:
    """Judge simulated days that stand in the log, and read them alone."""
    log = _log()
    with embedded() as instance:
        numbers = count()

        def judge() -> Spent:
            return _judged(instance, _written(instance, f"j{next(numbers)}.", log), len(log))

        read = _written(instance, "read.", log)

        def alone() -> Spent:
            return read_alone(instance.kafka_bootstrap, sources(read), max_poll_records=4000)

        rounds = measured_in_turns(judge, alone, ROUNDS)
    against = "kafka-python reading the same topics alone"
    return [
        compared("judge_kafka.events", "events/s", lambda spent: spent.rate, rounds, against),
        compared("judge_kafka.cpu", "CPU ms/event", lambda spent: spent.cpu_ms, rounds, against),
    ]


def _log() -> list[Planned]:
    """Return the messages of all days, and the last tick that lets all of them be judged."""
    days = [day(EVENTS, number) for number in range(DAYS)]
    ends_at = days[-1].ends_at
    tick = ClockTicked(
        output_id=derived_id("tick", 0, ends_at), district=NO_DISTRICT, judged_at=ends_at
    )
    last = Planned(
        TOPIC_OF[tick.TYPE], NO_DISTRICT.encode(), encode(tick), (), shared_at=ends_at, event=None
    )
    return [*(message for played in days for message in played.messages), last]


def _written(instance: Instance, namespace: str, log: list[Planned]) -> Topics:
    topics = topics_in(instance, namespace, "simulated")
    write(instance.kafka_bootstrap, topics, log)
    return topics


def _judged(instance: Instance, topics: Topics, records: int) -> Spent:
    bootstrap = instance.kafka_bootstrap
    stop, commits, failed = threading.Event(), list[Commit](), list[BaseException]()

    def work() -> None:
        def look(_: Any) -> None:
            if commits and commits[-1].read >= records:
                stop.set()

        try:
            run_judge(hub, few_rules(), stop, on_progress=look)
        except BaseException as error:  # noqa: BLE001  # raised again by the bench
            failed.append(error)

    with (
        TemporaryDirectory(prefix="hutong-bench-judge-") as home,
        patch.object(partition, "KafkaProducer", TimedProducer),
        patch.object(TimedProducer, "commits", commits, create=True),
    ):
        hub = Hub(bootstrap, topics, Path(home), simulated=True, cluster=cluster_of(bootstrap))
        worker = threading.Thread(target=work)
        worker.start()
        worker.join(PATIENCE_S)
        stop.set()
        worker.join()
    if failed:
        raise failed[0]
    if not commits or commits[-1].read < records:
        raise TimeoutError(f"{TICKS} was not reached within {PATIENCE_S} s: {commits[-1:]}")
    first, last = commits[0], commits[-1]
    return Spent(last.read - first.read, last.wall_s - first.wall_s, last.cpu_s - first.cpu_s)
