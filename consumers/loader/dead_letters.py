"""Dead letters on their way to `hub.dead-letters`."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from typing import Any, Final

from kafka import KafkaAdminClient, KafkaProducer
from kafka.admin import ConfigResource, ConfigResourceType
from kafka.errors import KafkaError

from consumers.failures import UnreachableError
from schemas.catalogue import TOPIC_OF
from schemas.codec import encode
from schemas.events.hub import DeadLetter, HubOutput, Reason
from schemas.instants import epoch_millis
from schemas.topics import Topics

_LIMIT: Final = "max.message.bytes"

_AROUND: Final = 1024
"""Bytes that a batch with a single record has around its value, at most."""

_TIMEOUT_S: Final = 30
_TIMEOUT_MS: Final = 10_000


class DeadLetterBox:
    """Publishes dead letters; connects when the first one comes."""

    def __init__(self, bootstrap: str, topics: Topics) -> None:
        self._bootstrap = bootstrap
        self._topics = topics
        self._topic = topics.named("hub.dead-letters")
        self._producer: Any = None
        self._largest = 0

    def send(self, letters: Sequence[DeadLetter]) -> None:
        """Publish dead letters and return when the broker has them all.

        A letter that is too large for the topic goes without its bytes and says so: they stay
        in the log at its position.

        Raises:
            UnreachableError: the broker does not answer; sending them again is harmless.
        """
        with self._answering():
            self._wait([self._send(letter) for letter in letters])

    def say(self, outputs: Sequence[HubOutput]) -> None:
        """Publish other outputs, each on its own topic, and return when the broker has them all.

        Raises:
            UnreachableError: the broker does not answer; sending them again is harmless.
        """
        with self._answering():
            self._wait([self._put(output, encode(output), None) for output in outputs])

    def close(self) -> None:
        """Close the connection, if there is one."""
        producer, self._producer = self._producer, None
        if producer is not None:
            with suppress(KafkaError, OSError):  # what it still held is sent again
                producer.close(timeout=2)

    def _send(self, letter: DeadLetter) -> Any:
        value = encode(letter)
        fits = len(value) <= self._limit()
        partition = letter.position.partition  # all topics have the same partition count
        return self._put(letter, value if fits else encode(_without_bytes(letter)), partition)

    def _put(self, output: HubOutput, value: bytes, partition: int | None) -> Any:
        return self._connected().send(
            self._topics.named(TOPIC_OF[output.TYPE]),
            key=output.district.encode(),
            value=value,
            partition=partition,
            timestamp_ms=epoch_millis(output.judged_at),
        )

    def _wait(self, sent: Sequence[Any]) -> None:
        for acknowledged in sent:
            acknowledged.get(timeout=_TIMEOUT_S)

    @contextmanager
    def _answering(self) -> Iterator[None]:
        try:
            yield
        except (KafkaError, OSError) as error:
            self.close()
            raise UnreachableError(
                f"Kafka at {self._bootstrap} does not take dead letters "
                f"({type(error).__name__}): start it with 'hutong up', or check {self._topic}."
            ) from error

    def _limit(self) -> int:
        if not self._largest:
            self._largest = self._largest_value()
        return self._largest

    def _connected(self) -> Any:
        if self._producer is None:
            self._producer = KafkaProducer(
                bootstrap_servers=self._bootstrap,
                client_id="hutong-loader",
                acks="all",
                enable_idempotence=True,
                compression_type="lz4",
                max_request_size=self._limit() + 2 * _AROUND,
                delivery_timeout_ms=_TIMEOUT_S * 1000,
                request_timeout_ms=_TIMEOUT_MS,
                bootstrap_timeout_ms=_TIMEOUT_MS,
                max_block_ms=_TIMEOUT_MS,
                allow_auto_create_topics=False,
                metrics_enabled=False,
            )
        return self._producer

    def _largest_value(self) -> int:
        admin: Any = KafkaAdminClient(
            bootstrap_servers=self._bootstrap,
            bootstrap_timeout_ms=_TIMEOUT_MS,
            request_timeout_ms=_TIMEOUT_MS,
        )
        try:
            topic = ConfigResource(ConfigResourceType.TOPIC, self._topic, [_LIMIT])
            found = admin.describe_configs([topic], config_filter="all")
            return int(found["topic"][self._topic][_LIMIT]["value"]) - _AROUND
        finally:
            admin.close()


def _without_bytes(letter: DeadLetter) -> DeadLetter:
    size = len(letter.value or b"")
    at = letter.position
    note = Reason(
        rule_id="V-76",
        field="(value)",
        value=f"{size} bytes",
        message_zh="消息过大，死信未附原文",
        message_en="the message is too large for its bytes to be kept here",
        fix_zh=f"原文见 {at.topic} 分区 {at.partition} 偏移量 {at.offset}",
        fix_en=f"read them at {at.topic}, partition {at.partition}, offset {at.offset}",
    )
    return letter.model_copy(
        update={"key": None, "value": None, "headers": (), "reasons": (*letter.reasons, note)}
    )
