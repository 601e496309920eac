"""One idempotent connection to Kafka with a bounded buffer, whose every message has an outcome.

Settings follow KIP-98 and KIP-679: idempotence, `acks=all`, endless retries within a delivery
timeout. Kafka-python's own buffer has no bound, so the bound is kept here.
"""

from __future__ import annotations

import threading
from dataclasses import dataclass
from types import TracebackType
from typing import Any, Final, Self

from kafka import KafkaProducer
from kafka.errors import KafkaError, KafkaTimeoutError, MessageSizeTooLargeError

from producers.connecting import connected, topic_names, unreachable
from producers.errors import (
    BufferFullError,
    ClosedError,
    NotAcknowledgedError,
    TooLargeError,
    TopicMissingError,
)
from producers.pending import Message, Pending
from schemas.instants import epoch_millis

_LINGER_MS: Final = 5
_BATCH_BYTES: Final = 65_536
_GRACE_S: Final = 5.0


@dataclass(frozen=True, slots=True)
class Limits:
    """How much may be under way, and how long each step may take, in seconds."""

    buffer_bytes: int = 32 * 1024 * 1024
    """Bytes that may wait for their acknowledgement; beyond that, sending blocks."""
    message_bytes: int = 1_000_000
    """The largest message, headers included."""
    connect_s: float = 10.0
    block_s: float = 30.0
    """How long sending waits for room in the buffer."""
    delivery_s: float = 120.0
    """How long a message is retried before it counts as not acknowledged."""


class Delivery:
    """Sends messages and keeps account of every one. Safe to use from several threads.

    Messages of one thread and partition keep their order; retries neither reorder nor repeat.

    Raises:
        UnreachableError: no Kafka answers at the address within the limit.
    """

    def __init__(self, bootstrap: str, *, client_id: str, limits: Limits | None = None) -> None:
        self._bootstrap = bootstrap
        self._client_id = client_id
        self._limits = limits or Limits()
        self._topics = self._listed()
        self._changed = threading.Condition()
        self._used = 0
        self._open: dict[int, Pending] = {}
        self._closed = False
        self._producer = self._connected()

    def send(self, message: Message) -> Pending:
        """Send a message; blocks while the buffer is full.

        Raises:
            ClosedError: after `close`.
            TopicMissingError: the topic does not exist.
            TooLargeError: the message exceeds the limit.
            BufferFullError: no room within the limit; nothing of the message was sent.
            UnreachableError: the broker does not answer for the topic.
        """
        if self._closed:
            raise ClosedError("This publisher is closed: open a new one to publish.")
        self._require_topic(message)
        if message.size > self._limits.message_bytes:
            raise _too_large(message, self._limits)
        self._reserve(message)
        try:
            future = self._producer.send(
                message.topic,
                key=message.key,
                value=message.value,
                headers=list(message.headers),
                timestamp_ms=None if message.at is None else epoch_millis(message.at),
            )
        except BaseException as error:
            self._release(message.size)
            if isinstance(error, MessageSizeTooLargeError):
                raise _too_large(message, self._limits) from error
            if isinstance(error, KafkaError):
                raise unreachable(self._bootstrap, error) from error
            raise
        pending = Pending(message.name, future)
        with self._changed:
            self._open[id(pending)] = pending
        future.add_callback(self._acknowledged, pending, message.size)
        future.add_errback(self._failed, message.size)
        return pending

    def flush(self, timeout: float | None = None) -> None:
        """Wait until everything sent so far has its outcome.

        Args:
            timeout: seconds; by default as long as a message may be retried.

        Raises:
            NotAcknowledgedError: names what failed, or has no outcome yet, and was not told
                before.
        """
        try:
            self._producer.flush(timeout=self._patience(timeout))
        except KafkaTimeoutError:
            unfinished = self._unfinished()
            raise NotAcknowledgedError(unfinished, "no answer yet") from None
        self._raise_failures()

    def close(self, timeout: float | None = None) -> None:
        """Flush and disconnect; may be called again.

        Raises:
            NotAcknowledgedError: as `flush`.
        """
        if self._closed:
            return
        self._closed = True
        try:
            self.flush(timeout)
        finally:
            try:
                self._producer.close(timeout=_GRACE_S)
            except KafkaTimeoutError:
                # kafka-python leaves its thread running when its own flush times out.
                self._producer._sender.force_close()  # noqa: SLF001  it has no other way

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        try:
            self.close()
        except NotAcknowledgedError as lost:
            if error is None:
                raise
            error.add_note(str(lost))

    def _acknowledged(self, pending: Pending, size: int, _metadata: Any) -> None:
        with self._changed:
            self._open.pop(id(pending), None)
        self._release(size)

    def _failed(self, size: int, _error: Exception) -> None:
        self._release(size)  # the pending stays, until somebody is told

    def _reserve(self, message: Message) -> None:
        def room() -> bool:
            return not self._used or self._used + message.size <= self._limits.buffer_bytes

        with self._changed:
            if not self._changed.wait_for(room, timeout=self._limits.block_s):
                raise BufferFullError(
                    f"{message.name} was not sent: the buffer of {self._limits.buffer_bytes} "
                    f"bytes stayed full for {self._limits.block_s:g} s because Kafka at "
                    f"{self._bootstrap} does not acknowledge; publish it again later."
                )
            self._used += message.size

    def _release(self, size: int) -> None:
        with self._changed:
            self._used -= size
            self._changed.notify_all()

    def _unfinished(self) -> tuple[str, ...]:
        with self._changed:
            return tuple(p.name for p in self._open.values() if not (p.acknowledged or p.told))

    def _raise_failures(self) -> None:
        with self._changed:
            pendings = list(self._open.items())
        failures = []
        for number, pending in pendings:
            reason = pending.untold_failure()
            if reason is not None:
                failures.append((pending.name, reason))
            if pending.settled:
                with self._changed:
                    self._open.pop(number, None)
        if failures:
            raise NotAcknowledgedError(tuple(name for name, _ in failures), failures[0][1])

    def _patience(self, timeout: float | None) -> float:
        return self._limits.delivery_s + _GRACE_S if timeout is None else timeout

    def _require_topic(self, message: Message) -> None:
        if message.topic in self._topics:
            return
        self._topics = self._listed()
        if message.topic not in self._topics:
            raise TopicMissingError(
                f"{message.name} was not sent: Kafka at {self._bootstrap} has no topic "
                f"{message.topic}; let the hub create its topics (start it once), or correct "
                "the namespace."
            )

    def _listed(self) -> frozenset[str]:
        return topic_names(self._bootstrap, self._client_id, self._limits.connect_s)

    def _connected(self) -> Any:
        delivery_ms = int(self._limits.delivery_s * 1000)
        return connected(
            KafkaProducer,
            self._bootstrap,
            self._limits.connect_s,
            client_id=self._client_id,
            enable_idempotence=True,
            acks="all",
            compression_type="lz4",
            linger_ms=_LINGER_MS,
            batch_size=_BATCH_BYTES,
            max_request_size=self._limits.message_bytes + _BATCH_BYTES,
            allow_auto_create_topics=False,
            max_block_ms=int(self._limits.block_s * 1000),
            delivery_timeout_ms=delivery_ms,
            request_timeout_ms=min(30_000, delivery_ms // 2),
            reconnect_backoff_max_ms=1_000,
            metrics_enabled=False,
        )


def _too_large(message: Message, limits: Limits) -> TooLargeError:
    return TooLargeError(
        f"{message.name} was not sent: with {message.size} bytes it exceeds the "
        f"{limits.message_bytes} that one message may have; keep attachments outside and "
        "name them by dataref and sha256."
    )
