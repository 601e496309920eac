"""Arrival order: one partition's topics merged by append time, as if they were one log.

A record may be judged once no topic can still bring an earlier one: every topic has either been
read to its end, or has a later record waiting. So nothing is judged before a fact that stands
earlier in another topic, live and while catching up alike.
"""

from __future__ import annotations

import heapq
from collections import deque
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from operator import attrgetter


@dataclass(frozen=True, slots=True)
class LogRecord:
    """A record as read: topic without namespace, `timestamp` in milliseconds since 1970 UTC."""

    topic: str
    partition: int
    offset: int
    timestamp: int
    key: bytes | None
    value: bytes | None
    headers: tuple[tuple[str, bytes], ...]

    @property
    def order(self) -> tuple[int, str, int]:
        """(append time, topic, offset)."""
        return (self.timestamp, self.topic, self.offset)


_BEFORE_ALL = (-1, "", -1)


class Merger:
    """Holds what was read of one partition number until its turn has come."""

    def __init__(self, topics: Iterable[str]) -> None:
        self._waiting: dict[str, deque[LogRecord]] = {topic: deque() for topic in topics}
        self._newest: dict[str, tuple[int, str, int]] = {}

    def add(self, records: Iterable[LogRecord]) -> None:
        """Take records of one topic, in offset order."""
        for record in records:
            self._waiting[record.topic].append(record)
            self._newest[record.topic] = record.order

    def waiting(self, topic: str) -> int:
        """Return how many records of a topic wait for their turn."""
        return len(self._waiting[topic])

    def __len__(self) -> int:
        return sum(len(queue) for queue in self._waiting.values())

    def ready(self, at_end: Mapping[str, bool]) -> Iterator[LogRecord]:
        """Yield, in arrival order, the records that nothing unread can precede.

        Args:
            at_end: per topic, whether it had been read to its end at a moment after every
                record held here was appended.
        """
        limits = [
            self._newest[topic] if queue else _BEFORE_ALL
            for topic, queue in self._waiting.items()
            if not at_end[topic]
        ]
        limit = min(limits, default=None)
        for record in heapq.merge(*map(tuple, self._waiting.values()), key=attrgetter("order")):
            if limit is not None and record.order > limit:
                return
            self._waiting[record.topic].popleft()
            yield record
