"""What the judge concludes: verdicts, obligations and the alerts they raise."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar
from uuid import UUID

from pydantic import Field

from schemas.events.hub.outputs import HubOutput, Moment, Pack
from schemas.records import Record

_REJUDGED = (
    "Of a settled scope, judged again by another registry, calendar, pack or engine: nobody is "
    "alerted"
)


class Detail(Record):
    """A named detail of a verdict."""

    name: str = Field(title="名称", description="Name")
    value: str = Field(title="值", description="Value")


class VerdictIssued(HubOutput):
    """判定: one conclusion by one rule, with its clause. Superseded, never edited."""

    TYPE: ClassVar[str] = "verdict.issued"
    ZH: ClassVar[str] = "判定"
    EXAMPLE: ClassVar[Mapping[str, Any]] = {
        "judged_at": "2026-11-24T00:05:00+08:00",
        "creditor": "11371322017015006G",
        "verdict": "VIOLATION",
        "code": "SAME_DAY_MISSED",
        "severity": "BREACH",
        "subject": "郯马综执罚〔2026〕第12号",
        "subject_event_ids": ["0d0e2b51-5b0d-5c57-9d0c-5c0f4c6f1a11"],
        "obligation_id": "3f5c3a1e-8d0b-5f6a-9e0b-2a7c6d9f4b21",
        "provisional": False,
        "flags": [],
        "details": [],
        "explanation_zh": "应于 2026-11-23 23:59:59 前共享，实际于 2026-11-24 00:05 共享",
        "explanation_en": "due by 2026-11-23 23:59:59, shared at 2026-11-24 00:05",
    }

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
    verdict_id: UUID | None = Field(
        default=None,
        title="判定标识",
        description="Derived from rule, question and subject: the same when it is superseded",
    )
    previous_verdict: str | None = Field(
        default=None,
        title="原结论",
        description="Conclusion that this one replaces, if any; or withdrawn",
    )
    rejudged: bool = Field(default=False, title="复判", description=_REJUDGED)


class Pause(Record):
    """暂停: a stretch that is not counted, both instants included."""

    paused_at: Moment = Field(title="暂停时间", description="Request that paused the clock")
    resumed_at: Moment | None = Field(
        default=None, title="恢复时间", description="Answer that set it going again, if any"
    )
    event_id: UUID = Field(title="事件", description="Event that paused it")


class Extension(Record):
    """延长: an extension that was valid, with the due time before and after."""

    event_id: UUID = Field(title="事件", description="Event that extended it")
    due_before: Moment = Field(title="原到期时间", description="Due time before")
    due_after: Moment = Field(title="新到期时间", description="Due time after")


class ObligationChanged(HubOutput):
    """义务: its whole state after a change; the highest revision is today's."""

    TYPE: ClassVar[str] = "obligation.changed"
    ZH: ClassVar[str] = "义务变化"
    EXAMPLE: ClassVar[Mapping[str, Any]] = {
        "judged_at": "2026-11-24T00:05:00+08:00",
        "obligation_id": "3f5c3a1e-8d0b-5f6a-9e0b-2a7c6d9f4b21",
        "revision": 2,
        "category_rule": "GX-04",
        "creditor": "11371322017015006G",
        "subject": "郯马综执罚〔2026〕第12号",
        "trigger_event_id": "0d0e2b51-5b0d-5c57-9d0c-5c0f4c6f1a11",
        "trigger_type": "penalty.decided",
        "clock_start": "2026-11-23T09:00:00+08:00",
        "due_at": "2026-11-23T23:59:59.999+08:00",
        "status": "satisfied_late",
        "verdict": "LATE",
        "satisfied_at": "2026-11-24T00:05:00+08:00",
        "satisfied_by_event_id": "0d0e2b51-5b0d-5c57-9d0c-5c0f4c6f1a11",
        "late_by_ms": 300001,
        "provisional": False,
        "precision": "INSTANT",
        "reading": ["R-10"],
        "flags": [],
        "explanation_zh": "自形成当日 2026-11-23 起算，当日 23:59:59 到期",
        "explanation_en": "counted from the day of formation, 2026-11-23; due at its end",
        "clock_start_basis": "formed_at",
    }

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
    clock: str | None = Field(
        default=None, title="时限种类", description="Which clock, where one rule has several"
    )
    clock_start_basis: str | None = Field(
        default=None, title="起算依据", description="The field that the clock starts from"
    )
    pauses: tuple[Pause, ...] = Field(
        default=(), title="暂停", description="Pauses that are not counted (XT-13)"
    )
    extensions: tuple[Extension, ...] = Field(
        default=(), title="延长", description="Extensions that were valid (XT-11, GX-12)"
    )
    paused_since: Moment | None = Field(
        default=None, title="暂停起始", description="Start of a pause that is still open"
    )
    waived_by: UUID | None = Field(
        default=None, title="免除依据事件", description="Event that waived the duty"
    )
    reassigned_by: UUID | None = Field(
        default=None, title="改派依据事件", description="Event that gave the duty to another agency"
    )
    due_soon_since: Moment | None = Field(
        default=None,
        title="临期时间",
        description="Since when it is due soon, where the rule warns of that and it is open",
    )
    previous_status: str | None = Field(
        default=None,
        title="原状态",
        description="Status that was published before (due_soon for an open duty that was due "
        "soon), or withdrawn; null at first",
    )
    rejudged: bool = Field(default=False, title="复判", description=_REJUDGED)
