"""The judge's loop: read, wait for arrival order, judge, commit; tick when something falls due."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import islice
from typing import Any, Final

from kafka import KafkaConsumer, TopicPartition
from kafka.admin import KafkaAdminClient
from kafka.errors import (
    KafkaError,
    MessageSizeTooLargeError,
    OffsetOutOfRangeError,
    ProducerFencedError,
    RecordListTooLargeError,
)

from schemas.topics import Topics
from streams.judge.docket import TICKS
from streams.judge.merge import LogRecord
from streams.judge.partition import Hub, JudgeError, PartitionJudge, sources
from streams.policy.pack import PackOf, RulePack

_LOG = logging.getLogger(__name__)
_POLL_MS: Final = 50
_BATCH: Final = 1000
"""Records a transaction at most: bounds memory and the time a lone event waits behind others."""
_MOST_WAITING: Final = 10_000
"""Records of one topic that wait for their turn at most: bounds memory while catching up."""

_BACK_OFF_S: Final = 1.0


@dataclass(frozen=True, slots=True)
class Progress:
    """What the worker has done since its start."""

    records: int
    outputs: int


def cluster_of(bootstrap: str) -> str:
    """Return the broker's cluster id.

    Raises:
        KafkaError: the broker cannot be reached.
    """
    admin = KafkaAdminClient(bootstrap_servers=bootstrap)
    try:
        return str(admin.describe_cluster()["cluster_id"])
    finally:
        admin.close()


def run(
    hub: Hub,
    pack: RulePack | PackOf,
    stop: threading.Event,
    *,
    on_progress: Callable[[Progress], None] | None = None,
) -> None:
    """Judge every partition until `stop` is set.

    What fails in passing (a broker that restarts, a transaction that times out) is begun again
    from the last commit. What cannot be mended ends the worker.

    Raises:
        JudgeError: fenced by a successor, offsets out of range, topics missing.
    """
    done = Progress(0, 0)
    while not stop.is_set():
        try:
            with _partitions(hub, pack) as (consumer, judges):
                while not stop.is_set():
                    done = _turn(consumer, judges, hub, done)
                    if on_progress:
                        on_progress(done)
        except OffsetOutOfRangeError as error:
            raise JudgeError(
                f"the log no longer holds the records to read next ({error}); "
                "restore the topics or rebuild the judge's state, nothing was skipped"
            ) from error
        except (MessageSizeTooLargeError, RecordListTooLargeError) as error:
            raise JudgeError(
                f"an output is larger than its topic takes ({error}); raise max.message.bytes of "
                "hub.* above the largest fact"
            ) from error
        except KafkaError as error:
            if _is_fenced(error):
                raise JudgeError(
                    "another judge has taken over these partitions; this one stops"
                ) from error
            _LOG.warning("the judge begins again from its last commit: %r", error)
            stop.wait(_BACK_OFF_S)


def _is_fenced(error: BaseException) -> bool:
    """Whether a successor has taken over: kafka-python says so itself or within another error."""
    return isinstance(error, ProducerFencedError) or any(
        isinstance(cause, ProducerFencedError) for cause in (*error.args, error.__cause__)
    )


def _turn(
    consumer: KafkaConsumer, judges: dict[int, PartitionJudge], hub: Hub, done: Progress
) -> Progress:
    for tp, records in consumer.poll(timeout_ms=_POLL_MS, max_records=4 * _BATCH).items():
        judges[tp.partition].merger.add(_read(hub.topics, record) for record in records)
    records_done, outputs_done = done.records, done.outputs
    waiting = [judge for judge in judges.values() if len(judge.merger)]
    if waiting:
        at_end = _at_end(consumer, hub)
        for judge in waiting:
            ready = judge.merger.ready(at_end[judge.number])
            while batch := list(islice(ready, _BATCH)):
                outputs_done += judge.process(batch)
                records_done += len(batch)
            _hold_back(consumer, judge, hub.topics)
    if not hub.simulated:
        now_ms = time.time_ns() // 1_000_000
        for judge in judges.values():
            if judge.is_due(now_ms):
                judge.tick(now_ms)
    return Progress(records_done, outputs_done)


def _hold_back(consumer: KafkaConsumer, judge: PartitionJudge, topics: Topics) -> None:
    """Stop reading topics of which much is waiting already, and go on with those that are not."""
    paused = consumer.paused()
    for topic in sources(topics):
        tp = TopicPartition(topic, judge.number)
        full = judge.merger.waiting(topics.plain(topic)) >= _MOST_WAITING
        if full and tp not in paused:
            consumer.pause(tp)
        elif not full and tp in paused:
            consumer.resume(tp)


def _at_end(consumer: KafkaConsumer, hub: Hub) -> dict[int, dict[str, bool]]:
    """Return per partition and plain topic whether it has been read to its end just now.

    On the simulated clock a later tick can always come, and nothing beyond the last is judged.
    """
    assigned = consumer.assignment()
    ends = consumer.end_offsets(list(assigned))
    found: dict[int, dict[str, bool]] = {}
    for tp in assigned:
        at_end = consumer.position(tp) >= ends[tp]
        plain = hub.topics.plain(tp.topic)
        at_end = at_end and not (hub.simulated and plain == TICKS)
        found.setdefault(tp.partition, {})[plain] = at_end
    return found


def _read(topics: Topics, record: Any) -> LogRecord:
    return LogRecord(
        topics.plain(record.topic),
        record.partition,
        record.offset,
        record.timestamp,
        record.key,
        record.value,
        tuple((name, value or b"") for name, value in record.headers),
    )


@contextmanager
def _partitions(
    hub: Hub, pack: RulePack | PackOf
) -> Iterator[tuple[KafkaConsumer, dict[int, PartitionJudge]]]:
    """Take over every partition: fence the predecessor, load the state, seek to its offsets."""
    consumer = KafkaConsumer(
        bootstrap_servers=hub.bootstrap,
        group_id=hub.group,
        isolation_level="read_committed",
        enable_auto_commit=False,
        auto_offset_reset="none",
        fetch_max_wait_ms=_POLL_MS,
        max_poll_records=4 * _BATCH,
    )
    judges: dict[int, PartitionJudge] = {}
    try:
        for number in _numbers(consumer, hub.topics):
            judges[number] = PartitionJudge(hub, pack, number)
        starts = {tp: at for j in judges.values() for tp, at in j.start_positions().items()}
        consumer.assign(list(starts))
        _check_offsets(consumer, starts)
        for tp, offset in starts.items():
            consumer.seek(tp, offset)
        yield consumer, judges
    finally:
        for judge in judges.values():
            judge.close()
        consumer.close()


def _numbers(consumer: KafkaConsumer, topics: Topics) -> list[int]:
    """Return the partition numbers that all source topics share."""
    wanted = (*sources(topics), topics.judge_state)
    counts = {topic: len(consumer.partitions_for_topic(topic) or ()) for topic in wanted}
    missing = sorted(topic for topic, count in counts.items() if not count)
    if missing:
        raise JudgeError(
            f"topics are missing: {', '.join(missing)}; create them with `hutong topic create`"
        )
    if len(set(counts.values())) != 1:
        raise JudgeError(
            f"all topics need one partition count, so that a district's events meet: {counts}"
        )
    return list(range(next(iter(counts.values()))))


def _check_offsets(consumer: KafkaConsumer, starts: dict[TopicPartition, int]) -> None:
    first, end = consumer.beginning_offsets(list(starts)), consumer.end_offsets(list(starts))
    for tp, offset in starts.items():
        committed = consumer.committed(tp)
        if not first[tp] <= offset <= end[tp]:
            raise JudgeError(
                f"{tp.topic} partition {tp.partition}: to be read from offset {offset}, but the "
                f"log holds {first[tp]} to {end[tp]}; nothing was skipped. Restore the topic."
            )
        if committed is not None and committed != offset:
            raise JudgeError(
                f"{tp.topic} partition {tp.partition}: the state reaches offset {offset}, the "
                f"group's commit says {committed}; they are committed together, so one of them "
                "was changed by hand. Restore the group's offset."
            )
