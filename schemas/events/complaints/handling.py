"""Handling a complaint: verified, answered, closed, told and archived."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, ClassVar

from pydantic import Field

from schemas.envelope import Event
from schemas.events.complaints.receiving import Respondent
from schemas.fields import BusinessId, CodeOf, Instant, ItemCode, PersonId, Word

_MATTER = {"subject": "TS-2026-0126", "complaint_id": "TS-2026-0126", "inspection_no": None}


class ComplaintVerified(Event):
    """核实 (二(二)1, 二(四)7). The result decides what follows: reply, filing or referral."""

    TYPE: ClassVar[str] = "complaint.verified"
    ZH: ClassVar[str] = "投诉举报核实"
    EXAMPLE: ClassVar[Mapping[str, Any]] = _MATTER | {
        "result": "PENALTY_NEEDED",
        "verified_at": "2026-11-23T09:00:00+08:00",
        "handler_id": "15130322018",
    }

    complaint_id: BusinessId = Field(title="投诉编号", description="Complaint")
    result: Annotated[str, CodeOf("complaint.result")] = Field(
        title="核实结论",
        description="What verification found; the last two codes are for complaints on enforcers",
    )
    verified_at: Instant | None = Field(
        default=None, title="核实时间", description="When it was verified; starts SW-03 to SW-05"
    )
    handler_id: PersonId | None = Field(
        default=None,
        title="核实人",
        description="Who verified: certificate number or token; not the respondent (TS-02)",
    )
    finding: Annotated[str, CodeOf("complaint.finding")] | None = Field(
        default=None,
        title="核查发现",
        description="NOT_FILED when the agency should have filed a case (ZJ-05)",
    )
    respondent: Respondent | None = Field(
        default=None,
        title="被投诉举报人",
        description="Whom the finding concerns: agency by credit code, officer by certificate",
    )
    item_code: ItemCode | None = Field(
        default=None, title="事项编码", description="Item concerned, once it is known (SW-01)"
    )


class ComplaintReplied(Event):
    """答复投诉举报人 (二(二)1, 二(四)7): where no violation was found (SW-03), or in TS-03."""

    TYPE: ClassVar[str] = "complaint.replied"
    ZH: ClassVar[str] = "投诉举报答复"
    EXAMPLE: ClassVar[Mapping[str, Any]] = _MATTER | {
        "replied_at": "2026-11-23T09:00:00+08:00",
        "method": "电话",
    }

    complaint_id: BusinessId = Field(title="投诉编号", description="Complaint")
    replied_at: Instant | None = Field(
        default=None, title="答复时间", description="When the complainant was answered"
    )
    method: Word | None = Field(
        default=None, title="答复方式", description="How: letter, telephone, in person …"
    )


class ComplaintHandled(Event):
    """处理 (二(四)7): a complaint about an enforcer was dealt with (TS-03)."""

    TYPE: ClassVar[str] = "complaint.handled"
    ZH: ClassVar[str] = "投诉举报处理"
    EXAMPLE: ClassVar[Mapping[str, Any]] = _MATTER | {
        "handler_id": "15130322018",
        "handled_at": "2026-11-23T09:00:00+08:00",
    }

    complaint_id: BusinessId = Field(title="投诉编号", description="Complaint")
    handler_id: PersonId | None = Field(
        default=None,
        title="处理人",
        description="Who dealt with it: certificate number or token; not the respondent (TS-02)",
    )
    handled_at: Instant | None = Field(
        default=None, title="处理时间", description="When it was dealt with"
    )


class ComplaintClosed(Event):
    """办理终结 (二(二)1, 二(四)7): shared on the same day; the complainant is told (SW-13)."""

    TYPE: ClassVar[str] = "complaint.closed"
    ZH: ClassVar[str] = "投诉举报办结"
    CATEGORIES: ClassVar[frozenset[str]] = frozenset({"G7"})
    EXAMPLE: ClassVar[Mapping[str, Any]] = _MATTER | {
        "formed_at": "2026-11-23T09:00:00+08:00",
        "formed_at_basis": "办结时间",
        "closed_at": "2026-11-23T09:00:00+08:00",
        "result": "PENALTY_NEEDED",
    }

    complaint_id: BusinessId = Field(title="投诉编号", description="Complaint")
    closed_at: Instant | None = Field(
        default=None, title="办结时间", description="When it was closed; starts SW-13 and TS-04"
    )
    result: Annotated[str, CodeOf("complaint.result")] | None = Field(
        default=None, title="办理结论", description="Conclusion with which it was closed"
    )


class ComplaintResultNotified(Event):
    """告知处理结果 (二(二)1): the township tells the complainant (SW-13)."""

    TYPE: ClassVar[str] = "complaint.result_notified"
    ZH: ClassVar[str] = "告知处理结果"
    EXAMPLE: ClassVar[Mapping[str, Any]] = _MATTER | {
        "notified_at": "2026-11-23T09:00:00+08:00",
        "method": "书面",
    }

    complaint_id: BusinessId = Field(title="投诉编号", description="Complaint")
    notified_at: Instant | None = Field(
        default=None, title="告知时间", description="When the complainant was told"
    )
    method: Word | None = Field(
        default=None, title="告知方式", description="How: letter, telephone, in person …"
    )


class ComplaintArchived(Event):
    """归档 (二(四)7): material and results are filed in time after closing (TS-04)."""

    TYPE: ClassVar[str] = "complaint.archived"
    ZH: ClassVar[str] = "投诉举报归档"
    EXAMPLE: ClassVar[Mapping[str, Any]] = _MATTER | {
        "archive_no": "马投档〔2026〕126号",
        "archived_at": "2026-11-23T09:00:00+08:00",
    }

    complaint_id: BusinessId = Field(title="投诉编号", description="Complaint")
    archive_no: BusinessId | None = Field(
        default=None, title="档案编号", description="Number of the archived file"
    )
    archived_at: Instant | None = Field(
        default=None, title="归档时间", description="When it was archived"
    )
