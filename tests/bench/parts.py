"""Real embedded Kafka and ClickHouse for a bench, and the topics in them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from kafka import KafkaProducer

from infra.embedded import Instance, start
from infra.settings import Clock, Settings
from infra.topics import ensure_topics
from producers.simulator.planned import Planned
from schemas.instants import epoch_millis
from schemas.topics import Topics

PATIENCE_S: Final = 120.0
"""How long anything may take before the bench gives up, in seconds."""


@contextmanager
def embedded() -> Iterator[Instance]:
    """Run Kafka and ClickHouse on free ports in a directory that is removed afterwards."""
    ports = ("kafka_port", "kafka_controller_port", "clickhouse_port", "clickhouse_http_port")
    with TemporaryDirectory(prefix="hutong-bench-") as home:
        settings = Settings.load(data_dir=Path(home), **dict.fromkeys(ports, 0))
        with start(settings) as instance:
            yield instance


def topics_in(instance: Instance, namespace: str, clock: Clock) -> Topics:
    """Create the hub's topics under a namespace, one partition each."""
    topics = Topics(namespace)
    ensure_topics(instance.kafka_bootstrap, topics, partitions=1, clock=clock)
    return topics


def write(bootstrap: str, topics: Topics, messages: Iterable[Planned]) -> None:
    """Append messages as they are, with the record times they were planned for."""
    producer = KafkaProducer(
        bootstrap_servers=bootstrap, acks="all", linger_ms=20, compression_type="lz4"
    )
    sent = [
        producer.send(
            topics.named(message.topic_plain),
            key=message.key,
            value=message.value,
            headers=list(message.headers),
            timestamp_ms=epoch_millis(message.shared_at),
        )
        for message in messages
    ]
    producer.flush()
    for future in sent:
        future.get(timeout=0)
    producer.close()
