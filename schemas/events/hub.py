"""What the hub itself says: verdicts, obligations, deliveries, alerts, dead letters and ticks.

Every output's id is derived (uuid5) from its cause, so a replay emits the same ids.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from types import MappingProxyType
from typing import Annotated, Any, ClassVar
from uuid import UUID

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from schemas.fields import CodeOf
from schemas.instants import to_utc_millis
from schemas.records import Record

Moment = Annotated[datetime, AfterValidator(to_utc_millis)]
"""An instant that the hub itself has reckoned: UTC, milliseconds; a due time may lie far ahead."""


class HubOutput(BaseModel):
    """An output of the hub. `judged_at` is the hub's time, read from the log."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    TYPE: ClassVar[str]
    ZH: ClassVar[str]

    PRIVACY: ClassVar[str] = "INTERNAL"
    """数据分级 of the type's fields that carry no mark of their own: a code of `classification`."""

    EXAMPLE: ClassVar[Mapping[str, Any]] = MappingProxyType({})
    """Values by field that make the type's example readable and valid (`schemas.contracts`)."""

    output_id: UUID = Field(title="输出标识", description="Derived id; the same on every replay")
    district: str = Field(title="区县代码", description="6-digit code of the district: the key")
    judged_at: Moment = Field(title="判定时刻", description="Hub time of the conclusion")


class Pack(Record):
    """规则包: by which rules and which calendar a conclusion was reached."""

    rulepack_id: str = Field(title="规则包", description="Rule pack")
    rulepack_version: str = Field(title="规则包版本", description="Version of the rule pack")
    calendar_version: str = Field(title="日历版本", description="Version of the calendar")
    engine_version: str = Field(title="引擎版本", description="Version of the judge")


class Position(Record):
    """位置 in the log: topic, partition and offset."""

    topic: str = Field(title="主题", description="Topic")
    partition: int = Field(title="分区", description="Partition")
    offset: int = Field(title="偏移量", description="Offset")


class Detail(Record):
    """A named detail of a verdict."""

    name: str = Field(title="名称", description="Name")
    value: str = Field(title="值", description="Value")


class VerdictIssued(HubOutput):
    """判定: one conclusion by one rule, with its clause. Superseded, never edited."""

    TYPE: ClassVar[str] = "verdict.issued"
    ZH: ClassVar[str] = "判定"

    rule_id: str = Field(title="规则", description="Rule")
    clause_ref: str = Field(title="条款位置", description="Place in the policy")
    clause: str = Field(title="条款原文", description="The policy's own words")
    agency: str = Field(title="机关", description="Agency the conclusion is about")
    creditor: str | None = Field(default=None, title="对方", description="To whom it is owed")
    verdict: str = Field(title="结论", description="ON_TIME, LATE, VIOLATION, …")
    code: str | None = Field(default=None, title="代码", description="Code of the finding")
    severity: str = Field(title="严重程度", description="INFO, WARN, BREACH or CRITICAL")
    threshold_source: str = Field(
        title="界限来源", description="clause, statute, local_param or analogy"
    )
    param: str | None = Field(default=None, title="参数", description="Local parameter, if any")
    subject: str = Field(title="主题", description="Business id")
    subject_event_ids: tuple[UUID, ...] = Field(
        title="事件", description="Events it rests on, the judged one first"
    )
    obligation_id: UUID | None = Field(default=None, title="义务", description="Its obligation")
    provisional: bool = Field(title="暂定", description="Rests on an unpublished calendar")
    flags: tuple[str, ...] = Field(title="标记", description="Flags")
    details: tuple[Detail, ...] = Field(title="细节", description="Details of the rule")
    explanation_zh: str = Field(title="说明", description="Explanation in Chinese")
    explanation_en: str = Field(title="英文说明", description="Explanation in English")
    supersedes_output_id: UUID | None = Field(
        default=None, title="取代的判定", description="Verdict that this one replaces"
    )
    withdrawn: bool = Field(
        default=False, title="撤回", description="The earlier conclusion no longer holds"
    )
    pack: Pack = Field(title="依据版本", description="Rule pack, calendar and engine")


