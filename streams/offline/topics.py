"""Reads the stored log: the topics of facts to their present end, in arrival order."""

from __future__ import annotations

import time
from collections.abc import Iterator
from typing import Any, Final

from kafka import TopicPartition
from kafka.errors import KafkaTimeoutError

from schemas.codec import UnreadableError, decode
from schemas.envelope import Event
from schemas.instants import from_epoch_millis
from schemas.problems import InvalidEventError
from schemas.topics import Topics
from streams.offline.files import Log
from streams.policy.facts import Fact
from streams.policy.intake import Received, digest_of

_STALLED_S: Final = 60.0


def read_topics(consumer: Any, topics: Topics) -> Log:
    """Return the log of a hub, committed records only, through a connected consumer.

    What cannot be read is counted: the judge has put it among the dead letters.

    Raises:
        KafkaError: Kafka stops answering.
    """
    received: list[Received] = []
    unreadable = 0
    for record in _records(consumer, topics.facts):
        found = received_of(record, topics)
        if found is None:
            unreadable += 1
        else:
            received.append(found)
    ordered = sorted(received, key=lambda message: message.fact.order)
    return Log(tuple(ordered), unreadable=unreadable)


def _records(consumer: Any, names: tuple[str, ...]) -> Iterator[Any]:
    partitions = [
        TopicPartition(name, number)
        for name in names
        for number in sorted(consumer.partitions_for_topic(name) or ())
    ]
    consumer.assign(partitions)
    consumer.seek_to_beginning(*partitions)
    ends = consumer.end_offsets(partitions)
    heard = time.monotonic()
    while any(consumer.position(p) < ends[p] for p in partitions):
        batches = consumer.poll(timeout_ms=200)
        for batch in batches.values():
            yield from batch
        if batches:
            heard = time.monotonic()
        elif time.monotonic() - heard > _STALLED_S:
            raise KafkaTimeoutError("the log stops before its end")


def received_of(record: Any, topics: Topics) -> Received | None:
    """Return a Kafka record of a topic of facts as it was received; None if it is unreadable."""
    try:
        message = decode(record.value)
    except (UnreadableError, InvalidEventError):
        return None
    if not isinstance(message, Event):
        return None
    fact = Fact(
        message,
        from_epoch_millis(record.timestamp),
        topics.plain(record.topic),
        record.partition,
        record.offset,
    )
    headers = tuple((name, value or b"") for name, value in record.headers)
    return Received(fact, digest_of(record.value), record.key, headers)
