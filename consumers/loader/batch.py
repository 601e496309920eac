"""A batch: messages that were read together, as rows by table, and those that were set aside."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, Protocol
from uuid import uuid5

from consumers.loader.rows import OutsideError, Row, Shape, shape_of
from schemas.catalogue import TOPIC_OF
from schemas.codec import UnreadableError, decode, decode_record
from schemas.dead_letters import NAMESPACE, Refusal, dead_letter
from schemas.events.hub import DeadLetter, DeadLetterRecovered, DeadLetterReplayed, Reason
from schemas.instants import epoch_millis

_LOG: Final = logging.getLogger("hutong.loader")

STAGE: Final = "loader"
"""What the loader is called in dead letters."""


class Message(Protocol):
    """What the loader needs of a Kafka record."""

    @property
    def topic(self) -> str:
        """Full name of the topic, namespace included."""

    @property
    def partition(self) -> int:
        """Partition."""

    @property
    def offset(self) -> int:
        """Offset."""

    @property
    def timestamp(self) -> int:
        """Record timestamp, milliseconds since 1970 UTC: the shared time."""

    @property
    def key(self) -> bytes | None:
        """Raw key."""

    @property
    def value(self) -> bytes | None:
        """Raw value; `None` for a tombstone."""

    @property
    def headers(self) -> Sequence[tuple[str, bytes | None]] | None:
        """Raw headers, in order."""


@dataclass(frozen=True, slots=True)
class Loadable:
    """A message, its number in the batch, and the row it becomes.

    `recovers` says which dead letter is no more once the row is stored.
    """

    message: Message
    number: int
    row: Row
    recovers: DeadLetterRecovered | None = None


@dataclass(slots=True)
class Batch:
    """Rows by event type, dead letters, and how much of each there is.

    Args:
        plain: removes the namespace from a topic's name.
    """

    plain: Callable[[str], str]
    tables: dict[str, list[Loadable]] = field(default_factory=dict)
    dead: dict[int, DeadLetter] = field(default_factory=dict)
    """Dead letters by the number of their message in the batch."""
    recovered: list[DeadLetterRecovered] = field(default_factory=list)
    """What is to be said of dead letters whose rows are stored at last."""
    is_counted: bool = False
    """Whether the flood gate has counted the batch."""
    messages: int = 0
    value_bytes: int = 0

    def add(self, message: Message) -> None:
        """Decode a message into its table's rows, or set it aside as a dead letter."""
        number = self.messages
        self.messages += 1
        self.value_bytes += len(message.value or b"")
        topic = self.plain(message.topic)
        position = (topic, message.partition, message.offset, message.timestamp)
        try:
            event_type, row = _row(message.value, position)
        except UnreadableError as error:
            self.set_aside(number, message, error)
        except _UnfitError as error:
            self.set_aside(number, message, error.refusal)
        else:
            self._put(event_type, Loadable(message, number, row))
            if event_type == DeadLetterReplayed.TYPE:
                self._restore(number, message)

    def set_aside(self, number: int, message: Message, error: UnreadableError | Refusal) -> None:
        """Make a dead letter of a message."""
        self.dead[number] = dead_letter(
            topic_plain=self.plain(message.topic),
            partition=message.partition,
            offset=message.offset,
            timestamp_ms=message.timestamp,
            key=message.key,
            value=message.value,
            headers=message.headers or (),
            stage=STAGE,
            error=error,
        )

    def _restore(self, number: int, message: Message) -> None:
        """Store what the loader could not store before, at its first position.

        If it still cannot, the dead letter stays replayed and not recovered.
        """
        replayed = decode(message.value)
        if not isinstance(replayed, DeadLetterReplayed) or replayed.stage != STAGE:
            return
        at = replayed.first_position
        shared_ms = epoch_millis(replayed.first_shared_at)
        try:
            event_type, row = _row(replayed.value, (at.topic, at.partition, at.offset, shared_ms))
        except (UnreadableError, _UnfitError) as error:
            _LOG.warning(
                "A dead letter cannot be loaded yet (%s).",
                type(error).__name__.strip("_"),
                extra={"dead_letter_id": replayed.dead_letter_id},
            )
            return
        self._put(event_type, Loadable(message, number, row, _recovered(replayed, event_type)))

    def _put(self, event_type: str, loadable: Loadable) -> None:
        self.tables.setdefault(event_type, []).append(loadable)


class _UnfitError(Exception):
    """A readable message that has no place in a table."""

    def __init__(self, refusal: Refusal) -> None:
        self.refusal = refusal
        super().__init__(refusal.reasons[0].message_en)


def _row(value: bytes | None, position: tuple[str, int, int, int]) -> tuple[str, Row]:
    """Return the event type and the row of a value; position as `Shape.row` takes it.

    Raises:
        UnreadableError: it cannot be decoded.
        _UnfitError: it belongs to another topic, or no table can hold it.
    """
    event_type, record = decode_record(value)
    if TOPIC_OF[event_type] != position[0]:
        raise _UnfitError(_misplaced(event_type, position[0]))
    shape = shape_of(event_type)
    try:
        return event_type, shape.row(position, record)
    except OutsideError as error:
        raise _UnfitError(_outside(shape, record, error)) from error


def _recovered(replayed: DeadLetterReplayed, event_type: str) -> DeadLetterRecovered:
    return DeadLetterRecovered(
        output_id=uuid5(NAMESPACE, f"recovery/{replayed.dead_letter_id}/{STAGE}"),
        district=replayed.district,
        judged_at=replayed.judged_at,
        dead_letter_id=replayed.dead_letter_id,
        position=replayed.first_position,
        first_position=replayed.first_position,
        first_shared_at=replayed.first_shared_at,
        stage=STAGE,
        event_type=event_type,
    )


def refused_by_table(event_type: str, found: str) -> Refusal:
    """Return why a row that ClickHouse would not take is set aside."""
    return Refusal(
        (
            Reason(
                rule_id="V-70",
                field="(event)",
                value=event_type,
                message_zh=f"ClickHouse 未接受此行：{found}",
                message_en=f"ClickHouse did not take this row: {found}",
                fix_zh="按说明更正该值后重新发布",
                fix_en="correct the value it names and publish again",
            ),
        ),
        code="INVALID",
    )


def _misplaced(event_type: str, topic: str) -> Refusal:
    right = TOPIC_OF[event_type]
    return Refusal(
        (
            Reason(
                rule_id="V-73",
                field="event_type",
                value=event_type,
                message_zh=f"{event_type} 不属于主题 {topic}",
                message_en=f"{event_type} does not belong on topic {topic}",
                fix_zh=f"发布到 {right}",
                fix_en=f"publish it on {right}",
            ),
        ),
        code="INVALID",
    )


def _outside(shape: Shape, record: Mapping[str, Any], error: OutsideError) -> Refusal:
    return Refusal(
        (
            Reason(
                rule_id="V-42",
                field=shape.path_of(dict(record)),
                value=str(error.value),
                message_zh="时间或日期超出 1900-01-01 至 2299-12-31",
                message_en="the time or date lies outside 1900-01-01 to 2299-12-31",
                fix_zh="核对年份；长期有效填 2099-12-31",
                fix_en="check the year; long term is 2099-12-31",
            ),
        ),
        code="INVALID",
    )
