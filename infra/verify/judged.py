"""The judge's outputs, partition by partition, against the offline judge over the same log.

Only what the judge has committed is compared, as of the hub's time then: what it has not come to
yet is no difference. Its state changes, outputs and offsets are one transaction, so they are
taken at a moment between two of them.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any, Final

from infra.verify.conclusions import Said, differences
from infra.verify.differences import Difference, Kind, Part, Position, Remedy, Report
from infra.verify.log import LogFiles
from infra.verify.spool import Spool
from schemas.codec import UnreadableError, decode
from schemas.events.hub import DeadLetter, DeadLetterRecovered, HubOutput
from schemas.events.hub import Position as Told
from schemas.instants import from_epoch_millis
from schemas.problems import InvalidEventError
from schemas.topics import FAMILIES, Topics
from streams.judge.docket import LIVE, REGISTERS, TICKS
from streams.offline.topics import received_of
from streams.policy.facts import Fact
from streams.policy.intake import Received
from streams.policy.pack import PackOf
from streams.policy.replay import replay

JUDGE_GROUP: Final = "hutong-judge"
FACTS: Final = tuple(sorted(f"facts.{family}" for family in FAMILIES))
SOURCES: Final = (*FACTS, TICKS)
OUTPUTS: Final = ("hub.verdicts", "hub.obligations", "hub.deliveries")
LETTERS: Final = "hub.dead-letters"
STAGE: Final = "judge"

_PLAIN: Final = Topics()

_LOOKS: Final = 100
_PAUSE_S: Final = 0.02
_AGAIN: Final = 3
_SETTLE_S: Final = 1.0


@dataclass(frozen=True, slots=True)
class Moment:
    """Up to which offsets a partition was judged, and where its outputs ended then."""

    judged: dict[str, int]
    outputs: dict[str, int]


def compare_judge(log: LogFiles, spool: Spool, pack_of: PackOf, report: Report) -> None:
    """Add what differs in every partition.

    Raises:
        LogGapError: the log no longer holds what was judged.
        KafkaError: Kafka stops answering.
    """
    for number in log.numbers(TICKS):
        moment = _moment(log, number)
        found = list(_Partition(log, spool, number, moment).compared(pack_of))
        for _ in range(_AGAIN):
            if all(d.harmless for d in found):
                break
            time.sleep(_SETTLE_S)  # a registration may still be taking effect
            later = _moment(log, number)
            if later.judged == moment.judged:
                break
            moment = later
            found = list(_Partition(log, spool, number, moment).compared(pack_of))
        report.differences += found
        report.count("judged", sum(n for topic, n in moment.judged.items() if topic != TICKS))
        ends = log.ends(FACTS, [number])
        behind = sum(end - moment.judged.get(topic, 0) for (topic, _), end in ends.items())
        report.waits("judge", behind)


def _moment(log: LogFiles, number: int) -> Moment:
    """Return a moment between two transactions of a partition."""
    for _ in range(_LOOKS):
        before = _judged(log, number)
        ends = log.ends((*OUTPUTS, LETTERS), [number])
        if _judged(log, number) == before:
            break
        time.sleep(_PAUSE_S)
    return Moment(before, {topic: end for (topic, _), end in ends.items()})


def _judged(log: LogFiles, number: int) -> dict[str, int]:
    found = log.committed(JUDGE_GROUP)
    return {topic: found[topic, number] for topic in SOURCES if (topic, number) in found}


class _Partition:
    """One partition's log up to a moment, and what was said of it."""

    def __init__(self, log: LogFiles, spool: Spool, number: int, moment: Moment) -> None:
        self._log, self._spool, self._number, self._moment = log, spool, number, moment
        self._now = from_epoch_millis(0)
        self._last = (self._now, "", 0)
        self._unreadable: set[Position] = set()
        self._letters: dict[Position, Position] = {}
        self._recovered: dict[Position, Position] = {}

    def compared(self, pack_of: PackOf) -> Iterator[Difference]:
        """Yield what differs."""
        number, moment = self._number, self._moment
        self._log.check({(topic, number): end for topic, end in moment.judged.items()})
        self._log.check({(topic, number): end for topic, end in moment.outputs.items()})
        self._spool.clear()
        self._read_facts()
        self._read_outputs()
        is_unsettled = self._last[1] in REGISTERS
        refused: set[Position] = set()
        for district in self._spool.districts():
            end = replay(self._received(district), pack_of(district), self._now, kinds=LIVE)
            refused |= {_at(r.received.fact) for r in end.refused}
            said = self._said(district)
            for found in differences(said, end, pack_of(district), self._recovered):
                yield _unsettled(found) if is_unsettled else found
        yield from self._doubled()
        yield from self._set_aside(refused)

    def _read_facts(self) -> None:
        for topic, end in self._moment.judged.items():
            for record in self._log.records(topic, self._number, end):
                at = from_epoch_millis(record.timestamp)
                self._now = max(self._now, at)
                self._last = max(self._last, (at, topic, record.offset))
                if topic == TICKS:
                    continue
                received = received_of(record, self._log.topics)
                if received is None:
                    self._unreadable.add(Position(topic, self._number, record.offset))
                else:
                    self._spool.add_fact(received.event.district, topic, record)

    def _read_outputs(self) -> None:
        for topic, end in self._moment.outputs.items():
            for record in self._log.records(topic, self._number, end):
                output = read_output(record)
                if output is None:
                    continue
                at = Position(topic, self._number, record.offset)
                match output:
                    case DeadLetter() if output.stage == STAGE:
                        self._letters[position_of(output.position)] = at
                    case DeadLetterRecovered() if output.stage == STAGE:
                        first = position_of(output.first_position)
                        self._recovered[first] = position_of(output.position)
                if topic == LETTERS:
                    continue
                self._spool.add_said(
                    output.district,
                    topic,
                    record.offset,
                    output.TYPE,
                    str(output.output_id),
                    record.value,
                )

    def _received(self, district: str) -> Iterator[Received]:
        for record in self._spool.facts(district, self._number):
            found = received_of(record, _PLAIN)
            if found is not None:
                yield found

    def _said(self, district: str) -> Said:
        said = Said()
        for topic, offset, value in self._spool.said(district):
            output = decode(value)
            if isinstance(output, HubOutput):
                said.add(Position(topic, self._number, offset), output)
        return said

    def _doubled(self) -> Iterator[Difference]:
        for kind, id_, topic, offset, values in self._spool.said_twice():
            yield Difference(
                Part.JUDGE,
                Kind.DOUBLED,
                f"{kind} {id_}",
                topic,
                Position(topic, self._number, offset),
                "同一标识发布不止一次" + ("，内容不同" if values > 1 else ""),
                "one id is published more than once" + (", with other content" * (values > 1)),
                Remedy.LOOK if values > 1 else Remedy.NONE,
                harmless=values == 1,
            )

    def _set_aside(self, refused: set[Position]) -> Iterator[Difference]:
        wanted = self._unreadable | refused
        for place in sorted(wanted - self._letters.keys(), key=str):
            yield Difference(
                Part.JUDGE,
                Kind.MISSING,
                f"dead letter of {place}",
                LETTERS,
                place,
                "离线判定不接收该消息，死信未发布",
                "the offline judge does not take the message; its dead letter is not published",
                Remedy.REBUILD,
            )
        for place in sorted(self._letters.keys() - wanted - self._recovered.keys(), key=str):
            yield Difference(
                Part.JUDGE,
                Kind.SURPLUS,
                f"dead letter of {place}",
                LETTERS,
                self._letters[place],
                "已作死信，离线判定予以接收",
                "it was set aside; the offline judge would take it",
                Remedy.REPLAY,
            )


def read_output(record: Any) -> HubOutput | None:
    """Return what the hub said in a record, or None where it cannot be read."""
    try:
        output = decode(record.value)
    except (UnreadableError, InvalidEventError):
        return None
    return output if isinstance(output, HubOutput) else None


def position_of(said: Told) -> Position:
    """Return a position as an output says it."""
    return Position(said.topic, said.partition, said.offset)


def _at(fact: Fact) -> Position:
    return Position(fact.topic, fact.partition, fact.offset)


def _unsettled(found: Difference) -> Difference:
    """A registration was judged last: the rest is judged by it with the next record or tick."""
    return replace(
        found,
        zh=found.zh + "（登记刚变更，下一条消息或时钟到来时再判定）",
        en=found.en + " (a register has just changed; judged by it with the next record or tick)",
        harmless=True,
    )
