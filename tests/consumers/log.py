"""What the loader's tests need: topics of their own, a pen that writes to them, and a loader."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID, uuid4, uuid5

from clickhouse_driver import Client
from kafka import KafkaAdminClient, KafkaConsumer, KafkaProducer, TopicPartition
from kafka.admin import NewTopic
from kafka.errors import (
    CoordinatorLoadInProgressError,
    CoordinatorNotAvailableError,
    NotCoordinatorError,
)

from consumers.loader import Progress, run
from consumers.loader.reader import group_of
from consumers.warehouse import connect, create, database_of
from infra.embedded import Instance
from schemas.catalogue import MODELS, TOPIC_OF, Message
from schemas.codec import encode
from schemas.contracts.examples import example
from schemas.topics import Topics

DISTRICT = b"371322"
PARTITIONS = 2
LARGEST = 100_000
"""Bytes of the largest batch the topics take."""

MORNING_MS = 1_795_397_400_000
"""2026-11-23 09:30 in Shanghai."""

_ELECTING = (CoordinatorLoadInProgressError, CoordinatorNotAvailableError, NotCoordinatorError)
"""What a broker that has just started says of any group."""

_IDS = UUID("00000000-0000-5000-8000-00000000000c")


def until(holds: Callable[[], bool], what: str, deadline_s: float = 60.0) -> None:
    """Wait for a condition.

    Raises:
        AssertionError: it did not hold in time.
    """
    end = time.monotonic() + deadline_s
    while not holds():
        if time.monotonic() > end:
            raise AssertionError(f"not within {deadline_s} s: {what}")
        time.sleep(0.02)


def some(event_type: str, number: int = 0, **changed: Any) -> Message:
    """Return the example of a type with an id of its own."""
    model = MODELS[event_type]
    name = "event_id" if "facts" in TOPIC_OF[event_type] else "output_id"
    own = {name: uuid5(_IDS, f"{event_type} {number}")}
    return model.model_validate(example(model).model_dump() | own | changed)


@dataclass
class Log:
    """Topics in a namespace of their own (times are the writer's), and their warehouse."""

    instance: Instance
    topics: Topics = field(default_factory=lambda: Topics(f"c{uuid4().hex[:8]}."))
    partitions: int = PARTITIONS

    def __post_init__(self) -> None:
        """Create the topics, and connect."""
        admin = KafkaAdminClient(bootstrap_servers=self.bootstrap)
        settings = {
            "message.timestamp.type": "CreateTime",
            "retention.ms": "-1",
            "max.message.bytes": str(LARGEST),
        }
        admin.create_topics(
            [
                NewTopic(name, self.partitions, 1, topic_configs=settings)
                for name in (*self.topics.facts, *self.topics.hub)
            ]
        )
        admin.close()
        self.database = database_of(self.topics)
        self.client: Client = connect(self.instance.clickhouse_host, self.instance.clickhouse_port)
        self._producer: Any = KafkaProducer(
            bootstrap_servers=self.bootstrap,
            acks="all",
            linger_ms=5,
            compression_type="lz4",
            max_request_size=4_000_000,
        )

    @property
    def bootstrap(self) -> str:
        """Where Kafka is."""
        return self.instance.kafka_bootstrap

    def write(
        self, plain: str, values: Iterable[bytes | None], *, partition: int = 0, **more: Any
    ) -> list[int]:
        """Append raw values to a topic; return their offsets."""
        return self._append(((plain, value) for value in values), partition, more)

    def say(self, *messages: Message, partition: int = 0, **more: Any) -> list[int]:
        """Append messages to their topics; return their offsets."""
        return self._append(((TOPIC_OF[m.TYPE], encode(m)) for m in messages), partition, more)

    def _append(
        self, said: Iterable[tuple[str, bytes | None]], partition: int, more: dict[str, Any]
    ) -> list[int]:
        stamp = {"key": DISTRICT, "timestamp_ms": MORNING_MS} | more
        sent = [
            self._producer.send(self.topics.named(t), value=v, partition=partition, **stamp)
            for t, v in said
        ]
        return [future.get(timeout=30).offset for future in sent]

    def ask(self, sql: str) -> list[tuple[Any, ...]]:
        """Ask the warehouse; `db` in the SQL stands for its database."""
        found: list[tuple[Any, ...]] = self.client.execute(sql.replace("db.", f"{self.database}."))
        return found

    def one(self, sql: str) -> Any:
        """Ask the warehouse for one value."""
        return self.ask(sql)[0][0]

    def messages(self, *topics: str) -> dict[tuple[str, int, int], Any]:
        """Return every committed record of topics (plain names), by position."""
        reader: Any = KafkaConsumer(
            bootstrap_servers=self.bootstrap,
            isolation_level="read_committed",
            auto_offset_reset="none",
            enable_auto_commit=False,
        )
        parts = [
            TopicPartition(self.topics.named(t), p) for t in topics for p in range(self.partitions)
        ]
        reader.assign(parts)
        for part in parts:
            reader.seek(part, 0)
        ends = reader.end_offsets(parts)
        found = {}
        while any(reader.position(part) < ends[part] for part in parts):
            for records in reader.poll(timeout_ms=500).values():
                for record in records:
                    plain = self.topics.plain(record.topic)
                    found[plain, record.partition, record.offset] = record
        reader.close()
        return found

    def all_messages(self) -> dict[tuple[str, int, int], Any]:
        """Return every committed record of every topic, by position."""
        return self.messages(*map(self.topics.plain, (*self.topics.facts, *self.topics.hub)))

    def committed(self) -> dict[tuple[str, int], int]:
        """Return the loader's committed offsets beyond 0, by plain topic and partition."""
        admin = KafkaAdminClient(bootstrap_servers=self.bootstrap)
        group = group_of(self.topics)
        try:
            kept: Any = admin.list_group_offsets(group)
        except _ELECTING:
            return {}
        finally:
            admin.close()
        return {
            (self.topics.plain(p.topic), p.partition): o.offset
            for p, o in kept[group].items()
            if o.offset > 0
        }

    @contextmanager
    def loading(self) -> Iterator[list[Progress]]:
        """Run a loader in a thread for as long as the block lasts."""
        told: list[Progress] = []
        failed: list[BaseException] = []
        stop = threading.Event()

        def work() -> None:
            try:
                run(*self.addresses, self.database, self.topics, stop, told.append)
            except BaseException as error:  # noqa: BLE001  # shown by the test
                failed.append(error)

        create(self.client, self.database)
        thread = threading.Thread(target=work)
        thread.start()
        try:
            yield told
        finally:
            stop.set()
            thread.join(30)
        if failed:
            raise failed[0]

    @property
    def addresses(self) -> tuple[str, str, int]:
        """Kafka, and ClickHouse's host and port."""
        return self.bootstrap, self.instance.clickhouse_host, self.instance.clickhouse_port

    def loaded(self, event_type: str) -> int:
        """Return how many positions of a type are in its table."""
        return int(self.one(f"SELECT count() FROM db.{event_type.replace('.', '_')} FINAL"))

    def close(self) -> None:
        """Drop the database and close the connections; the topics end with the instance."""
        self._producer.close(timeout=5)
        self.client.execute(f"DROP DATABASE IF EXISTS {self.database} SYNC")
        self.client.disconnect()
