"""The compacted topic `_schemas`: made, read to its end, written."""

from __future__ import annotations

import random
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import Any, Final

from kafka import KafkaAdminClient, KafkaConsumer, KafkaProducer, TopicPartition
from kafka.admin import ConfigResource, ConfigResourceType, NewTopic
from kafka.errors import (
    InvalidProducerEpochError,
    KafkaError,
    KafkaTimeoutError,
    ProducerFencedError,
    TopicAlreadyExistsError,
)

from producers import errors as publishing_errors
from producers.connecting import connected
from producers.schema_registry.errors import RegistryError, RegistryUnreachableError
from producers.schema_registry.publishing import missing
from producers.schema_registry.records import Record
from schemas.topic_reading import records_until

_PATIENCE_S: Final = 10.0
POLL_MS: Final = 200
_LARGEST_BYTES: Final = 4 * 1_048_576
_ATTEMPTS: Final = 10
_CLOSING_S: Final = 5.0


@dataclass(frozen=True, slots=True)
class SchemasTopic:
    """Where the topic is: `host:port` of Kafka and its name with the namespace."""

    bootstrap: str
    name: str

    def __str__(self) -> str:
        return f"{self.name} on {self.bootstrap}"

    @property
    def partition(self) -> TopicPartition:
        """Its only partition."""
        return TopicPartition(self.name, 0)


@dataclass(frozen=True, slots=True)
class Published:
    """What publishing did: records written now, and those that stood there already."""

    written: int
    standing: int


def publish(topic: SchemasTopic) -> Published:
    """Write the contracts that the topic lacks; make the topic where there is none.

    Running it again changes nothing. Of several at once, one writes at a time, each after reading
    what the one before wrote: a contract that stands is never replaced by another one.

    Raises:
        RegistryUnreachableError: Kafka does not answer.
        RegistryError: the topic is not compacted or has several partitions.
        IdTakenError: an id or a version of ours holds somebody else's schema.
    """
    ensure(topic)
    for attempt in range(_ATTEMPTS):
        found = _compared(topic)
        if not found.records:
            return Published(0, found.standing)
        if written := _written(topic):
            return written
        # Another began meanwhile: let it end.
        time.sleep(random.uniform(0.5, 1.5) * (attempt + 1))  # noqa: S311  nothing secret
    raise RegistryUnreachableError(
        f"Others publish to {topic} again and again: publish again when they have ended."
    )


@dataclass(frozen=True, slots=True)
class _Compared:
    """What is still to be written, and how many records stand."""

    records: list[Record]
    standing: int


def _compared(topic: SchemasTopic) -> _Compared:
    standing = {record.key: record.value for record in read(topic)}
    return _Compared(missing(standing, str(topic)), len(standing))


def _written(topic: SchemasTopic) -> Published | None:
    """Write what is missing, alone; None where another publisher began meanwhile.

    Raises:
        RegistryUnreachableError: Kafka does not take it.
    """
    try:
        with _writing(topic) as producer:
            found = _compared(topic)  # again: another may have written before this one began
            _send(topic, producer, found.records)
    except (KafkaError, OSError) as error:
        if _is_fenced(error):
            return None
        raise RegistryUnreachableError(
            f"Kafka did not acknowledge the schemas on {topic} ({error}): publish them again."
        ) from error
    return Published(len(found.records), found.standing)


def _is_fenced(error: BaseException) -> bool:
    """Whether another publisher began meanwhile; then nothing of this one was written."""
    causes = (error, *error.args, error.__cause__)
    return any(isinstance(c, ProducerFencedError | InvalidProducerEpochError) for c in causes)


def ensure(topic: SchemasTopic, replication: int = 1) -> None:
    """Create the topic where there is none, and check it.

    Raises:
        RegistryUnreachableError: Kafka does not answer.
        RegistryError: it is not compacted or has several partitions.
    """
    config = {
        "cleanup.policy": "compact",
        "retention.ms": "-1",
        "max.message.bytes": str(_LARGEST_BYTES),
    }
    with _admin(topic) as admin:
        if topic.name not in admin.list_topics():
            # Where somebody else makes it meanwhile, the check that follows looks at it.
            with suppress(TopicAlreadyExistsError):
                admin.create_topics([NewTopic(topic.name, 1, replication, topic_configs=config)])
        _check(topic, admin)


