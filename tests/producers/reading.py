"""Reads what the tests wrote, straight from Kafka."""

from __future__ import annotations

import time
from typing import Any

from kafka import KafkaConsumer, TopicPartition

DEADLINE_S = 60.0


def records(bootstrap: str, topic: str) -> list[Any]:
    """Return every record of a topic up to its present end, by partition and offset."""
    consumer = KafkaConsumer(bootstrap_servers=bootstrap, enable_auto_commit=False)
    try:
        partitions = [
            TopicPartition(topic, p) for p in sorted(consumer.partitions_for_topic(topic) or ())
        ]
        consumer.assign(partitions)
        consumer.seek_to_beginning(*partitions)
        ends = consumer.end_offsets(partitions)
        found: list[Any] = []
        deadline = time.monotonic() + DEADLINE_S
        while any(consumer.position(p) < ends[p] for p in partitions):
            assert time.monotonic() < deadline, f"{topic} could not be read to its end"
            for batch in consumer.poll(timeout_ms=200).values():
                found.extend(batch)
        return sorted(found, key=lambda record: (record.partition, record.offset))
    finally:
        consumer.close()
