"""The judge's loop: follow the group, read, wait for arrival order, judge, commit; tick."""

from __future__ import annotations

import gc
import logging
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import islice
from typing import Any, Final, Self

from kafka import KafkaConsumer, TopicPartition
from kafka.admin import KafkaAdminClient
from kafka.errors import (
    FencedInstanceIdError,
    KafkaError,
    MessageSizeTooLargeError,
    OffsetOutOfRangeError,
    ProducerFencedError,
    RecordListTooLargeError,
)

from schemas.instants import epoch_millis
from schemas.metrics import DUE_BACKLOG, lag
from schemas.topics import Topics
from streams.judge.docket import TICKS
from streams.judge.measuring import WORKER
from streams.judge.membership import Membership
from streams.judge.merge import LogRecord
from streams.judge.partition import Hub, JudgeError, NotOursError, PartitionJudge, sources
from streams.judge.place import Place, taken
from streams.policy.pack import PackOf, RulePack

_LOG = logging.getLogger(__name__)
_POLL_MS: Final = 50
_BATCH: Final = 1000
"""Records a transaction at most: bounds memory and the time a lone event waits behind others."""
_MOST_WAITING: Final = 10_000
"""Records of one topic that wait for their turn at most: bounds memory while catching up."""

_TURN_S: Final = 5.0
"""How long a backlog is judged before the worker looks up, in seconds."""

_BACK_OFF_S: Final = 1.0
_MEASURE_EVERY_S: Final = 2.0

_COLLECTED: Final = (50_000, 20, 50)
"""Thresholds of Python's search for cycles in a process that judges. What the judge holds (facts,
scopes, conclusions) lives long and has no cycles, and by default it is searched again and again."""


@dataclass(frozen=True, slots=True)
class Progress:
    """What the worker has done since its start, and the partitions that it judges now."""

    records: int
    outputs: int
    owned: frozenset[int]


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
    """Judge this worker's share of the partitions until `stop` is set.

    What fails in passing (a broker that restarts, a transaction that times out) is begun again
    from the last commit. A partition that another worker has taken over is let go. What cannot be
    mended ends the worker.

    Raises:
        JudgeError: offsets out of range, topics missing, another worker of the same name.
        OSError: the data directory cannot be used.
    """
    done = Progress(0, 0, frozenset())
    collect_seldom()
    with taken(hub.data_dir) as place:
        while not stop.is_set():
            try:
                with _working(hub, pack, place, stop) as bench:
                    while not stop.is_set():
                        done = bench.turn(done)
                        if on_progress:
                            on_progress(done)
            except OffsetOutOfRangeError as error:
                raise JudgeError(
                    f"the log no longer holds the records to read next ({error}); "
                    "restore the topics, nothing was skipped"
                ) from error
            except (MessageSizeTooLargeError, RecordListTooLargeError) as error:
                raise JudgeError(
                    f"an output is larger than its topic takes ({error}); raise max.message.bytes "
                    "of hub.* above the largest fact"
                ) from error
            except FencedInstanceIdError as error:
                raise JudgeError(
                    f"another worker has the name {place.name}, made of the host's name and the "
                    "data directory; give each worker a data directory or a host name of its own"
                ) from error
            except KafkaError as error:
                _LOG.warning("the judge begins again from its last commit: %r", error)
                stop.wait(_BACK_OFF_S)


def collect_seldom() -> None:
    """Have Python search for cycles seldom in this process, and not in what is there already."""
    gc.freeze()
    gc.set_threshold(*_COLLECTED)


@contextmanager
def _working(
    hub: Hub, pack: RulePack | PackOf, place: Place, stop: threading.Event
) -> Iterator[Bench]:
    """Take part in the group while the body runs; leave it unless Kafka itself has failed."""
    with Bench(hub, pack, place, stop) as bench:
        try:
            yield bench
        except KafkaError:
            raise
        except BaseException:
            bench.leave()
            raise
        bench.leave()