class ObligationChanged(HubOutput):
    """义务: its whole state after a change; the highest revision is today's."""

    TYPE: ClassVar[str] = "obligation.changed"
    ZH: ClassVar[str] = "义务变化"

    obligation_id: UUID = Field(title="义务标识", description="Derived from rule, debtor, trigger")
    revision: int = Field(ge=1, title="修订", description="1 when opened, then counted up")
    rule_id: str = Field(title="规则", description="Rule")
    category_rule: str | None = Field(
        default=None, title="类别规则", description="GX-02 to GX-09 for a sharing duty"
    )
    clause_ref: str = Field(title="条款位置", description="Place in the policy")
    clause: str = Field(title="条款原文", description="The policy's own words")
    debtor: str = Field(title="义务机关", description="Who owes")
    creditor: str | None = Field(default=None, title="权利机关", description="To whom")
    subject: str = Field(title="主题", description="Business id")
    trigger_event_id: UUID = Field(title="起因事件", description="Event that opened it")
    trigger_type: str = Field(title="起因类型", description="Type of that event")
    clock_start: Moment = Field(title="起算时间", description="Start of the clock")
    due_at: Moment | None = Field(
        default=None, title="到期时间", description="Last instant still in time"
    )
    status: str = Field(title="状态", description="open, satisfied, satisfied_late, overdue, …")
    verdict: str = Field(title="结论", description="PENDING, ON_TIME, LATE, OVERDUE, …")
    satisfied_at: Moment | None = Field(default=None, title="履行时间", description="Discharge")
    satisfied_by_event_id: UUID | None = Field(
        default=None, title="履行事件", description="Event that discharged it"
    )
    late_by_ms: int | None = Field(
        default=None, title="迟延毫秒", description="Discharge minus due time, in milliseconds"
    )
    threshold_source: str = Field(title="界限来源", description="clause or local_param")
    param: str | None = Field(default=None, title="参数", description="Local parameter, if any")
    provisional: bool = Field(title="暂定", description="Rests on an unpublished calendar")
    precision: str = Field(title="精度", description="INSTANT, or DAY for a date without time")
    reading: tuple[str, ...] = Field(title="解读", description="Readings it rests on")
    flags: tuple[str, ...] = Field(title="标记", description="Flags")
    explanation_zh: str = Field(title="说明", description="How the due time was reached")
    explanation_en: str = Field(title="英文说明", description="The same in English")
    withdrawn: bool = Field(
        default=False, title="撤回", description="The duty turned out not to exist"
    )
    pack: Pack = Field(title="依据版本", description="Rule pack, calendar and engine")


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

    event_id: UUID = Field(title="事件标识", description="Refused event")
    event_type: str = Field(title="事件类型", description="Its type")
    agency: str = Field(title="发布机关", description="Its publisher")
    position: Position = Field(title="位置", description="Where it stands in the log")
    reasons: tuple[Reason, ...] = Field(title="原因", description="All reasons at once")


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

    event_id: UUID = Field(title="事件标识", description="Event that came again")
    event_type: str = Field(title="事件类型", description="Its type")
    agency: str = Field(title="发布机关", description="Its publisher")
    position: Position = Field(title="位置", description="Where the copy stands in the log")
    first_position: Position = Field(title="首次位置", description="Where the first one stands")
    first_shared_at: Moment = Field(title="首次共享时间", description="The receipt that stands")


class RoutingAssigned(HubOutput):
    """送达: one event for one agency, with the clause that says why."""

    TYPE: ClassVar[str] = "routing.assigned"
    ZH: ClassVar[str] = "送达"

    to: str = Field(title="送达机关", description="Receiving agency")
    event_id: UUID = Field(title="事件标识", description="Delivered event")
    event_type: str = Field(title="事件类型", description="Its type")
    from_agency: str = Field(title="发布机关", description="Its publisher")
    subject: str = Field(title="主题", description="Business id")
    shared_at: Moment = Field(title="共享时间", description="When the hub received it")
    position: Position = Field(title="位置", description="Where it stands in the log")
    reason_rule: str = Field(title="依据规则", description="Rule that names the receiver")
    reason_clause: str = Field(title="依据条款", description="The policy's own words")
    value: bytes = Field(title="原文", description="The event itself, in the Confluent frame")


class AlertRaised(HubOutput):
    """预警: somebody is late or broke a clause."""

    TYPE: ClassVar[str] = "alert.raised"
    ZH: ClassVar[str] = "预警"

    code: str = Field(title="代码", description="Code of the alert")
    severity: str = Field(title="严重程度", description="INFO, WARN, BREACH or CRITICAL")
    rule_id: str = Field(title="规则", description="Rule")
    clause_ref: str = Field(title="条款位置", description="Place in the policy")
    agency: str = Field(title="机关", description="Agency the alert is about")
    recipients: tuple[str, ...] = Field(title="接收方", description="Who is told")
    subject: str = Field(title="主题", description="Business id")
    evidence_event_ids: tuple[UUID, ...] = Field(title="证据事件", description="Events")
    cause_output_id: UUID = Field(title="起因", description="Verdict or obligation behind it")
    due_at: Moment | None = Field(default=None, title="到期时间", description="Due time, if any")
    message_zh: str = Field(title="内容", description="Message in Chinese")
    message_en: str = Field(title="英文内容", description="Message in English")


class Header(Record):
    """A Kafka record header as it came."""

    name: str = Field(title="名称", description="Name")
    value: bytes = Field(title="值", description="Raw value")


class DeadLetter(HubOutput):
    """死信: a message that could not be taken, byte for byte, with the reason."""

    TYPE: ClassVar[str] = "dead_letter.recorded"
    ZH: ClassVar[str] = "死信"

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
