"""What the workers' tests need: the judge's topics, a pen that writes them, and real workers."""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Self
from uuid import UUID, uuid4, uuid5

from kafka import KafkaAdminClient, KafkaConsumer, KafkaProducer, TopicPartition
from kafka.admin import NewTopic
from kafka.errors import TopicAlreadyExistsError

from schemas.catalogue import TOPIC_OF
from schemas.codec import encode
from schemas.events.hub import (
    HubOutput,
    ObligationChanged,
    Pack,
    Position,
    RoutingAssigned,
    VerdictIssued,
)
from schemas.topics import HUB, Topics

DISTRICT = "445103"
NOON = datetime(2026, 11, 26, 4, 0, tzinfo=UTC)
PACK = Pack(
    rulepack_id="p", rulepack_version="1", calendar_version="1.11.0", engine_version="0.1.0"
)
IDS = UUID("00000000-0000-5000-8000-000000000001")
DEADLINE_S = 60.0


def until(holds: Callable[[], bool], what: str, deadline_s: float = DEADLINE_S) -> None:
    """Wait for a condition.

    Raises:
        AssertionError: it did not come within the deadline.
    """
    deadline = time.monotonic() + deadline_s
    while not holds():
        if time.monotonic() > deadline:
            raise AssertionError(f"still not after {deadline_s} s: {what}")


def delivery(number: int, to: str = "91440101MA5ANK0001", **given: Any) -> RoutingAssigned:
    """Return the delivery of the given number; the same number gives the same bytes."""
    return RoutingAssigned(
        **{
            "output_id": uuid5(IDS, f"delivery {number}"),
            "district": DISTRICT,
            "judged_at": NOON + timedelta(milliseconds=number),
            "to": to,
            "event_id": uuid5(IDS, f"event {number}"),
            "event_type": "referral.sent",
            "from_agency": "11445103007031234X",
            "subject": f"移送-{number}",
            "shared_at": NOON,
            "position": Position(topic="facts.referrals", partition=0, offset=number),
            "reason_rule": "YS-05",
            "reason_clause": "應當在3個工作日內移送給有管轄權的一方處理",
            "value": b"the event",
            **given,
        }
    )


def verdict(**given: Any) -> VerdictIssued:
    """Return a verdict: shared too late, unless told otherwise."""
    return VerdictIssued(
        **{
            "output_id": uuid4(),
            "district": DISTRICT,
            "judged_at": NOON,
            "rule_id": "GX-11",
            "clause_ref": "二(二)5",
            "clause": "需要共享的執法信息,自形成當日及時共享",
            "agency": "11445103007031234X",
            "verdict": "VIOLATION",
            "code": "SAME_DAY_MISSED",
            "severity": "BREACH",
            "threshold_source": "clause",
            "subject": "检查-1",
            "subject_event_ids": (uuid5(IDS, "shared"),),
            "obligation_id": uuid5(IDS, "sharing"),
            "provisional": False,
            "flags": (),
            "details": (),
            "explanation_zh": "应于 2026-11-25 23:59:59 前共享，实际共享于次日 12:00",
            "explanation_en": "due 2026-11-25 23:59:59, shared at 12:00 on the next day",
            "pack": PACK,
            **given,
        }
    )


def finding(**given: Any) -> VerdictIssued:
    """Return a verdict that no duty says as well: a sharing extension beyond its cap."""
    return verdict(
        **{
            "verdict_id": uuid5(IDS, "cap"),
            "rule_id": "GX-12",
            "code": "EXTENSION_CAP_EXCEEDED",
            "severity": "WARN",
            "obligation_id": None,
            **given,
        }
    )


def obligation(**given: Any) -> ObligationChanged:
    """Return a change of an obligation: a referral overdue since the day before, unless told."""
    return ObligationChanged(
        **{
            "output_id": uuid4(),
            "district": DISTRICT,
            "judged_at": NOON,
            "obligation_id": uuid5(IDS, "referral"),
            "revision": 2,
            "rule_id": "YS-05",
            "clause_ref": "二(二)2",
            "clause": "應當在3個工作日內移送給有管轄權的一方處理",
            "debtor": "11445103007031234X",
            "creditor": "91440101MA5ANK0001",
            "subject": "违法-7",
            "trigger_event_id": uuid5(IDS, "violation"),
            "trigger_type": "violation.discovered",
            "clock_start": NOON - timedelta(days=4),
            "due_at": datetime(2026, 11, 25, 15, 59, 59, 999000, tzinfo=UTC),
            "status": "overdue",
            "verdict": "OVERDUE",
            "threshold_source": "clause",
            "provisional": False,
            "precision": "INSTANT",
            "reading": ("R-01",),
            "flags": (),
            "explanation_zh": "发现之日不计，第 3 个工作日届满",
            "explanation_en": "three working days, the day of discovery not counted",
            "pack": PACK,
            **given,
        }
    )


