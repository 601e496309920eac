"""What the hub hands on: events to their receivers, and word of what has come in."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar, Final
from uuid import UUID

from pydantic import Field

from schemas.events.hub.outputs import HubOutput, Moment, Position

_EXAMPLE: Final[Mapping[str, Any]] = {
    "event_id": "0d0e2b51-5b0d-5c57-9d0c-5c0f4c6f1a11",
    "from_agency": "11371322017002002N",
    "subject": "郯马综执罚〔2026〕第12号",
    "shared_at": "2026-11-23T09:21:00+08:00",
    "reason_rule": "GX-04",
    "reason_clause": "與區級職能部門執法密切相關的行政處罰決定及執行情況",
}
"""A penalty decision on its way to the department that the item came from."""


class Delivery(HubOutput):
    """One event for one agency, with the clause that says why."""

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


class RoutingAssigned(Delivery):
    """送达: one event for one agency, with the clause that says why."""

    TYPE: ClassVar[str] = "routing.assigned"
    ZH: ClassVar[str] = "送达"
    EXAMPLE: ClassVar[Mapping[str, Any]] = _EXAMPLE


class RoutingReassigned(Delivery):
    """改派: an event of a matter goes to the agency that a designation or agreement names."""

    TYPE: ClassVar[str] = "routing.reassigned"
    ZH: ClassVar[str] = "改派"
    EXAMPLE: ClassVar[Mapping[str, Any]] = {
        **_EXAMPLE,
        "event_type": "violation.discovered",
        "subject": "WF-2026-0007",
        "reason_rule": "ZY-04",
        "reason_clause": "由區政府指定管轄",
        "position": {"topic": "facts.cases", "partition": 0, "offset": 977},
        "reassigned_from": "11371322017002002N",
        "cause_event_id": "6a4d6b0c-31f7-5b0a-8a55-0a4a2c8d7e10",
    }

    reassigned_from: str = Field(
        title="原承办机关", description="Agency that held the matter before"
    )
    cause_event_id: UUID = Field(
        title="起因事件", description="The designation, agreement or change of the agency"
    )


class ReferralReceived(HubOutput):
    """移送收到: the complete written set is in; the receiver's three working days start (YS-16)."""

    TYPE: ClassVar[str] = "referral.received"
    ZH: ClassVar[str] = "移送收到"
    EXAMPLE: ClassVar[Mapping[str, Any]] = {
        "referral_id": "YS-2026-0023",
        "from_agency": "11371322017002002N",
        "received_at": "2026-11-23T09:21:00+08:00",
        "completeness": "COMPLETE",
    }

    referral_id: str = Field(title="移送编号", description="Referral")
    event_id: UUID = Field(title="事件标识", description="The referral as it was sent")
    from_agency: str = Field(title="移送机关", description="Sender")
    to: str = Field(title="接收机关", description="Receiver, whose clock starts")
    received_at: Moment = Field(
        title="收到时间", description="Hub receipt, or the paper time that the receiver confirms"
    )
    completeness: str = Field(
        title="材料齐全情况", description="COMPLETE, or which part of the written set is missing"
    )


class AssistanceReceived(HubOutput):
    """协助请求收到: the letter is in; the department's seven working days start (XT-09)."""

    TYPE: ClassVar[str] = "assistance.received"
    ZH: ClassVar[str] = "协助请求收到"
    EXAMPLE: ClassVar[Mapping[str, Any]] = {
        "request_id": "XZ-2026-0006",
        "from_agency": "11371322017002002N",
        "received_at": "2026-11-23T09:21:00+08:00",
        "completeness": "COMPLETE",
    }

    request_id: str = Field(title="请求编号", description="Request for help")
    event_id: UUID = Field(title="事件标识", description="The request as it was sent")
    from_agency: str = Field(title="请求机关", description="Who asks")
    to: str = Field(title="被请求机关", description="Who is asked, whose clock starts")
    received_at: Moment = Field(
        title="收到时间", description="Hub receipt, or the paper time that the receiver confirms"
    )
    completeness: str = Field(
        title="材料齐全情况", description="COMPLETE, or which part of the letter is missing"
    )
