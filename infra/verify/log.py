"""The log as a comparison reads it: one partition of a topic at a time, to an end that is fixed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, Final, Self

from kafka import KafkaConsumer, TopicPartition
from kafka.admin import KafkaAdminClient
from kafka.errors import (
    CoordinatorLoadInProgressError,
    CoordinatorNotAvailableError,
    NotCoordinatorError,
)

from infra.verify.differences import LogGapError
from producers.connecting import connected
from schemas.topic_reading import records_until
from schemas.topics import Topics

_PATIENCE_S: Final = 10.0


class LogFiles:
    """A hub's topics, committed records only; a context manager.

    Raises:
        UnreachableError: no Kafka answers.
    """

    def __init__(self, bootstrap: str, topics: Topics) -> None:
        self.bootstrap = bootstrap
        self.topics = topics
        timeout_ms = int(_PATIENCE_S * 1000)
        self._admin = connected(
            KafkaAdminClient, bootstrap, _PATIENCE_S, request_timeout_ms=timeout_ms
        )
        try:
            # One that has partitions assigned does not always know where others end.
            self._offsets = self._connect()
            try:
                self._consumer = self._connect()
            except BaseException:
                self._offsets.close()
                raise
        except BaseException:
            self._admin.close()
            raise

    def _connect(self) -> Any:
        return connected(
            KafkaConsumer,
            self.bootstrap,
            _PATIENCE_S,
            enable_auto_commit=False,
            isolation_level="read_committed",
            auto_offset_reset="none",
            max_poll_records=2000,
            fetch_max_wait_ms=50,
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._consumer.close()
        self._offsets.close()
        self._admin.close()

    def names(self) -> frozenset[str]:
        """Return the plain names of the topics of this namespace."""
        namespace = self.topics.namespace
        found = self._admin.list_topics()
        return frozenset(n.removeprefix(namespace) for n in found if n.startswith(namespace))

    def numbers(self, plain: str) -> list[int]:
        """Return the partition numbers of a topic; none where there is no such topic."""
        return sorted(self._offsets.partitions_for_topic(self.topics.named(plain)) or ())

    def ends(self, plains: Iterable[str], numbers: Iterable[int]) -> dict[tuple[str, int], int]:
        """Return the end offset of each partition: behind the last committed record."""
        found = self._offsets.end_offsets(self._partitions(plains, numbers))
        return {(self.topics.plain(tp.topic), tp.partition): end for tp, end in found.items()}

    def committed(self, group: str) -> dict[tuple[str, int], int]:
        """Return what a group has committed, by plain topic and partition."""
        name = self.topics.named(group)
        try:
            answer = self._admin.list_group_offsets({name: None})[name]
        except (
            CoordinatorLoadInProgressError,
            CoordinatorNotAvailableError,
            NotCoordinatorError,
        ):
            return {}
        return {
            (self.topics.plain(tp.topic), tp.partition): found.offset
            for tp, found in answer.items()
            if found.offset >= 0
        }

    def check(self, wanted: dict[tuple[str, int], int]) -> None:
        """Raise unless every partition is held from 0 to the offset wanted.

        Raises:
            LogGapError: one is not.
        """
        partitions = [TopicPartition(self.topics.named(t), n) for t, n in wanted]
        first = self._offsets.beginning_offsets(partitions)
        ends = self._offsets.end_offsets(partitions)
        for tp in partitions:
            upto = wanted[self.topics.plain(tp.topic), tp.partition]
            if first[tp] > 0:
                raise LogGapError(tp.topic, tp.partition, 0, first[tp], ends[tp])
            if upto > ends[tp]:
                raise LogGapError(tp.topic, tp.partition, upto - 1, first[tp], ends[tp])

    def records(self, plain: str, number: int, end: int, start: int = 0) -> Iterator[Any]:
        """Yield the records of a partition with offsets from `start` to below `end`.

        Raises:
            KafkaTimeoutError: nothing comes for a minute.
        """
        tp = TopicPartition(self.topics.named(plain), number)
        self._consumer.assign([tp])
        self._consumer.seek(tp, start)
        yield from records_until(self._consumer, {tp: end})

    def record(self, plain: str, number: int, offset: int) -> Any:
        """Return the record at a position."""
        return next(iter(self.records(plain, number, offset + 1, offset)))

    def _partitions(self, plains: Iterable[str], numbers: Iterable[int]) -> list[TopicPartition]:
        return [TopicPartition(self.topics.named(t), n) for t in plains for n in numbers]
