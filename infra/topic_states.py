"""What stands in Kafka's topics: partitions, offsets and settings, asked of the broker."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Final

from kafka import KafkaConsumer, TopicPartition
from kafka.admin import ConfigResource, ConfigResourceType, KafkaAdminClient
from kafka.errors import KafkaError

from producers.connecting import connected, unreachable

_PATIENCE_S: Final = 3.0


@dataclass(frozen=True, slots=True)
class PartitionState:
    """分区: one partition, its first offset and the one that the next record will get."""

    partition: int
    first: int
    next: int

    @property
    def offsets(self) -> int:
        """How many offsets it holds; of `hub.*` some are marks of transactions, not records."""
        return self.next - self.first


class BrokerTopics:
    """Asks a broker about its topics; made by `broker_topics`."""

    def __init__(self, consumer: KafkaConsumer, admin: KafkaAdminClient) -> None:
        self._consumer = consumer
        self._admin = admin

    def names(self) -> frozenset[str]:
        """Return the names of all topics."""
        return frozenset(self._admin.list_topics())

    def partitions(self, topics: Iterable[str]) -> dict[str, tuple[PartitionState, ...]]:
        """Return the partitions of topics; a topic that does not exist has none."""
        asked = {t: sorted(self._consumer.partitions_for_topic(t) or ()) for t in topics}
        every = [TopicPartition(topic, n) for topic, numbers in asked.items() for n in numbers]
        first, end = self._consumer.beginning_offsets(every), self._consumer.end_offsets(every)
        return {
            topic: tuple(
                PartitionState(n, first[TopicPartition(topic, n)], end[TopicPartition(topic, n)])
                for n in numbers
            )
            for topic, numbers in asked.items()
        }

    def config(self, topic: str) -> dict[str, str]:
        """Return the settings of a topic that differ from the broker's defaults."""
        resource = ConfigResource(ConfigResourceType.TOPIC, topic)
        found = self._admin.describe_configs([resource])["topic"][topic]
        return {
            key: str(entry["value"])
            for key, entry in sorted(found.items())
            if entry["config_source"] == _SET_ON_TOPIC
        }


_SET_ON_TOPIC: Final = "DYNAMIC_TOPIC_CONFIG"


@contextmanager
def broker_topics(bootstrap: str) -> Iterator[BrokerTopics]:
    """Connect to a broker.

    Raises:
        UnreachableError: no Kafka answers there.
    """
    timeout_ms = int(_PATIENCE_S * 1000)
    admin = connected(KafkaAdminClient, bootstrap, _PATIENCE_S, request_timeout_ms=timeout_ms)
    try:
        consumer = connected(KafkaConsumer, bootstrap, _PATIENCE_S, enable_auto_commit=False)
        try:
            yield BrokerTopics(consumer, admin)
        finally:
            consumer.close()
    except (KafkaError, OSError) as error:
        raise unreachable(bootstrap, error) from error
    finally:
        admin.close()
