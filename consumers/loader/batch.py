"""A batch: messages that were read together, as rows by table, and those that were set aside."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from consumers.loader.rows import OutsideError, Row, Shape, shape_of
from schemas.catalogue import TOPIC_OF
from schemas.codec import UnreadableError, decode_record
from schemas.dead_letters import Refusal, dead_letter
from schemas.events.hub import DeadLetter, Reason


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
    """A message and the row it becomes."""

    message: Message
    row: Row


@dataclass(slots=True)
class Batch:
    """Rows by event type, dead letters, and how much of each there is.

    Args:
        plain: removes the namespace from a topic's name.
    """

    plain: Callable[[str], str]
    tables: dict[str, list[Loadable]] = field(default_factory=dict)
    dead: list[DeadLetter] = field(default_factory=list)
    messages: int = 0
    value_bytes: int = 0

    def add(self, message: Message) -> None:
        """Decode a message into its table's rows, or set it aside as a dead letter."""
        self.messages += 1
        self.value_bytes += len(message.value or b"")
        topic = self.plain(message.topic)
        try:
            event_type, record = decode_record(message.value)
        except UnreadableError as error:
            self.set_aside(message, error)
            return
        if TOPIC_OF[event_type] != topic:
            self.set_aside(message, _misplaced(event_type, topic))
            return
        shape = shape_of(event_type)
        try:
            row = shape.row((topic, message.partition, message.offset, message.timestamp), record)
        except OutsideError as error:
            self.set_aside(message, _outside(shape, record, error))
            return
        self.tables.setdefault(event_type, []).append(Loadable(message, row))

    def set_aside(self, message: Message, error: UnreadableError | Refusal) -> None:
        """Make a dead letter of a message."""
        self.dead.append(
            dead_letter(
                topic_plain=self.plain(message.topic),
                partition=message.partition,
                offset=message.offset,
                timestamp_ms=message.timestamp,
                key=message.key,
                value=message.value,
                headers=message.headers or (),
                stage="loader",
                error=error,
            )
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
