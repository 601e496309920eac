"""How far the hub has come, read from broker offsets."""

from __future__ import annotations

from collections.abc import Iterable
from types import TracebackType
from typing import Self

from kafka import KafkaConsumer, TopicPartition
from kafka.admin import KafkaAdminClient
from kafka.errors import (
    CoordinatorLoadInProgressError,
    CoordinatorNotAvailableError,
    NotCoordinatorError,
)


class Offsets:
    """Reads end offsets and committed offsets; a context manager."""

    def __init__(self, bootstrap: str) -> None:
        self._admin = KafkaAdminClient(bootstrap_servers=bootstrap)
        self._consumer = KafkaConsumer(bootstrap_servers=bootstrap, enable_auto_commit=False)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._consumer.close()
        self._admin.close()

    def ends(self, topics: Iterable[str]) -> dict[TopicPartition, int]:
        """Return the end offset of every partition of the topics."""
        partitions = [
            TopicPartition(topic, number)
            for topic in topics
            for number in self._consumer.partitions_for_topic(topic) or ()
        ]
        ends: dict[TopicPartition, int] = self._consumer.end_offsets(partitions)
        return ends

    def committed(self, group: str) -> dict[TopicPartition, int]:
        """Return what a group has committed: nothing while the broker is still electing."""
        try:
            answer = self._admin.list_group_offsets({group: None})
        except (
            CoordinatorLoadInProgressError,
            CoordinatorNotAvailableError,
            NotCoordinatorError,
        ):
            return {}
        return {tp: found.offset for tp, found in answer[group].items() if found.offset >= 0}

    def records(self, topics: Iterable[str]) -> int:
        """Return the number of records of topics that nobody writes in transactions."""
        return sum(self.ends(topics).values())

    def delivered(self, prefix: str) -> int:
        """Return the number of distinct deliveries in all topics that start with the prefix."""
        ends = self.ends(t for t in self._admin.list_topics() if t.startswith(prefix))
        self._consumer.assign(list(ends))
        self._consumer.seek_to_beginning()
        seen: set[bytes] = set()
        while any(self._consumer.position(tp) < end for tp, end in ends.items()):
            for records in self._consumer.poll(timeout_ms=500).values():
                seen |= {dict(record.headers)["hutong_delivery"] for record in records}
        return len(seen)

    def judged(self, group: str, topics: Iterable[str]) -> int:
        """Return how many records of the topics the group has committed."""
        wanted = frozenset(topics)
        return sum(n for tp, n in self.committed(group).items() if tp.topic in wanted)

    def standing(self, group: str, topics: Iterable[str], *, markers: int = 0) -> tuple[int, int]:
        """Return how many records a group has not committed yet, and how many there are.

        Args:
            group: consumer group.
            topics: what it reads.
            markers: transaction markers that may stand at the end of a partition after its last
                record; a group that commits behind its last record never passes them.
        """
        done, ends = self.committed(group), self.ends(topics)
        left = (end - done.get(tp, 0) for tp, end in ends.items())
        return sum(n for n in left if n > markers), sum(ends.values())
