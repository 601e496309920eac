"""Reads partitions of Kafka to a given end. The consumer is the caller's; this opens nothing."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

from kafka import TopicPartition
from kafka.errors import KafkaTimeoutError

POLL_MS: Final = 200
STALLED_S: Final = 60.0


def partitions_of(consumer: Any, topics: Iterable[str]) -> list[TopicPartition]:
    """Return the partitions of topics, each topic's in their order; none of a missing topic."""
    return [
        TopicPartition(topic, number)
        for topic in topics
        for number in sorted(consumer.partitions_for_topic(topic) or ())
    ]


def from_the_start(consumer: Any, topics: Iterable[str]) -> Iterator[Any]:
    """Yield the records that topics hold now, each partition's in its order.

    Raises:
        KafkaTimeoutError: nothing comes for a minute.
    """
    partitions = partitions_of(consumer, topics)
    consumer.assign(partitions)
    consumer.seek_to_beginning(*partitions)
    yield from records_until(consumer, consumer.end_offsets(partitions))


def records_until(
    consumer: Any, ends: Mapping[TopicPartition, int], stalled_s: float = STALLED_S
) -> Iterator[Any]:
    """Yield the records of assigned partitions from where the consumer stands to their ends.

    An end is the offset after the last record wanted. A transaction's marks are no records, so
    the last offset may be passed without one.

    Raises:
        KafkaTimeoutError: nothing comes for `stalled_s` seconds.
    """
    heard = time.monotonic()
    while short := [at for at in ends if consumer.position(at) < ends[at]]:
        polled = consumer.poll(timeout_ms=POLL_MS)
        for partition, batch in polled.items():
            for record in batch:
                if record.offset < ends[partition]:
                    yield record
        if polled:
            heard = time.monotonic()
        elif time.monotonic() - heard > stalled_s:
            raise KafkaTimeoutError(
                f"{short[0].topic} partition {short[0].partition} stops before its end"
            )
