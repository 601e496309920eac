"""The log as the loader reads it: every partition, committed records only, its own offsets."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any, Final

from kafka import KafkaConsumer, TopicPartition
from kafka.errors import (
    KafkaError,
    LogTruncationError,
    OffsetOutOfRangeError,
    UnsupportedCodecError,
)
from kafka.structs import OffsetAndMetadata

from consumers.failures import ConsumerError, unanswered
from consumers.loader.batch import Message
from schemas.commits import note
from schemas.topics import Topics

_AT_ONCE: Final = 4_000
"""Messages one poll returns at most."""

_FETCH_BYTES: Final = 8 * 2**20
_TIMEOUT_MS: Final = 10_000
_SIGN_EVERY_S: Final = 5.0
"""How often a reader that has nothing to commit shows that it lives, in seconds."""


def group_of(topics: Topics) -> str:
    """Return the consumer group in which the loader keeps its offsets."""
    return f"{topics.namespace}hutong-loader"


class LogReader:
    """All partitions of all `facts.*` and `hub.*` topics, read from the committed offsets on.

    A partition without a committed offset is read from its start. Offsets are never reset:
    one that lies outside the log ends the loader.

    Args:
        bootstrap: `host:port` of a broker.
        topics: which namespace.
        timeout_ms: how long a broker may take to answer, in milliseconds.

    Raises:
        UnreachableError: no broker answers.
        ConsumerError: a topic is missing, or an offset lies outside the log.
    """

    def __init__(self, bootstrap: str, topics: Topics, *, timeout_ms: int = _TIMEOUT_MS) -> None:
        self._bootstrap = bootstrap
        self._group = group_of(topics)
        self._committed_at = 0.0
        with self._answering():
            self._consumer: Any = KafkaConsumer(
                bootstrap_servers=bootstrap,
                client_id="hutong-loader",
                group_id=self._group,
                isolation_level="read_committed",
                enable_auto_commit=False,
                auto_offset_reset="none",
                allow_auto_create_topics=False,
                max_poll_records=_AT_ONCE,
                fetch_max_bytes=_FETCH_BYTES,
                bootstrap_timeout_ms=timeout_ms,
                request_timeout_ms=max(timeout_ms, _TIMEOUT_MS),
                reconnect_backoff_max_ms=1_000,
                metrics_enabled=False,
            )
        try:
            with self._answering():
                self._committed = self._start(topics)
        except BaseException:
            self.close()
            raise

    def poll(self, timeout_s: float) -> list[Message]:
        """Return messages that have come, waiting up to `timeout_s` seconds for the first."""
        with self._answering():
            found = self._consumer.poll(timeout_ms=max(0, round(timeout_s * 1000)))
        return [message for messages in found.values() for message in messages]

    def commit(self, pace: float = 0.0) -> None:
        """Commit the position of every partition whose messages have all been returned.

        `pace` is how many messages a second were loaded last; it is noted beside the offsets. Where
        nothing has moved, one offset is committed again from time to time, as a sign of life.
        """
        with self._answering():
            positions = {p: self._consumer.position(p) for p in self._committed}
            moved = {
                p: position
                for p, position in positions.items()
                if position is not None and position != self._committed[p]
            }
            if not moved and time.monotonic() - self._committed_at > _SIGN_EVERY_S:
                moved = {p: at for p, at in list(positions.items())[:1] if at is not None}
            if moved:
                said = note(pace)
                self._consumer.commit(
                    {p: OffsetAndMetadata(position, said, -1) for p, position in moved.items()},
                    timeout_ms=_TIMEOUT_MS,
                )
                self._committed |= moved
                self._committed_at = time.monotonic()

    def behind(self) -> int:
        """Return how many offsets lie between the positions and the ends that were last seen."""
        ends = {p: self._consumer.highwater(p) for p in self._committed}
        with self._answering():
            return sum(
                max(0, end - (self._consumer.position(p) or 0))
                for p, end in ends.items()
                if end is not None
            )

    def close(self) -> None:
        """Close the connections; what was not committed will be read again."""
        with suppress(KafkaError, OSError):
            self._consumer.close(autocommit=False, timeout_ms=2_000)

    def _start(self, topics: Topics) -> dict[TopicPartition, int]:
        partitions = [p for t in (*topics.facts, *topics.hub) for p in self._partitions_of(t)]
        self._consumer.assign(partitions)
        starts = self._consumer.beginning_offsets(partitions, timeout_ms=_TIMEOUT_MS)
        ends = self._consumer.end_offsets(partitions, timeout_ms=_TIMEOUT_MS)
        for partition in partitions:
            kept = self._consumer.committed(partition, timeout_ms=_TIMEOUT_MS)
            start, end = starts[partition], ends[partition]
            if kept is not None and not start <= kept <= end:
                raise self._outside(
                    f"the loader has read partition {partition.partition} of "
                    f"{partition.topic} up to offset {kept}, but it holds {start} to {end}"
                )
            self._consumer.seek(partition, start if kept is None else kept)
            starts[partition] = -1 if kept is None else kept
        return dict(starts)

    def _partitions_of(self, topic: str) -> list[TopicPartition]:
        numbers = self._consumer.partitions_for_topic(topic)
        if not numbers:
            raise ConsumerError(
                f"Kafka at {self._bootstrap} has no topic {topic}: create the hub's topics first, "
                "or check the namespace."
            )
        return [TopicPartition(topic, number) for number in sorted(numbers)]

    def _outside(self, found: str) -> ConsumerError:
        return ConsumerError(
            f"Kafka at {self._bootstrap} is not the log that was read before: {found}. Nothing "
            "was reset: point the loader at the right log, or delete the consumer group "
            f"{self._group} to load this one from its start."
        )

    @contextmanager
    def _answering(self) -> Iterator[None]:
        try:
            yield
        except (OffsetOutOfRangeError, LogTruncationError) as error:
            raise self._outside(f"{type(error).__name__} {error}") from error
        except UnsupportedCodecError as error:
            raise ConsumerError(
                f"A topic at {self._bootstrap} holds batches in a compression that cannot be "
                f"read here ({error}): install its codec, or publish with lz4 or gzip."
            ) from error
        except (KafkaError, OSError) as error:
            raise unanswered("Kafka", self._bootstrap, type(error).__name__) from error
