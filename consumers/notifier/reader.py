"""`hub.alerts` as the notifier reads it: committed records, from where its store says."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from typing import Any, Final

from kafka import KafkaConsumer, TopicPartition
from kafka.errors import KafkaError, LogTruncationError, OffsetOutOfRangeError
from kafka.structs import OffsetAndMetadata

from consumers.failures import ConsumerError, unanswered
from schemas.commits import note
from schemas.topics import Topics

_TIMEOUT_MS: Final = 10_000


def group_of(topics: Topics) -> str:
    """Return the group in which is noted how far everything has been told."""
    return f"{topics.namespace}hutong-notifier"


class AlertLog:
    """All partitions of `hub.alerts`.

    The store says where to go on. In the group Kafka keeps how far everything was told: should
    the store be lost, what comes before is not told again. Offsets are never reset.

    Raises:
        UnreachableError: Kafka does not answer.
        ConsumerError: there is no such topic.
    """

    def __init__(self, bootstrap: str, topics: Topics, *, timeout_ms: int = _TIMEOUT_MS) -> None:
        self._bootstrap = bootstrap
        self._topic = topics.named("hub.alerts")
        self._committed: dict[int, int] = {}
        with self._answering():
            self._consumer: Any = KafkaConsumer(
                bootstrap_servers=bootstrap,
                client_id="hutong-notifier",
                group_id=group_of(topics),
                isolation_level="read_committed",
                enable_auto_commit=False,
                auto_offset_reset="none",
                allow_auto_create_topics=False,
                bootstrap_timeout_ms=timeout_ms,
                request_timeout_ms=max(timeout_ms, _TIMEOUT_MS),
                reconnect_backoff_max_ms=1_000,
                metrics_enabled=False,
            )
        try:
            self._partitions = self._assigned()
        except BaseException:
            self.close()
            raise

    def ends(self) -> dict[int, int]:
        """Return partition → the offset behind its last record.

        Raises:
            UnreachableError: Kafka does not answer: `poll` would not say so.
        """
        with self._answering():
            ends = self._consumer.end_offsets(self._partitions, timeout_ms=_TIMEOUT_MS)
        return {partition.partition: end for partition, end in ends.items()}

    def behind(self) -> int:
        """Return how many offsets are not read yet.

        Raises:
            UnreachableError: Kafka does not answer.
        """
        ends, positions = self.ends(), self.positions()
        return sum(max(0, end - positions[number]) for number, end in ends.items())

    def told(self) -> dict[int, int]:
        """Return partition → up to where everything was told, where that is known.

        Raises:
            ConsumerError: it lies outside the log: it is not the one that was read before.
        """
        with self._answering():
            kept = {
                p.partition: self._consumer.committed(p, timeout_ms=_TIMEOUT_MS)
                for p in self._partitions
            }
        self._committed = {number: at for number, at in kept.items() if at is not None}
        ends = self.ends()
        for number, at in self._committed.items():
            self._check_within(number, at, 0, ends[number])
        return dict(self._committed)

    def begin(self, offsets: Mapping[int, int]) -> None:
        """Go on at these offsets, elsewhere at the beginning.

        Raises:
            ConsumerError: an offset lies outside the log: it is not the one that was read before.
        """
        ends = self.ends()
        with self._answering():
            starts = self._consumer.beginning_offsets(self._partitions, timeout_ms=_TIMEOUT_MS)
            for partition in self._partitions:
                number, start = partition.partition, starts[partition]
                at = offsets.get(number, start)
                self._check_within(number, at, start, ends[number])
                self._consumer.seek(partition, at)

    def poll(self, timeout_s: float) -> list[Any]:
        """Return records that have come, waiting up to `timeout_s` seconds for the first."""
        with self._answering():
            found = self._consumer.poll(timeout_ms=max(0, round(timeout_s * 1000)))
        return [record for records in found.values() for record in records]

    def positions(self) -> dict[int, int]:
        """Return partition → the offset to read next, control records passed over."""
        with self._answering():
            return {p.partition: self._consumer.position(p) for p in self._partitions}

    def note_told(self, offsets: Mapping[int, int], pace: float = 0.0) -> None:
        """Commit up to where everything was told; with it, how many alerts a second were heard.

        Where nothing has moved, one offset is committed again, as a sign of life.
        """
        moved = {n: at for n, at in offsets.items() if at != self._committed.get(n)}
        moved = moved or dict(list(offsets.items())[:1])
        if moved:
            said = note(pace)
            with self._answering():
                self._consumer.commit(
                    {
                        TopicPartition(self._topic, number): OffsetAndMetadata(at, said, -1)
                        for number, at in moved.items()
                    },
                    timeout_ms=_TIMEOUT_MS,
                )
            self._committed |= moved

    def close(self) -> None:
        """Close the connections."""
        with suppress(KafkaError, OSError):
            self._consumer.close(autocommit=False, timeout_ms=2_000)

    def _assigned(self) -> list[TopicPartition]:
        with self._answering():
            numbers = self._consumer.partitions_for_topic(self._topic)
        if not numbers:
            raise ConsumerError(
                f"Kafka at {self._bootstrap} has no topic {self._topic}: create the hub's topics "
                "first, or check the namespace."
            )
        partitions = [TopicPartition(self._topic, number) for number in sorted(numbers)]
        self._consumer.assign(partitions)
        return partitions

    def _check_within(self, number: int, at: int, start: int, end: int) -> None:
        if not start <= at <= end:
            raise self._outside(
                f"the notifier has read partition {number} of {self._topic} up to offset {at}, but "
                f"it holds {start} to {end}"
            )

    def _outside(self, found: str) -> ConsumerError:
        return ConsumerError(
            f"Kafka at {self._bootstrap} is not the log that was read before: {found}. Nothing "
            "was reset: point the notifier at the right log, or give it a new data directory."
        )

    @contextmanager
    def _answering(self) -> Iterator[None]:
        try:
            yield
        except (OffsetOutOfRangeError, LogTruncationError) as error:
            raise self._outside(f"{type(error).__name__} {error}") from error
        except (KafkaError, OSError) as error:
            raise unanswered("Kafka", self._bootstrap, type(error).__name__) from error