class Bench:
    """The partitions that one worker judges, and the consumer that reads them."""

    def __init__(
        self, hub: Hub, pack: RulePack | PackOf, place: Place, stop: threading.Event
    ) -> None:
        self._hub, self._pack, self._place, self._stop = hub, pack, place, stop
        self._judges: dict[int, PartitionJudge] = {}
        self._not_before: dict[int, float] = {}
        self._measured_at = 0.0
        self._consumer = KafkaConsumer(
            bootstrap_servers=hub.bootstrap,
            group_id=hub.group,
            isolation_level="read_committed",
            enable_auto_commit=False,
            auto_offset_reset="none",
            fetch_max_wait_ms=_POLL_MS,
            max_poll_records=4 * _BATCH,
        )
        try:
            _check_partitions(self._consumer, hub.topics)
            self._members = Membership(
                hub.bootstrap, hub.members, hub.topics.named(TICKS), place.name
            )
        except BaseException:
            self._consumer.close()
            raise

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._release(*self._judges)
        self._members.__exit__()
        self._consumer.close()

    def leave(self) -> None:
        """Let go of every partition and leave the group."""
        self._release(*self._judges)
        self._members.leave()

    def turn(self, done: Progress) -> Progress:
        """Follow the group, read, judge what is ready, and tick where something fell due.

        Of a backlog so much is judged as fits into a turn, a batch of each partition at least: who
        asks the worker to stop, and the other partitions, do not wait for all of it.
        """
        self._follow()
        until = time.monotonic() + _TURN_S
        if not self._judges:
            time.sleep(_POLL_MS / 1000)
        for tp, records in self._polled().items():
            judge = self._judges[tp.partition]
            judge.merger.add(_read(self._hub.topics, record) for record in records)
        at_end = self._at_end() if any(len(j.merger) for j in self._judges.values()) else {}
        records_done, outputs_done = done.records, done.outputs
        for number, judge in list(self._judges.items()):
            if self._stop.is_set():
                break
            try:
                judged, said = self._judged(judge, at_end, until)
                records_done += judged
                outputs_done += said
                if not self._hub.simulated:
                    _tick_when_due(judge)
            except KafkaError as error:
                if not _is_fenced(error):
                    raise
                _LOG.warning(
                    "A partition is judged by another worker now.", extra={"partition": number}
                )
                self._not_before[number] = time.monotonic() + _BACK_OFF_S
                self._release(number)
        self._measure()
        return Progress(records_done, outputs_done, frozenset(self._judges))

    def _measure(self) -> None:
        """Tell Prometheus now and then how much waits, and how much has fallen due."""
        if time.monotonic() < self._measured_at + _MEASURE_EVERY_S:
            return
        self._measured_at = time.monotonic()
        behind = sum(len(judge.merger) for judge in self._judges.values())
        for tp in self._consumer.assignment():
            end, at = self._consumer.highwater(tp), self._consumer.position(tp)
            behind += max(0, end - at) if end is not None else 0
        lag(WORKER, behind, max((judge.pace for judge in self._judges.values()), default=0.0))
        now_ms = time.time_ns() // 1_000_000
        DUE_BACKLOG.labels(WORKER).set(
            sum(
                judge.docket.due_backlog(
                    epoch_millis(judge.docket.hub_time) if self._hub.simulated else now_ms
                )
                for judge in self._judges.values()
            )
        )

    def _polled(self) -> dict[TopicPartition, list[Any]]:
        polled: dict[TopicPartition, list[Any]] = {}
        if self._judges:
            polled = self._consumer.poll(timeout_ms=_POLL_MS, max_records=4 * _BATCH)
        return polled

    def _judged(
        self, judge: PartitionJudge, at_end: dict[int, dict[str, bool]], until: float
    ) -> tuple[int, int]:
        """Judge what is ready batch by batch; return how many records, and their outputs."""
        records_done = outputs_done = 0
        if not len(judge.merger):
            return records_done, outputs_done
        ready = judge.merger.ready(at_end[judge.number])
        while batch := list(islice(ready, _BATCH)):
            outputs_done += judge.process(batch)
            records_done += len(batch)
            if self._stop.is_set() or time.monotonic() > until:
                break
        _hold_back(self._consumer, judge, self._hub.topics)
        return records_done, outputs_done

    def _follow(self) -> None:
        """Take over what the group gives to this worker and let go of what it takes away."""
        owned = self._members.owned()
        self._release(*(self._judges.keys() - owned))
        now = time.monotonic()
        for number in sorted(owned - self._judges.keys()):
            if self._not_before.get(number, 0.0) <= now:
                self._take_over(number)

    def _take_over(self, number: int) -> None:
        """Fence the predecessor, load the state, seek to its offsets.

        Loading ends where the partition goes to another worker or this one is to stop: a Kafka that
        has gone away meanwhile would let it wait for ever.
        """

        def is_mine() -> bool:
            return number in self._members.owned() and not self._stop.is_set()

        try:
            judge = PartitionJudge(self._hub, self._pack, number, self._place.directory, is_mine)
        except NotOursError:
            return
        self._judges[number] = judge
        _LOG.info("A partition is judged from here on.", extra={"partition": number})
        starts = judge.start_positions()
        self._consumer.assign([*self._consumer.assignment(), *starts])
        _check_offsets(self._consumer, starts)
        for tp, offset in starts.items():
            self._consumer.seek(tp, offset)

    def _release(self, *numbers: int) -> None:
        for number in numbers:
            self._judges.pop(number).close()
            _LOG.info("A partition is let go.", extra={"partition": number})
        if numbers:
            kept = [tp for tp in self._consumer.assignment() if tp.partition in self._judges]
            self._consumer.assign(kept)

    def _at_end(self) -> dict[int, dict[str, bool]]:
        """Return per partition and plain topic whether it has been read to its end just now.

        On the simulated clock a later tick can always come, and nothing beyond the last is judged.
        """
        assigned = self._consumer.assignment()
        ends = self._consumer.end_offsets(list(assigned))
        found: dict[int, dict[str, bool]] = {}
        for tp in assigned:
            at_end = self._consumer.position(tp) >= ends[tp]
            plain = self._hub.topics.plain(tp.topic)
            at_end = at_end and not (self._hub.simulated and plain == TICKS)
            found.setdefault(tp.partition, {})[plain] = at_end
        return found


def _tick_when_due(judge: PartitionJudge) -> None:
    now_ms = time.time_ns() // 1_000_000
    if judge.is_due(now_ms):
        judge.tick(now_ms)


def _is_fenced(error: BaseException) -> bool:
    """Whether a successor has taken over: kafka-python says so itself or within another error."""
    return isinstance(error, ProducerFencedError) or any(
        isinstance(cause, ProducerFencedError) for cause in (*error.args, error.__cause__)
    )


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


def _check_partitions(consumer: KafkaConsumer, topics: Topics) -> None:
    """Raise unless all topics are there and have one partition count."""
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
                f"group's commit says {committed}; they are committed together, so the changelog "
                "was lost, or one of them was changed by hand. Rebuild the state from the log "
                "with `hutong rebuild`"
            )
