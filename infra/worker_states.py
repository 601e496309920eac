"""Which of the hub's processes live, how far behind they are and how long that takes them.

All of it is asked of the broker, so it is the same wherever and however often they run.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Any, Final

from kafka import KafkaConsumer, TopicPartition
from kafka.admin import KafkaAdminClient
from kafka.errors import (
    CoordinatorLoadInProgressError,
    CoordinatorNotAvailableError,
    KafkaError,
    NotCoordinatorError,
)

from consumers.loader import reader as loader
from consumers.notifier import reader as notifier
from producers.connecting import connected, unreachable
from schemas.commits import Note, noted
from schemas.topic_reading import records_until
from schemas.topics import FAMILIES, Topics
from streams.judge.partition import Hub

_PATIENCE_S: Final = 3.0
_SILENT_AFTER: Final = timedelta(seconds=20)
"""Loader and notifier commit every 5 s, whether anything came or not."""

_ELECTING: Final = (
    CoordinatorLoadInProgressError,
    CoordinatorNotAvailableError,
    NotCoordinatorError,
)

_FACTS: Final = tuple(f"facts.{family}" for family in FAMILIES)
_OUTPUTS: Final = (
    *("hub.verdicts", "hub.obligations", "hub.deliveries"),
    *("hub.dead-letters", "hub.alerts", "hub.ticks", "hub.pulse"),
)
_TRANSACTIONAL: Final = frozenset(
    {"hub.verdicts", "hub.obligations", "hub.deliveries", "hub.ticks"}
)
"""Written by the judge: behind the last record stand the marks of its transactions, to which a
worker that commits behind a record never comes."""

_FEW: Final = 20
"""Offsets that may all be marks: so few are read to see whether records are among them."""


class Life(StrEnum):
    """生死: whether a process lives."""

    ALIVE = "alive"
    SILENT = "silent"
    NEVER = "never"
    """It has not been started on this hub."""


@dataclass(frozen=True, slots=True)
class WorkerState:
    """One of the hub's processes, all that run of it taken together.

    `behind` counts records that it has not done yet; `rate` is how many records a second it did
    when it committed last, 0 when unknown; `last_commit` is by its own clock.
    """

    name: str
    life: Life
    behind: int
    rate: float
    last_commit: datetime | None

    @property
    def clears_in_s(self) -> float | None:
        """How long it takes for what is behind, in seconds; None when unknown."""
        if not self.behind:
            return 0.0
        return self.behind / self.rate if self.rate and self.life is Life.ALIVE else None


@dataclass(frozen=True, slots=True)
class _Worker:
    """What a process reads, in which group, and in which group its members are, if in any."""

    name: str
    group: str
    reads: tuple[str, ...]
    members: str | None
    passes_markers: bool = False


def _workers(topics: Topics) -> tuple[_Worker, ...]:
    judge, judges = Hub.groups_of(topics)
    conclusions = ("hub.verdicts", "hub.obligations")

    def faust(name: str, reads: tuple[str, ...]) -> _Worker:
        group = topics.named(f"hutong-{name}")
        return _Worker(name, group, reads, group)

    return (
        _Worker("judge", judge, (*_FACTS, "hub.ticks"), judges),
        faust("router", ("hub.deliveries",)),
        faust("alerts", conclusions),
        faust("pulse", (*_FACTS, *conclusions)),
        _Worker("notifier", notifier.group_of(topics), ("hub.alerts",), None, passes_markers=True),
        _Worker(
            *("loader", loader.group_of(topics), (*_FACTS, *_OUTPUTS), None), passes_markers=True
        ),
    )


def worker_states(
    bootstrap: str, topics: Topics, now: Callable[[], datetime] = lambda: datetime.now(UTC)
) -> list[WorkerState]:
    """Return how every process stands.

    Raises:
        UnreachableError: no Kafka answers there.
    """
    timeout_ms = int(_PATIENCE_S * 1000)
    admin = connected(KafkaAdminClient, bootstrap, _PATIENCE_S, request_timeout_ms=timeout_ms)
    try:
        consumer = connected(
            KafkaConsumer,
            bootstrap,
            _PATIENCE_S,
            enable_auto_commit=False,
            isolation_level="read_committed",
        )
        try:
            ends = _ends(consumer, topics)
            return [
                _state(admin, consumer, worker, ends, topics, now()) for worker in _workers(topics)
            ]
        finally:
            consumer.close()
    except (KafkaError, OSError) as error:
        raise unreachable(bootstrap, error) from error
    finally:
        admin.close()


def _ends(consumer: KafkaConsumer, topics: Topics) -> dict[TopicPartition, int]:
    names = (topics.named(plain) for plain in (*_FACTS, *_OUTPUTS))
    found: dict[TopicPartition, int] = consumer.end_offsets(
        [TopicPartition(n, p) for n in names for p in consumer.partitions_for_topic(n) or ()]
    )
    return found


def _state(
    admin: KafkaAdminClient,
    consumer: KafkaConsumer,
    worker: _Worker,
    ends: dict[TopicPartition, int],
    topics: Topics,
    now: datetime,
) -> WorkerState:
    try:
        commits = admin.list_group_offsets({worker.group: None})[worker.group]
        has_members = bool(worker.members and _members(admin, worker.members))
    except _ELECTING:  # the first commit is still to come, or the broker has just started
        commits, has_members = {}, False
    done = {tp: commit.offset for tp, commit in commits.items() if commit.offset >= 0}
    behind = _behind(consumer, worker, done, ends, topics)
    notes = [noted(commit.metadata) for commit in commits.values()]
    last = max((said.at for said in notes if said.at is not None), default=None)
    is_alive = has_members if worker.members else last is not None and now - last < _SILENT_AFTER
    life = Life.ALIVE if is_alive else Life.SILENT if done else Life.NEVER
    return WorkerState(worker.name, life, behind, _rate(notes, last), last)


def _behind(
    consumer: KafkaConsumer,
    worker: _Worker,
    done: Mapping[TopicPartition, int],
    ends: Mapping[TopicPartition, int],
    topics: Topics,
) -> int:
    """Return how many records a worker has not done; marks of transactions are none."""
    read = [tp for tp in ends if topics.plain(tp.topic) in worker.reads]
    left = {tp: ends[tp] - done.get(tp, 0) for tp in read if ends[tp] > done.get(tp, 0)}
    unsure = {
        tp: ends[tp]
        for tp, count in left.items()
        if topics.plain(tp.topic) in _TRANSACTIONAL and count <= _FEW and not worker.passes_markers
    }
    if unsure:
        consumer.assign(list(unsure))
        for tp in unsure:
            consumer.seek(tp, done.get(tp, 0))
        found = sum(1 for _ in records_until(consumer, unsure, _PATIENCE_S))
    else:
        found = 0
    return found + sum(count for tp, count in left.items() if tp not in unsure)


def _rate(notes: Iterable[Note], last: datetime | None) -> float:
    """Return the pace of the commits that were made last, of one process or of several."""
    return max(
        (said.pace for said in notes if said.at is not None and said.at == last), default=0.0
    )


def _members(admin: KafkaAdminClient, group: str) -> list[Any]:
    found: list[Any] = admin.describe_groups([group])[group]["members"]
    return found
