"""What people are told, and what they answer: alerts, their end, silences, acknowledgements."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar
from uuid import UUID

from pydantic import Field

from schemas.events.hub.outputs import HubOutput, Moment


class AlertRaised(HubOutput):
    """预警: somebody is late, is about to be, or broke a clause.

    One matter of concern keeps one `output_id`: raised again, it says what is known by then.
    """

    TYPE: ClassVar[str] = "alert.raised"
    ZH: ClassVar[str] = "预警"
    EXAMPLE: ClassVar[Mapping[str, Any]] = {
        "judged_at": "2026-11-24T00:05:00+08:00",
        "code": "SAME_DAY_MISSED",
        "severity": "BREACH",
        "recipients": ["11371322017002002N", "113713220170390083"],
        "subject": "郯马综执罚〔2026〕第12号",
        "evidence_event_ids": ["0d0e2b51-5b0d-5c57-9d0c-5c0f4c6f1a11"],
        "due_at": "2026-11-23T23:59:59.999+08:00",
        "message_zh": "郯马综执罚〔2026〕第12号应于 2026-11-23 共享，迟延 5 分钟",
        "message_en": "郯马综执罚〔2026〕第12号 was due on 2026-11-23 and came 5 minutes late",
        "ended_at": "2026-11-24T00:05:00+08:00",
    }

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
    accountable_roles: tuple[str, ...] = Field(
        default=(), title="责任角色", description="Roles that would answer: 分管领导, 主要领导, …"
    )
    ended_at: Moment | None = Field(
        default=None,
        title="终了时间",
        description="When it was over: done late, or a finding; null while a duty is still owed",
    )


class AlertResolved(HubOutput):
    """预警解除: what was alerted holds no longer; whoever was told is told so."""

    TYPE: ClassVar[str] = "alert.resolved"
    ZH: ClassVar[str] = "预警解除"
    EXAMPLE: ClassVar[Mapping[str, Any]] = {
        "judged_at": "2026-11-24T09:05:00+08:00",
        "code": "REFERRAL_OVERDUE",
        "severity": "BREACH",
        "recipients": ["11371322017002002N", "113713220170390083"],
        "subject": "违法-7",
        "reason": "waived",
        "message_zh": "“移送违法行为”的预警解除：义务已免除",
        "message_en": "the alert on “refer the violation” is resolved: the duty was waived",
    }

    alert_id: UUID = Field(title="预警标识", description="`output_id` of the alert that ends")
    code: str = Field(title="代码", description="Code of the alert")
    severity: str = Field(title="严重程度", description="INFO, WARN, BREACH or CRITICAL")
    rule_id: str = Field(title="规则", description="Rule")
    clause_ref: str = Field(title="条款位置", description="Place in the policy")
    agency: str = Field(title="机关", description="Agency the alert was about")
    recipients: tuple[str, ...] = Field(title="接收方", description="Who is told")
    subject: str = Field(title="主题", description="Business id")
    reason: str = Field(
        title="原因",
        description="satisfied, open, paused, waived or reassigned for a duty, superseded for a "
        "verdict, withdrawn for both",
    )
    cause_output_id: UUID = Field(title="起因", description="Verdict or obligation behind it")
    message_zh: str = Field(title="内容", description="Message in Chinese")
    message_en: str = Field(title="英文内容", description="Message in English")


class AlertSilenced(HubOutput):
    """静默: alerts that match are not told in a stretch of time; the newest of an id counts.

    An alert matches when it has every value that is given. `until` may be brought forward to end
    a silence early.
    """

    TYPE: ClassVar[str] = "alert.silenced"
    ZH: ClassVar[str] = "静默"
    EXAMPLE: ClassVar[Mapping[str, Any]] = {
        "silenced_from": "2026-11-24T09:00:00+08:00",
        "silenced_until": "2026-11-24T18:00:00+08:00",
        "said_by": "司法局 王某",
        "reason": "系统割接，期间迟延已报备",
    }

    silence_id: UUID = Field(title="静默标识", description="The silence, the same when it changes")
    agency: str | None = Field(default=None, title="机关", description="Only of this agency")
    rule_id: str | None = Field(default=None, title="规则", description="Only of this rule")
    code: str | None = Field(default=None, title="代码", description="Only of this code")
    severity: str | None = Field(default=None, title="严重程度", description="Only of this one")
    alert_id: UUID | None = Field(default=None, title="预警标识", description="Only this alert")
    silenced_from: Moment = Field(title="起", description="Its beginning")
    silenced_until: Moment = Field(title="止", description="Its end, not included")
    said_by: str = Field(title="何人", description="Who silenced them")
    reason: str = Field(title="理由", description="Why")


class AlertAcknowledged(HubOutput):
    """确认: somebody has taken an alert in hand; it is not repeated and not escalated."""

    TYPE: ClassVar[str] = "alert.acknowledged"
    ZH: ClassVar[str] = "确认"
    EXAMPLE: ClassVar[Mapping[str, Any]] = {
        "said_by": "司法局 王某",
        "reason": "已电话督促，明日补报",
    }

    alert_id: UUID = Field(title="预警标识", description="`output_id` of the alert")
    said_by: str = Field(title="何人", description="Who acknowledges it")
    reason: str = Field(title="说明", description="What is being done about it")
