"""The judge's own loop on real Kafka, with its docket or with one that judges nothing.

What is measured goes from the first commit to the last, so that connecting and the first fetch
do not count.
"""

from __future__ import annotations

import subprocess
import sys
import threading
import time
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final
from unittest.mock import patch
from uuid import uuid4

from kafka import KafkaConsumer, TopicPartition
from kafka.admin import KafkaAdminClient, NewTopic

from infra.embedded import Instance
from producers.simulator.planned import Planned
from schemas.codec import encode
from schemas.contracts.examples import example
from schemas.dead_letters import NO_DISTRICT
from schemas.events.hub import ClockTicked, EventDuplicated, HubOutput
from schemas.instants import from_epoch_millis
from schemas.topics import Topics
from streams.judge import partition, worker
from streams.judge.docket import TICKS
from streams.judge.merge import LogRecord
from streams.judge.partition import Hub, PartitionJudge
from streams.judge.state import State
from streams.packs import default_pack
from streams.policy.obligations import derived_id
from tests.bench.bare_faust import OUTPUT
from tests.bench.figure import Spent
from tests.bench.parts import PATIENCE_S, topics_in, write

_SAID: Final = EventDuplicated.model_validate(example(EventDuplicated).model_dump())


class BareDocket:
    """Takes the place of the docket: one state write and one output an event, ready made."""

    def __init__(self, state: State, _pack: object, _partition: int) -> None:
        self._state = state
        self.next_due = None
        self.hub_time = from_epoch_millis(0)

    def due_backlog(self, _now_ms: int) -> int:
        """Have nothing that fell due."""
        return 0

    def take(self, record: LogRecord) -> list[HubOutput]:
        """Put the event into the state, and give it out."""
        if record.topic == TICKS:
            return []
        self._state.put(f"scope/{record.topic}:{record.offset}", record.value or b"")
        return [_SAID]

    def close_batch(self) -> None:
        """Have nothing to write down."""


def made_log(planned: list[Planned], registers: list[Planned]) -> list[Planned]:
    """Return registers, a tick, events and a tick that lets all of them be judged."""
    return [*registers, _tick(registers[-1]), *planned, _tick(planned[-1])]


def _tick(last: Planned) -> Planned:
    at = last.shared_at
    tick = ClockTicked(output_id=derived_id("tick", 0, at), district=NO_DISTRICT, judged_at=at)
    return Planned(TICKS, NO_DISTRICT.encode(), encode(tick), (), shared_at=at, event=None)


class Loop:
    """Runs one worker over a log in a namespace of its own."""

    def __init__(self, instance: Instance, log: list[Planned], skipped: int) -> None:
        """`skipped` records at the start of the log are judged, but not measured."""
        self._instance, self._log, self._skipped = instance, log, skipped

    def judged(self, begun: Callable[[], object] = lambda: None) -> Spent:
        """Judge the log; `begun` is called when what is measured begins."""
        return self._run([], begun)

    def bare(self) -> Spent:
        """Pass the log through the loop without judging."""
        return self._run([patch.object(partition, "Docket", BareDocket)], lambda: None)

    def faust(self) -> Spent:
        """Pass the log through Faust, with one table write and one output an event."""
        topics, events = self._written(), sum(m.topic_plain != TICKS for m in self._log)
        with TemporaryDirectory(prefix="hutong-bench-") as home:
            command = [sys.executable, "-m", "tests.bench.bare_faust"]
            command += [self._instance.kafka_bootstrap, topics.namespace, home]
            process = subprocess.Popen(command, stderr=subprocess.DEVNULL)
            try:
                return _followed(self._instance.kafka_bootstrap, topics, events, self._skipped)
            finally:
                process.kill()
                process.wait()

    def _written(self) -> Topics:
        """Write the log into a new namespace."""
        topics = topics_in(self._instance, f"loop{uuid4().hex[:8]}.", "simulated")
        write(self._instance.kafka_bootstrap, topics, self._log)
        return topics

    def _run(self, patches: list[Any], begun: Callable[[], object]) -> Spent:
        topics = self._written()
        bootstrap, stop = self._instance.kafka_bootstrap, threading.Event()
        commits: list[tuple[int, float, float]] = []
        failed: list[BaseException] = []
        process = PartitionJudge.process
        read = 0

        def noted(judge: PartitionJudge, records: list[LogRecord]) -> int:
            nonlocal read
            said = process(judge, records)
            read += len(records)
            if read >= self._skipped:
                if not commits:
                    begun()
                commits.append((read, time.perf_counter(), time.process_time()))
            if read >= len(self._log):
                stop.set()
            return said

        def work() -> None:
            try:
                worker.run(hub, default_pack(), stop)
            except BaseException as error:  # noqa: BLE001  # raised again by the bench
                failed.append(error)

        with TemporaryDirectory(prefix="hutong-bench-") as home, ExitStack() as stack:
            for each in (*patches, patch.object(PartitionJudge, "process", noted)):
                stack.enter_context(each)
            hub = Hub(
                bootstrap, topics, Path(home), simulated=True, cluster=worker.cluster_of(bootstrap)
            )
            thread = threading.Thread(target=work)
            thread.start()
            thread.join(PATIENCE_S)
            stop.set()
            thread.join()
        if failed:
            raise failed[0]
        if read < len(self._log):
            raise TimeoutError(f"only {read} of {len(self._log)} were taken in {PATIENCE_S} s")
        first, last = commits[0], commits[-1]
        return Spent(last[0] - first[0], last[1] - first[1], last[2] - first[2])


def _followed(bootstrap: str, topics: Topics, events: int, skipped: int) -> Spent:
    """Follow what Faust gives out, until all events are through; CPU is not measured."""
    admin = KafkaAdminClient(bootstrap_servers=bootstrap)
    admin.create_topics([NewTopic(topics.named(OUTPUT), 1, 1)])
    admin.close()
    consumer = KafkaConsumer(bootstrap_servers=bootstrap, enable_auto_commit=False)
    output = TopicPartition(topics.named(OUTPUT), 0)
    first: tuple[int, float] | None = None
    deadline = time.monotonic() + PATIENCE_S
    try:
        while True:
            through, now = consumer.end_offsets([output])[output], time.perf_counter()
            if first is None and through >= max(1, skipped):
                first = (through, now)
            if first is not None and through >= events:
                return Spent(through - first[0], now - first[1], 0.0)
            if time.monotonic() > deadline:
                raise TimeoutError(f"Faust passed {through} of {events} in {PATIENCE_S} s")
            time.sleep(0.02)
    finally:
        consumer.close()
