"""The publisher against a bare kafka-python producer that is handed the ready bytes."""

from __future__ import annotations

from typing import Final

from kafka import KafkaProducer

from infra.embedded import Instance
from producers.publisher import Publisher
from schemas.codec import cloud_headers
from schemas.envelope import Event
from schemas.topics import Topics
from tests.bench.day import readable
from tests.bench.figure import Figure, Spent, compared, in_turns, timed
from tests.bench.parts import embedded, topics_in

EVENTS: Final = 2000
ROUNDS: Final = 3

Ready = tuple[str, bytes, bytes, list[tuple[str, bytes]]]
"""Topic, key, value and headers."""


def run() -> list[Figure]:
    """Publish the events of a day until all are acknowledged, ours and bare."""
    messages = readable(EVENTS)
    events = [message.event for message in messages if message.event is not None]
    with embedded() as instance:
        topics = topics_in(instance, "publisher.", "broker")
        ready: list[Ready] = [
            (topics.named(m.topic_plain), m.key, m.value, cloud_headers(event))
            for m, event in zip(messages, events, strict=True)
        ]
        rounds = in_turns(
            lambda: _publish(instance, topics, events), lambda: _send(instance, ready), ROUNDS
        )
    against = "bare kafka-python producer, same settings, ready bytes"
    return [
        compared("publisher.events", "events/s", lambda spent: spent.rate, rounds, against),
        compared("publisher.cpu", "CPU ms/event", lambda spent: spent.cpu_ms, rounds, against),
    ]


def _publish(instance: Instance, topics: Topics, events: list[Event]) -> Spent:
    with Publisher(instance.kafka_bootstrap, topics) as publisher:

        def publish() -> None:
            for event in events:
                publisher.publish(event)
            publisher.flush()

        return timed(len(events), publish)


def _send(instance: Instance, ready: list[Ready]) -> Spent:
    producer = KafkaProducer(  # the settings of producers.delivery
        bootstrap_servers=instance.kafka_bootstrap,
        enable_idempotence=True,
        acks="all",
        compression_type="lz4",
        linger_ms=5,
        batch_size=65_536,
        max_request_size=1_065_536,
        allow_auto_create_topics=False,
        metrics_enabled=False,
    )

    def send() -> None:
        for topic, key, value, headers in ready:
            producer.send(topic, key=key, value=value, headers=headers)
        producer.flush()

    try:
        return timed(len(ready), send)
    finally:
        producer.close()
