"""The compacted topic `_schemas`: made, read to its end, written."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import Any, Final

from kafka import KafkaAdminClient, KafkaConsumer, KafkaProducer, TopicPartition
from kafka.admin import ConfigResource, ConfigResourceType, NewTopic
from kafka.errors import KafkaError, TopicAlreadyExistsError

from producers import errors as publishing_errors
from producers.connecting import connected
from producers.schema_registry.errors import RegistryError, RegistryUnreachableError
from producers.schema_registry.publishing import missing
from producers.schema_registry.records import Record

_PATIENCE_S: Final = 10.0
POLL_MS: Final = 200
_LARGEST_BYTES: Final = 4 * 1_048_576


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

    Running it again, or twice at once, changes nothing: a key has one value.

    Raises:
        RegistryUnreachableError: Kafka does not answer.
        RegistryError: the topic is not compacted or has several partitions.
        IdTakenError: an id or a version of ours holds somebody else's schema.
    """
    ensure(topic)
    standing = {record.key: record.value for record in read(topic)}
    records = missing(standing, str(topic))
    if records:
        _write(topic, records)
    return Published(len(records), len(standing))


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
    deadline = time.monotonic() + _PATIENCE_S
    while (at := consumer.position(topic.partition)) < end:
        batch = consumer.poll(timeout_ms=POLL_MS).get(topic.partition, ())
        yield from (Record(r.key or b"", r.value) for r in batch)
        if batch:
            deadline = time.monotonic() + _PATIENCE_S
        elif time.monotonic() > deadline:
            raise RegistryUnreachableError(
                f"{topic} could not be read beyond offset {at} of {end}: is Kafka well?"
            )


def _write(topic: SchemasTopic, records: list[Record]) -> None:
    try:
        producer = connected(
            KafkaProducer,
            topic.bootstrap,
            _PATIENCE_S,
            acks="all",
            max_request_size=_LARGEST_BYTES,
        )
    except publishing_errors.UnreachableError as error:
        raise RegistryUnreachableError(str(error)) from error
    try:
        sent = [producer.send(topic.name, key=r.key, value=r.value, partition=0) for r in records]
        for future in sent:
            future.get(timeout=_PATIENCE_S)
    except KafkaError as error:
        raise RegistryUnreachableError(
            f"Kafka did not acknowledge the schemas on {topic} ({error}): publish them again."
        ) from error
    finally:
        producer.close()


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