@dataclass(frozen=True, slots=True)
class Hub:
    """The judge's topics in a namespace of their own."""

    bootstrap: str
    topics: Topics

    @classmethod
    def made(
        cls,
        bootstrap: str,
        *,
        clock: str = "broker",
        partitions: int = 3,
        topics: Topics | None = None,
    ) -> Hub:
        """Return a hub with its `hub.*` topics made, in a new namespace unless one is given."""
        topics = topics or Topics(f"t{uuid4().hex[:8]}.")
        config = {
            "message.timestamp.type": "CreateTime" if clock == "simulated" else "LogAppendTime",
            "max.message.bytes": str(8 * 2**20),
        }
        names = [topics.named(f"hub.{name}") for name in HUB]
        admin = KafkaAdminClient(bootstrap_servers=bootstrap)
        try:
            admin.create_topics([NewTopic(n, partitions, 1, topic_configs=config) for n in names])
        except TopicAlreadyExistsError:
            pass
        finally:
            admin.close()
        return cls(bootstrap, topics)

    @contextmanager
    def pen(self) -> Iterator[Pen]:
        """A transactional producer, such as the judge has."""
        producer = KafkaProducer(
            bootstrap_servers=self.bootstrap,
            transactional_id=f"{self.topics.namespace}pen-{uuid4().hex[:8]}",
            max_request_size=8 * 2**20,
        )
        producer.init_transactions()
        try:
            yield Pen(producer, self.topics)
        finally:
            producer.close()

    def records(self, plain: str) -> list[Any]:
        """Return every committed record of a topic; none where there is no such topic."""
        with self._reader(plain) as (consumer, partitions):
            consumer.assign(partitions)
            consumer.seek_to_beginning(*partitions)
            ends = consumer.end_offsets(partitions) if partitions else {}
            found: list[Any] = []
            deadline = time.monotonic() + DEADLINE_S
            while any(consumer.position(p) < ends[p] for p in partitions):
                for batch in consumer.poll(timeout_ms=200).values():
                    found.extend(batch)
                assert time.monotonic() < deadline, f"cannot read {plain} to its end"
            return found

    def await_records(self, plain: str, count: int) -> list[Any]:
        """Return a topic's records as soon as there are `count` different values among them."""
        found: list[Any] = []

        def enough() -> bool:
            if self.size(plain) > len(found):
                found[:] = self.records(plain)
            return len({record.value for record in found}) >= count

        until(enough, f"{count} different records on {plain}")
        return found

    def size(self, plain: str) -> int:
        """Return the number of records of a topic that is written without transactions."""
        with self._reader(plain) as (consumer, partitions):
            return sum(consumer.end_offsets(partitions).values()) if partitions else 0

    @contextmanager
    def _reader(self, plain: str) -> Iterator[tuple[KafkaConsumer, list[TopicPartition]]]:
        consumer = KafkaConsumer(bootstrap_servers=self.bootstrap, isolation_level="read_committed")
        name = self.topics.named(plain)
        try:
            there = consumer.partitions_for_topic(name) or ()
            yield consumer, [TopicPartition(name, partition) for partition in there]
        finally:
            consumer.close()

    def unread(self, group: str, plain: str) -> int:
        """Return how many committed records a start of the group would read again or first."""
        admin = KafkaAdminClient(bootstrap_servers=self.bootstrap)
        try:
            name = f"{self.topics.namespace}{group}"
            done = admin.list_group_offsets(name)[name]
        finally:
            admin.close()
        at = {
            tp.partition: o.offset for tp, o in done.items() if tp.topic == self.topics.named(plain)
        }
        return sum(1 for r in self.records(plain) if r.offset >= at.get(r.partition, 0))

    def worker(
        self, stage: str, data_dir: Path, *, clock: str = "broker", flood_run: int = 100
    ) -> Worker:
        """Start a worker process."""
        return Worker(
            [
                *(sys.executable, "-m", "tests.streams.worker_process", stage),
                *(self.bootstrap, self.topics.namespace, str(data_dir), clock, str(flood_run)),
            ]
        )


class Pen:
    """Writes what the judge would write, in transactions."""

    def __init__(self, producer: KafkaProducer, topics: Topics) -> None:
        self._producer = producer
        self._topics = topics

    def write(self, outputs: Iterable[HubOutput], *, kept: bool = True) -> None:
        """Write one transaction; where it is not kept, abort it."""
        records = [(TOPIC_OF[output.TYPE], encode(output), output.district) for output in outputs]
        self.write_raw(records, kept=kept)

    def write_raw(
        self, records: Iterable[tuple[str, bytes | None, str]], *, kept: bool = True
    ) -> None:
        """Write one transaction of (topic, value, key)."""
        self._producer.begin_transaction()
        for plain, value, key in records:
            self._producer.send(self._topics.named(plain), value=value, key=key.encode())
        self._producer.flush()
        if kept:
            self._producer.commit_transaction()
        else:
            self._producer.abort_transaction()


class Worker:
    """A worker process; ended when the block ends."""

    def __init__(self, command: list[str], env: Mapping[str, str] | None = None) -> None:
        self.process = subprocess.Popen(
            command, stderr=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=env
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.kill()

    def kill(self) -> None:
        """End it with -9, wherever it is."""
        self.process.kill()
        self.process.communicate()

    def end(self) -> tuple[int, str]:
        """Ask it to end; return its exit code and what it said."""
        self.process.send_signal(signal.SIGTERM)
        return self.ended()

    def ended(self) -> tuple[int, str]:
        """Wait for its end; return its exit code and what it said."""
        out, err = self.process.communicate(timeout=DEADLINE_S)
        return self.process.returncode, out + err
