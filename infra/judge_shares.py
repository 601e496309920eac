"""Who judges which partition, and how far behind it is, asked of the broker."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from kafka import KafkaConsumer, TopicPartition
from kafka.admin import KafkaAdminClient
from kafka.errors import (
    CoordinatorLoadInProgressError,
    CoordinatorNotAvailableError,
    KafkaError,
    NotCoordinatorError,
)

from producers.connecting import connected, unreachable
from schemas.commits import noted
from schemas.topics import Topics
from streams.judge.docket import TICKS
from streams.judge.partition import Hub, sources

_PATIENCE_S: Final = 3.0


@dataclass(frozen=True, slots=True)
class Share:
    """份额: one partition under judgement.

    `worker` is None while nobody has it. `behind` counts records that are not judged yet;
    `rate` is how many records a second its worker judged last while it had any, 0 when unknown.
    """

    partition: int
    worker: str | None
    host: str | None
    behind: int
    rate: float

    @property
    def clears_in_s(self) -> float | None:
        """How long its worker takes for what is behind, in seconds; None when unknown."""
        if not self.behind:
            return 0.0
        return self.behind / self.rate if self.rate and self.worker else None


def shares(bootstrap: str, topics: Topics) -> list[Share]:
    """Return every partition of the judge, in order; none when the topics do not exist.

    Raises:
        UnreachableError: no Kafka answers there.
    """
    timeout_ms = int(_PATIENCE_S * 1000)
    admin = connected(KafkaAdminClient, bootstrap, _PATIENCE_S, request_timeout_ms=timeout_ms)
    try:
        consumer = connected(KafkaConsumer, bootstrap, _PATIENCE_S, enable_auto_commit=False)
        try:
            return _shares(admin, consumer, topics)
        finally:
            consumer.close()
    except (KafkaError, OSError) as error:
        raise unreachable(bootstrap, error) from error
    finally:
        admin.close()


def _shares(admin: KafkaAdminClient, consumer: KafkaConsumer, topics: Topics) -> list[Share]:
    numbers = sorted(consumer.partitions_for_topic(topics.judge_state) or ())
    every = [TopicPartition(topic, n) for topic in sources(topics) for n in numbers]
    ends = consumer.end_offsets(every)
    group, members = Hub.groups_of(topics)
    try:
        committed = admin.list_group_offsets({group: None})[group]
        owners = _owners(admin.describe_groups([members])[members])
    except (
        CoordinatorLoadInProgressError,
        CoordinatorNotAvailableError,
        NotCoordinatorError,
    ):  # the first commit is still to come, or the broker has just started
        committed, owners = {}, {}
    found = []
    for number in numbers:
        own = [tp for tp in every if tp.partition == number]
        said = [committed[tp] for tp in own if tp in committed]
        done = sum(max(0, commit.offset) for commit in said)
        worker, host = owners.get(number, (None, None))
        rate = max((noted(commit.metadata).pace for commit in said), default=0.0)
        behind = sum(ends[tp] for tp in own) - done
        ticks = TopicPartition(topics.named(TICKS), number)
        if behind == 1 and ticks in committed:
            behind = _left(consumer, ticks, committed[ticks].offset, ends[ticks])
        found.append(Share(number, worker, host, behind, rate))
    return found


def _left(consumer: KafkaConsumer, ticks: TopicPartition, done: int, end: int) -> int:
    """Return how many records wait where one offset does: behind a worker's tick is none.

    It stands in a transaction, of which the end has an offset as well.
    """
    if end != done + 1:
        return 1
    consumer.assign([ticks])
    consumer.seek(ticks, done)
    deadline = time.monotonic() + _PATIENCE_S
    while consumer.position(ticks) < end and time.monotonic() < deadline:
        if consumer.poll(timeout_ms=100):
            return 1
    return 0


def _owners(group: Mapping[str, Any]) -> dict[int, tuple[str, str]]:
    """Return by partition number the name of the worker that has it, and its host."""
    return {
        number: (member["client_id"], member["client_host"].removeprefix("/"))
        for member in group["members"]
        for assigned in (member["member_assignment"] or {}).get("assigned_partitions", ())
        for number in assigned["partitions"]
    }
