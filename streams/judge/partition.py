"""One partition under judgement: its docket, its store and its transactional producer.

A transaction holds the state changes, the outputs and the source offsets of a batch: they are
all there or none is. One transactional id a partition: a successor fences its predecessor.
"""

from __future__ import annotations

import json
import logging
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from kafka import KafkaConsumer, KafkaProducer, TopicPartition
from kafka.structs import OffsetAndMetadata

from schemas.catalogue import TOPIC_OF
from schemas.codec import encode
from schemas.commits import note, pace_of
from schemas.dead_letters import NO_DISTRICT
from schemas.events.hub import AlertRaised, ClockTicked, DeadLetter, HubOutput
from schemas.floods import NORMAL, FloodError, FloodGate, FloodLimits
from schemas.instants import epoch_millis
from schemas.topics import Topics
from streams.judge.docket import TICKS, Docket
from streams.judge.measuring import measured, tell_judged, tell_set_aside
from streams.judge.merge import LogRecord, Merger
from streams.judge.parcels import FormatError, opened
from streams.judge.state import State
from streams.judge.store import Store
from streams.policy.obligations import derived_id
from streams.policy.pack import PackOf, RulePack

_LOG = logging.getLogger(__name__)

OFFSETS: Final = "offsets"
"""State key of the source offsets; it travels in the changelog with what they led to."""

_POLL_MS: Final = 500
_WRAPPED_BYTES: Final = 4 * 1_048_576
"""The largest output: a delivery or a dead letter holds a whole fact, and more."""


class JudgeError(RuntimeError):
    """The judge cannot go on; the message says what is wrong and what to do."""


class NotOursError(Exception):
    """The partition went to another worker while this one was still loading its state."""


@dataclass(frozen=True, slots=True)
class Hub:
    """Where the judge works. `cluster` names the broker, so that a stale store is noticed."""

    bootstrap: str
    topics: Topics
    data_dir: Path
    simulated: bool
    cluster: str
    flood_limits: FloodLimits = NORMAL

    @property
    def group(self) -> str:
        """Consumer group under which offsets are committed."""
        return self.groups_of(self.topics)[0]

    @property
    def members(self) -> str:
        """Consumer group by which workers share the partitions; nothing is committed in it."""
        return self.groups_of(self.topics)[1]

    @staticmethod
    def groups_of(topics: Topics) -> tuple[str, str]:
        """Return the names of the two groups: of offsets and of workers."""
        return topics.named("hutong-judge"), topics.named("hutong-judge-workers")