def _check(topic: SchemasTopic, admin: Any) -> None:
    deadline = time.monotonic() + _PATIENCE_S
    while not (count := len(admin.describe_topics([topic.name])[0]["partitions"])):
        if time.monotonic() > deadline:
            break
        time.sleep(POLL_MS / 1000)
    if count != 1:
        raise RegistryError(
            f"Topic {topic} has {count} partitions; a registry's topic has one, since the order of "
            "its records counts. Name another namespace, or make it anew with one."
        )
    resource = ConfigResource(ConfigResourceType.TOPIC, topic.name)
    policy = admin.describe_configs([resource])["topic"][topic.name]["cleanup.policy"]["value"]
    if policy != "compact":
        raise RegistryError(
            f"Topic {topic} has cleanup.policy={policy}, so schemas would be deleted with time: "
            "set it to compact."
        )


def read(topic: SchemasTopic) -> Iterator[Record]:
    """Yield every record up to the topic's present end.

    Raises:
        RegistryUnreachableError: Kafka does not answer.
    """
    with consuming(topic) as consumer:
        yield from to_the_end(topic, consumer)


def to_the_end(topic: SchemasTopic, consumer: Any) -> Iterator[Record]:
    """Yield the records between a consumer's position and the topic's present end.

    Raises:
        RegistryUnreachableError: the broker stopped answering meanwhile.
    """
    end = consumer.end_offsets([topic.partition])[topic.partition]
    try:
        for record in records_until(consumer, {topic.partition: end}, _PATIENCE_S):
            yield Record(record.key or b"", record.value)
    except KafkaTimeoutError as error:
        at = consumer.position(topic.partition)
        raise RegistryUnreachableError(
            f"{topic} could not be read beyond offset {at} of {end}: is Kafka well?"
        ) from error


@contextmanager
def _writing(topic: SchemasTopic) -> Iterator[Any]:
    """Give a producer that ends the transactions of every other publisher to the topic.

    Raises:
        RegistryUnreachableError: Kafka does not answer.
        KafkaError: it failed meanwhile, or another publisher began.
    """
    try:
        producer = connected(
            KafkaProducer,
            topic.bootstrap,
            _PATIENCE_S,
            transactional_id=f"{topic.name}-publisher",
            acks="all",
            max_request_size=_LARGEST_BYTES,
        )
    except publishing_errors.UnreachableError as error:
        raise RegistryUnreachableError(str(error)) from error
    try:
        producer.init_transactions()
        yield producer
    finally:
        producer.close(timeout=_CLOSING_S)


def _send(topic: SchemasTopic, producer: Any, records: list[Record]) -> None:
    """Write records in one transaction: readers see all of them or none.

    Raises:
        KafkaError: fenced by another publisher, or Kafka failed; nothing is seen of them.
    """
    if not records:
        return
    producer.begin_transaction()
    for (
        record
    ) in records:  # one by one: kafka-python cannot close what is fenced with more on its way
        sent = producer.send(topic.name, key=record.key, value=record.value, partition=0)
        sent.get(timeout=_PATIENCE_S)
    producer.commit_transaction()


@contextmanager
def _admin(topic: SchemasTopic) -> Iterator[Any]:
    try:
        admin = connected(
            KafkaAdminClient,
            topic.bootstrap,
            _PATIENCE_S,
            request_timeout_ms=int(_PATIENCE_S * 1000),
        )
    except publishing_errors.UnreachableError as error:
        raise RegistryUnreachableError(str(error)) from error
    try:
        yield admin
    except (KafkaError, OSError) as error:
        raise RegistryUnreachableError(f"Kafka failed over {topic} ({error}).") from error
    finally:
        admin.close()


@contextmanager
def consuming(topic: SchemasTopic) -> Iterator[Any]:
    """Give a consumer that stands at the topic's beginning.

    Raises:
        RegistryUnreachableError: Kafka does not answer, or failed meanwhile.
    """
    try:
        consumer = connected(
            KafkaConsumer,
            topic.bootstrap,
            _PATIENCE_S,
            enable_auto_commit=False,
            isolation_level="read_committed",
            auto_offset_reset="earliest",
            max_partition_fetch_bytes=_LARGEST_BYTES,
        )
    except publishing_errors.UnreachableError as error:
        raise RegistryUnreachableError(str(error)) from error
    try:
        consumer.assign([topic.partition])
        consumer.seek_to_beginning(topic.partition)
        yield consumer
    except (KafkaError, OSError) as error:
        raise RegistryUnreachableError(f"Kafka failed over {topic} ({error}).") from error
    finally:
        consumer.close()
