"""Reads the stored log: the topics of facts to their present end, in arrival order."""

from __future__ import annotations

from typing import Any

from schemas.codec import UnreadableError, decode
from schemas.envelope import Event
from schemas.instants import from_epoch_millis
from schemas.problems import InvalidEventError
from schemas.topic_reading import from_the_start
from schemas.topics import Topics
from streams.offline.files import Log
from streams.policy.facts import Fact
from streams.policy.intake import Received, digest_of


def read_topics(consumer: Any, topics: Topics) -> Log:
    """Return the log of a hub, committed records only, through a connected consumer.

    What cannot be read is counted: the judge has put it among the dead letters.

    Raises:
        KafkaError: Kafka stops answering.
    """
    received: list[Received] = []
    unreadable = 0
    for record in from_the_start(consumer, topics.facts):
        found = received_of(record, topics)
        if found is None:
            unreadable += 1
        else:
            received.append(found)
    ordered = sorted(received, key=lambda message: message.fact.order)
    return Log(tuple(ordered), unreadable=unreadable)


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