class PartitionJudge:
    """Owns one partition number of every source topic.

    `directory` is where its store lies; `is_mine` says while the state is loaded whether the
    partition is still this worker's.

    Raises:
        NotOursError: it no longer is.
    """

    def __init__(
        self,
        hub: Hub,
        pack: RulePack | PackOf,
        number: int,
        directory: Path,
        is_mine: Callable[[], bool],
    ) -> None:
        self._hub = hub
        self._pack = pack
        self.number = number
        self._plain = {topic: hub.topics.plain(topic) for topic in sources(hub.topics)}
        self._changelog = TopicPartition(hub.topics.judge_state, number)
        origin = f"{hub.cluster}/{hub.topics.judge_state}/{number}"
        name = f"{hub.topics.judge_state}-{number}.sqlite"
        self._store = Store(directory / name, origin)
        self._producer = producer_of(hub, number)
        try:
            self._producer.init_transactions()
            self._catch_up(is_mine)
        except BaseException:
            self.close()
            raise
        self._state = State(self._store)
        self.docket = Docket(self._state, pack, number)
        self._tick_sent = False
        self._gate = FloodGate(hub.flood_limits)
        self._pace = self._commit_s = 0.0
        self.merger = Merger(self._plain.values())
        stored = self._store.get(OFFSETS)
        self.offsets: dict[str, int] = json.loads(stored) if stored else {}

    def start_positions(self) -> dict[TopicPartition, int]:
        """Return where to read on, per source topic."""
        return {
            TopicPartition(topic, self.number): self.offsets.get(plain, 0)
            for topic, plain in self._plain.items()
        }

    def process(self, records: list[LogRecord]) -> int:
        """Judge records in arrival order as one transaction; return the number of outputs."""
        outputs: list[HubOutput] = []
        begun = time.perf_counter()
        is_told = _LOG.isEnabledFor(logging.DEBUG)
        for record in records:
            said = self._watched(record, self.docket.take(record))
            outputs += said
            if is_told:
                tell_judged(self.docket, record, said)
            self.offsets[record.topic] = record.offset + 1
            self._tick_sent = self._tick_sent and record.topic != TICKS
        self.docket.close_batch()
        self._state.put(OFFSETS, json.dumps(self.offsets, sort_keys=True).encode())
        judged = time.perf_counter()
        self._pace = pace_of(len(records), judged - begun + self._commit_s)
        self._commit(outputs)
        self._commit_s = time.perf_counter() - judged
        measured(len(records), outputs, judged - begun + self._commit_s)
        return len(outputs)

    @property
    def pace(self) -> float:
        """Records a second of the last batch, 0 before the first."""
        return self._pace

    def is_due(self, now_ms: int) -> bool:
        """Whether something fell due by a wall clock, and nothing read or sent will move time."""
        due = self.docket.next_due
        idle = not self._tick_sent and not len(self.merger)
        return idle and due is not None and epoch_millis(due) <= now_ms

    def tick(self, now_ms: int) -> None:
        """Append a tick: the hub's time moves on though nothing arrives."""
        self._tick_sent = True
        tick = ClockTicked(
            output_id=derived_id("tick", self.number, now_ms),
            district=NO_DISTRICT,
            judged_at=self.docket.hub_time,
        )
        self._producer.begin_transaction()
        self._send(self._hub.topics.named(TICKS), NO_DISTRICT.encode(), encode(tick), now_ms)
        self._producer.commit_transaction()

    def close(self) -> None:
        """Let go: nothing uncommitted is kept."""
        self._producer.close(timeout=5)
        self._store.close()

    def _watched(self, record: LogRecord, outputs: list[HubOutput]) -> list[HubOutput]:
        """Return the outputs of a record, unless they are part of a flood of dead letters."""
        letter = next((output for output in outputs if isinstance(output, DeadLetter)), None)
        if letter is None:
            self._gate.passed(record.topic != TICKS)
            return outputs
        tell_set_aside(letter, outputs)
        try:
            self._gate.set_aside(letter)
        except FloodError as flood:
            self._say(flood.alert)
            raise JudgeError(str(flood)) from flood
        return outputs

    def _say(self, alert: AlertRaised) -> None:
        """Raise an alert by itself: nothing of the batch under way is committed."""
        self._producer.begin_transaction()
        self._send_output(alert)
        self._producer.commit_transaction()

    def _commit(self, outputs: list[HubOutput]) -> None:
        parcels = self._store.parcels_for(self._state.take_changes())
        self._producer.begin_transaction()
        for output in outputs:
            self._send_output(output)
        last = [
            self._producer.send(
                self._changelog.topic, key=parcel.key, value=parcel.value, partition=self.number
            )
            for parcel in parcels
        ][-1]
        said = note(self._pace)
        self._producer.send_offsets_to_transaction(
            {
                TopicPartition(self._hub.topics.named(plain), self.number): OffsetAndMetadata(
                    offset, said, -1
                )
                for plain, offset in self.offsets.items()
            },
            self._hub.group,
        )
        self._producer.commit_transaction()
        self._store.apply(parcels, last.get(timeout=0).offset + 1)

    def _send_output(self, output: HubOutput) -> None:
        topic = self._hub.topics.named(TOPIC_OF[output.TYPE])
        at_ms = epoch_millis(output.judged_at)
        self._send(topic, output.district.encode(), encode(output), at_ms)

    def _send(self, topic: str, key: bytes, value: bytes, at_ms: int) -> None:
        stamp: Mapping[str, Any] = {"timestamp_ms": at_ms} if self._hub.simulated else {}
        self._producer.send(topic, key=key, value=value, partition=self.number, **stamp)

    def _catch_up(self, is_mine: Callable[[], bool]) -> None:
        """Read the changelog from where the store stands to its end."""
        consumer = KafkaConsumer(
            bootstrap_servers=self._hub.bootstrap,
            isolation_level="read_committed",
            enable_auto_commit=False,
            auto_offset_reset="none",
            fetch_max_wait_ms=50,
        )
        try:
            consumer.assign([self._changelog])
            end = consumer.end_offsets([self._changelog])[self._changelog]
            if self._store.changelog_offset > end:
                self._store.clear()
            consumer.seek(self._changelog, self._store.changelog_offset)
            while consumer.position(self._changelog) < end:
                if not is_mine():
                    raise NotOursError
                polled = consumer.poll(timeout_ms=_POLL_MS, max_records=500)
                parcels = [opened(r.key, r.value) for records in polled.values() for r in records]
                self._store.apply(parcels, consumer.position(self._changelog))
        except FormatError as error:
            raise JudgeError(
                f"the state in {self._changelog.topic} was not written by this version of the "
                f"judge ({error}); go on with the version that wrote it, or rebuild the "
                "state from the log with `hutong rebuild`"
            ) from error
        finally:
            consumer.close()


def sources(topics: Topics) -> tuple[str, ...]:
    """Return the topics that the judge reads: all facts, and the ticks."""
    return (*topics.facts, topics.named(TICKS))


def producer_of(hub: Hub, number: int) -> KafkaProducer:
    """Return the transactional producer of a partition; its first transaction fences all others."""
    return KafkaProducer(
        bootstrap_servers=hub.bootstrap,
        transactional_id=f"{hub.group}-{number}",
        acks="all",
        compression_type="lz4",
        linger_ms=5,
        transaction_timeout_ms=30_000,
        max_block_ms=30_000,
        max_request_size=_WRAPPED_BYTES,
    )
