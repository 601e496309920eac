"""行刑衔接: a suspected crime goes to the police (二(四)9; 国务院令第310号, 2020修订)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, ClassVar

from pydantic import Field

from schemas.envelope import Event
from schemas.fields import AgencyId, BusinessId, CodeOf, Count, DocNo, Instant, Name, Sha256, Text
from schemas.records import Record


class CriminalMaterial(Record):
    """涉嫌犯罪案件移送材料: one document or list that goes to the police (第310号令 第6条)."""

    kind: Annotated[str, CodeOf("criminal.material")] = Field(title="材料种类", description="Kind")
    title: Name | None = Field(default=None, title="材料名称", description="Title")
    doc_no: DocNo | None = Field(default=None, title="文号", description="Document number")
    pages: Count | None = Field(default=None, title="页数", description="Number of pages")
    sha256: Sha256 | None = Field(default=None, title="内容哈希", description="Content hash")


class CriminalThresholdChecked(Event):
    """移送标准核对 (二(四)9, XX-01): the case was held against a standard for prosecution."""

    TYPE: ClassVar[str] = "criminal.threshold_checked"
    ZH: ClassVar[str] = "刑事移送标准核对"
    EXAMPLE: ClassVar[Mapping[str, Any]] = {
        "subject": "AJ-2026-0012",
        "case_id": "AJ-2026-0012",
        "occurred_at": "2026-08-31T09:00:00+08:00",
        "recorded_at": "2026-08-31T09:15:00+08:00",
        "standard_id": "非法经营罪立案追诉标准",
        "met": True,
    }

    case_id: BusinessId = Field(title="案件编号", description="Case")
    standard_id: BusinessId = Field(
        title="移送标准", description="Standard for prosecution that was applied"
    )
    met: bool = Field(title="达到标准", description="Whether the case reaches it")


class CriminalTransferProposed(Event):
    """提出移送 (XX-02): the head decides within three natural days (第310号令 第5条)."""

    TYPE: ClassVar[str] = "criminal.transfer_proposed"
    ZH: ClassVar[str] = "提出移送涉嫌犯罪案件"
    EXAMPLE: ClassVar[Mapping[str, Any]] = {
        "subject": "AJ-2026-0012",
        "case_id": "AJ-2026-0012",
        "occurred_at": "2026-08-31T10:00:00+08:00",
        "recorded_at": "2026-08-31T10:10:00+08:00",
        "proposed_at": "2026-08-31T10:00:00+08:00",
    }

    case_id: BusinessId = Field(title="案件编号", description="Case")
    proposed_at: Instant | None = Field(
        default=None,
        title="提出时间",
        description="When it was proposed; occurred_at where it is left empty",
    )


class CriminalTransferApproved(Event):
    """批准移送 (XX-02): the case goes to the police within 24 hours (第310号令 第5条)."""

    TYPE: ClassVar[str] = "criminal.transfer_approved"
    ZH: ClassVar[str] = "批准移送涉嫌犯罪案件"
    EXAMPLE: ClassVar[Mapping[str, Any]] = {
        "subject": "AJ-2026-0012",
        "case_id": "AJ-2026-0012",
        "occurred_at": "2026-09-01T09:00:00+08:00",
        "recorded_at": "2026-09-01T09:10:00+08:00",
        "approved_at": "2026-09-01T09:00:00+08:00",
    }

    approved_at: Instant | None = Field(
        default=None,
        title="批准时间",
        description="When the head approved it; occurred_at where it is left empty",
    )


class CriminalTransferRejected(Event):
    """不批准移送 (XX-03): the reasons are put on file (第310号令 第5条)."""

    TYPE: ClassVar[str] = "criminal.transfer_rejected"
    ZH: ClassVar[str] = "不批准移送涉嫌犯罪案件"
    EXAMPLE: ClassVar[Mapping[str, Any]] = {
        "subject": "AJ-2026-0012",
        "case_id": "AJ-2026-0012",
        "occurred_at": "2026-09-01T09:00:00+08:00",
        "recorded_at": "2026-09-01T09:10:00+08:00",
        "rejected_at": "2026-09-01T09:00:00+08:00",
        "reasons": "违法所得未达到立案追诉标准",
    }

    rejected_at: Instant | None = Field(
        default=None,
        title="不批准时间",
        description="When the head refused it; occurred_at where it is left empty",
    )
    reasons: Text | None = Field(
        default=None,
        title="不批准理由",
        description="Reasons; without them a penalty stands in place of prosecution (XX-03)",
    )


class CriminalTransferSent(Event):
    """移送公安机关 (二(四)9, XX-02): the case and its materials went to the police."""

    TYPE: ClassVar[str] = "criminal.transfer_sent"
    ZH: ClassVar[str] = "移送公安机关"
    EXAMPLE: ClassVar[Mapping[str, Any]] = {
        "subject": "AJ-2026-0012",
        "case_id": "AJ-2026-0012",
        "occurred_at": "2026-09-01T11:00:00+08:00",
        "recorded_at": "2026-09-01T11:10:00+08:00",
        "to_agency_id": "11371322017004008P",
        "materials": (
            {"kind": "移送书", "doc_no": "郯马综刑移〔2026〕第1号", "pages": 2},
            {"kind": "调查报告", "pages": 9},
            {"kind": "涉案物品清单", "pages": 1},
        ),
        "sent_at": "2026-09-01T11:00:00+08:00",
    }

    to_agency_id: AgencyId | None = Field(
        default=None, title="接收机关", description="Public security organ that receives it"
    )
    materials: tuple[CriminalMaterial, ...] = Field(
        default=(), title="移送材料", description="What was handed in (第310号令 第6条)"
    )
    sent_at: Instant | None = Field(
        default=None,
        title="移送时间",
        description="When it was sent; occurred_at where it is left empty",
    )


class CriminalPoliceDecided(Event):
    """公安机关立案决定: FILED opens three natural days for the materials (第310号令 第12条)."""

    TYPE: ClassVar[str] = "criminal.police_decided"
    ZH: ClassVar[str] = "公安机关立案决定"
    EXAMPLE: ClassVar[Mapping[str, Any]] = {
        "subject": "AJ-2026-0012",
        "case_id": "AJ-2026-0012",
        "agency_id": "113713220170390083",
        "on_behalf_of": "11371322017004008P",
        "source": "urn:xzzf:371322:113713220170390083:xingxian",
        "region_code": "371322",
        "occurred_at": "2026-09-03T10:00:00+08:00",
        "recorded_at": "2026-09-03T10:30:00+08:00",
        "decision": "FILED",
        "notified_at": "2026-09-03T10:00:00+08:00",
    }

    decision: Annotated[str, CodeOf("criminal.police_decision")] = Field(
        title="立案决定", description="Whether the police filed the case"
    )
    notified_at: Instant | None = Field(
        default=None,
        title="通知时间",
        description="When the notice reached the agency; occurred_at where it is left empty",
    )


class CriminalMaterialsHandedOver(Event):
    """移交涉案物品和材料 (XX-02): objects and materials follow the police's filing notice."""

    TYPE: ClassVar[str] = "criminal.materials_handed_over"
    ZH: ClassVar[str] = "移交涉案物品和材料"
    EXAMPLE: ClassVar[Mapping[str, Any]] = {
        "subject": "AJ-2026-0012",
        "case_id": "AJ-2026-0012",
        "occurred_at": "2026-09-04T09:30:00+08:00",
        "recorded_at": "2026-09-04T09:50:00+08:00",
        "handed_over_at": "2026-09-04T09:30:00+08:00",
    }

    handed_over_at: Instant | None = Field(
        default=None,
        title="移交时间",
        description="When they were handed over; occurred_at where it is left empty",
    )
