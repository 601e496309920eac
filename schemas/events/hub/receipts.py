"""What became of a message on receipt: refused, noted, a copy, unreadable; and the ticks."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, ClassVar
from uuid import UUID

from pydantic import Field

from schemas.events.hub.outputs import HubOutput, Moment, Position
from schemas.fields import CodeOf
from schemas.records import Record


class Reason(Record):
    """为何拒绝: where, what was found, which rule, and how to fix it, in both languages."""

    rule_id: str = Field(title="规则", description="Rule or validation id")
    field: str = Field(title="字段", description="Field path")
    value: str = Field(title="值", description="What was found")
    message_zh: str = Field(title="问题", description="Message in Chinese")
    message_en: str = Field(title="英文问题", description="Message in English")
    fix_zh: str = Field(title="办法", description="How to fix it, in Chinese")
    fix_en: str = Field(title="英文办法", description="How to fix it, in English")


class EventRejected(HubOutput):
    """拒收: a readable message that was refused. A refusal stops no clock."""

    TYPE: ClassVar[str] = "event.rejected"
    ZH: ClassVar[str] = "拒收"
    EXAMPLE: ClassVar[Mapping[str, Any]] = {
        "reasons": [
            {
                "rule_id": "V-33",
                "field": "fine_amount_yuan",
                "value": "",
                "message_zh": "处罚种类含罚款，但没有罚款金额",
                "message_en": "the penalty is a fine, but there is no amount",
                "fix_zh": "填写罚款金额（元）",
                "fix_en": "fill in the fine in yuan",
            }
        ],
        "attempted_at": "2026-11-23T09:21:00+08:00",
    }

    event_id: UUID = Field(title="事件标识", description="Refused event")
    event_type: str = Field(title="事件类型", description="Its type")
    agency: str = Field(title="发布机关", description="Its publisher")
    position: Position = Field(title="位置", description="Where it stands in the log")
    reasons: tuple[Reason, ...] = Field(title="原因", description="All reasons at once")
    attempted_at: Moment | None = Field(
        default=None, title="尝试时间", description="When it reached the hub: its record timestamp"
    )


class Note(Record):
    """标注: one finding on an event that was taken all the same: a flag or a note on quality."""

    rule_id: str = Field(title="规则", description="Validation rule, such as V-02")
    grade: Annotated[str, CodeOf("note.grade")] = Field(
        title="等级", description="F accepted and flagged, W a note on data quality"
    )
    field: str = Field(title="字段", description="Field path")
    value: str = Field(title="值", description="What was found")
    message_zh: str = Field(title="问题", description="Message in Chinese")
    message_en: str = Field(title="英文问题", description="Message in English")
    fix_zh: str = Field(title="办法", description="How to fix it, in Chinese")
    fix_en: str = Field(title="英文办法", description="How to fix it, in English")


class EventNoted(HubOutput):
    """标注: an event was taken, with flags and notes on its data quality. It stands as it is."""

    TYPE: ClassVar[str] = "event.noted"
    ZH: ClassVar[str] = "标注"
    EXAMPLE: ClassVar[Mapping[str, Any]] = {
        "notes": [
            {
                "rule_id": "V-02",
                "grade": "W",
                "field": "party.party_uscc",
                "value": "91371322MA3C4D5E6A",
                "message_zh": "统一社会信用代码的校验位不符，应为 B",
                "message_en": "the check character of the credit code does not fit; B would",
                "fix_zh": "对照营业执照核对 18 位代码；证书确实如此的无需处理",
                "fix_en": "check the 18 characters; nothing to do if the certificate says so",
            }
        ]
    }

    event_id: UUID = Field(title="事件标识", description="Event that was taken")
    event_type: str = Field(title="事件类型", description="Its type")
    agency: str = Field(title="发布机关", description="Its publisher")
    position: Position = Field(title="位置", description="Where it stands in the log")
    notes: tuple[Note, ...] = Field(min_length=1, title="标注", description="The first fifty notes")
    count: int = Field(ge=1, title="标注数", description="Number of notes in all")


class EventDuplicated(HubOutput):
    """重复: the same event again; the first receipt stands."""

    TYPE: ClassVar[str] = "event.duplicated"
    ZH: ClassVar[str] = "重复"
    EXAMPLE: ClassVar[Mapping[str, Any]] = {
        "first_position": {"topic": "facts.penalty-decisions", "partition": 0, "offset": 1040},
        "first_shared_at": "2026-11-23T09:20:30+08:00",
    }

    event_id: UUID = Field(title="事件标识", description="Event that came again")
    event_type: str = Field(title="事件类型", description="Its type")
    agency: str = Field(title="发布机关", description="Its publisher")
    position: Position = Field(title="位置", description="Where the copy stands in the log")
    first_position: Position = Field(title="首次位置", description="Where the first one stands")
    first_shared_at: Moment = Field(title="首次共享时间", description="The receipt that stands")


class Header(Record):
    """A Kafka record header as it came."""

    name: str = Field(title="名称", description="Name")
    value: bytes = Field(title="值", description="Raw value")


class DeadLetter(HubOutput):
    """死信: a message that could not be taken, byte for byte, with the reason."""

    TYPE: ClassVar[str] = "dead_letter.recorded"
    ZH: ClassVar[str] = "死信"
    EXAMPLE: ClassVar[Mapping[str, Any]] = {
        "shared_at": "2026-11-23T09:21:00+08:00",
        "stage": "judge",
        "code": "INVALID",
        "schema_id": 6,
        "reasons": [
            {
                "rule_id": "V-33",
                "field": "fine_amount_yuan",
                "value": "",
                "message_zh": "处罚种类含罚款，但没有罚款金额",
                "message_en": "the penalty is a fine, but there is no amount",
                "fix_zh": "填写罚款金额（元）",
                "fix_en": "fill in the fine in yuan",
            }
        ],
    }

    position: Position = Field(title="位置", description="Where it stands in the log")
    shared_at: Moment = Field(title="到达时间", description="Record timestamp")
    key: bytes | None = Field(default=None, title="键", description="Raw key")
    value: bytes | None = Field(default=None, title="值", description="Raw value")
    headers: tuple[Header, ...] = Field(title="消息头", description="Raw headers")
    stage: str = Field(title="环节", description="judge, router, alerts or loader")
    code: str = Field(title="代码", description="UNREADABLE, UNKNOWN_SCHEMA, INVALID or REFUSED")
    schema_id: int | None = Field(default=None, title="模式编号", description="Writer schema id")
    reasons: tuple[Reason, ...] = Field(title="原因", description="Why, in both languages")


class ClockTicked(HubOutput):
    """时刻: the hub's time moves on when nothing else arrives."""

    TYPE: ClassVar[str] = "clock.ticked"
    ZH: ClassVar[str] = "时刻"
