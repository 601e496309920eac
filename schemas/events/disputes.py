"""Family disputes: who is competent, when two sides disagree."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, ClassVar, Final, Self
from uuid import UUID

from pydantic import Field, model_validator

from schemas.envelope import Event
from schemas.example_parts import DEPARTMENT, TOWNSHIP
from schemas.fields import AgencyId, BusinessId, CodeOf, DocNo, Instant
from schemas.problems import refusal
from schemas.records import DocRef

TOPIC: Final = "facts.disputes"

_LEADING_GROUP_OFFICE: Final = "11371322017041001B"
_GOVERNMENT: Final = "11371322017040009W"


class DisputeRaised(Event):
    """提出争议 (二(二)4). Every party has to consult; the first handler must not stop."""

    TYPE: ClassVar[str] = "dispute.raised"
    ZH: ClassVar[str] = "提出执法争议"
    EXAMPLE: ClassVar[Mapping[str, Any]] = {
        "subject": "ZY-2026-0003",
        "dispute_id": "ZY-2026-0003",
        "violation_id": "WF-2026-0057",
        "referral_id": "YS-2026-0031",
        "inspection_no": None,
        "kind": "NEGATIVE",
        "parties": (TOWNSHIP, DEPARTMENT),
        "first_handler_id": TOWNSHIP,
        "raised_at": "2026-11-23T09:00:00+08:00",
    }

    dispute_id: BusinessId = Field(title="争议编号", description="Dispute")
    kind: Annotated[str, CodeOf("dispute.kind")] | None = Field(
        default=None,
        title="争议种类",
        description="Both claim competence, both deny it, application of law, or other",
    )
    parties: tuple[AgencyId, ...] = Field(
        min_length=1,
        title="争议各方",
        description="Agencies in dispute; each of them has to consult (ZY-01)",
    )
    first_handler_id: AgencyId | None = Field(
        default=None,
        title="先行处理机关",
        description="Agency that handles the matter meanwhile (ZY-05)",
    )
    raised_at: Instant | None = Field(
        default=None, title="提出时间", description="When the dispute was raised"
    )

    @model_validator(mode="after")
    def _names_its_matter(self) -> Self:
        if not (self.violation_id or self.case_id or self.referral_id):
            raise refusal(
                "V-80",
                "提出争议未指明所争议的违法行为、案件或移送",
                "the dispute names no violation, case or referral",
                "至少填写 violation_id、case_id、referral_id 中的一项",
                "give at least one of violation_id, case_id and referral_id",
                field="violation_id",
            )
        return self


class DisputeConsultationConcluded(Event):
    """协商结束 (二(二)4): agreed with minutes or another document, or failed."""

    TYPE: ClassVar[str] = "dispute.consultation_concluded"
    ZH: ClassVar[str] = "争议协商结果"
    EXAMPLE: ClassVar[Mapping[str, Any]] = {
        "subject": "ZY-2026-0003",
        "dispute_id": "ZY-2026-0003",
        "case_id": "AJ-2026-0012",
        "inspection_no": None,
        "agreed": True,
        "agreed_agency_id": DEPARTMENT,
        "minutes_doc": {
            "doc_no": "郯马纪要〔2026〕第6号",
            "title": "管辖争议协商会议纪要",
            "doc_date": "2026-11-23",
        },
        "concluded_at": "2026-11-23T09:00:00+08:00",
    }

    dispute_id: BusinessId = Field(title="争议编号", description="Dispute")
    agreed: bool = Field(title="协商一致", description="Whether the parties agreed")
    unilateral: bool = Field(
        default=False,
        title="单方终结",
        description="One side declares the consultation failed, after the time for it (ZY-01)",
    )
    agreed_agency_id: AgencyId | None = Field(
        default=None,
        title="商定的管辖机关",
        description="Who handles the matter from now on; needed when agreed",
    )
    minutes_doc: DocRef | None = Field(
        default=None,
        title="会议纪要或者其他文件",
        description="Minutes or another document; an agreement without it is refused (ZY-02)",
    )
    concluded_at: Instant | None = Field(
        default=None, title="协商结束时间", description="When the consultation ended"
    )


class DisputeCoordinationApplied(Event):
    """协调申请 (二(二)4): after a failed consultation, to the leading group office."""

    TYPE: ClassVar[str] = "dispute.coordination_applied"
    ZH: ClassVar[str] = "行政执法争议协调申请"
    EXAMPLE: ClassVar[Mapping[str, Any]] = {
        "subject": "ZY-2026-0003",
        "dispute_id": "ZY-2026-0003",
        "case_id": "AJ-2026-0012",
        "inspection_no": None,
        "to_agency_id": _LEADING_GROUP_OFFICE,
        "kind": "NEGATIVE",
        "consultation_event_id": "3f0c6a52-7a1e-5d0b-9a53-6f1f2f8e4c11",
        "applied_at": "2026-11-23T09:00:00+08:00",
    }

    to_agency_id: AgencyId = Field(
        title="受理机构",
        description="Leading group office; the leading group for historic matters (ZY-03, YS-18)",
    )
    kind: Annotated[str, CodeOf("coordination.kind")] | None = Field(
        default=None, title="申请种类", description="Kind of dispute, or a historic matter"
    )
    consultation_event_id: UUID | None = Field(
        default=None, title="协商事件", description="Event of the consultation that failed"
    )
    applied_at: Instant | None = Field(
        default=None, title="申请时间", description="When the application was made"
    )


class DisputeJurisdictionDesignated(Event):
    """指定管辖 (二(二)4): the district government names who handles the matter."""

    TYPE: ClassVar[str] = "dispute.jurisdiction_designated"
    ZH: ClassVar[str] = "指定管辖"
    EXAMPLE: ClassVar[Mapping[str, Any]] = {
        "source": f"urn:xzzf:371322:{_GOVERNMENT}:office",
        "agency_id": _GOVERNMENT,
        "region_code": "371322",
        "subject": "ZY-2026-0003",
        "dispute_id": "ZY-2026-0003",
        "case_id": "AJ-2026-0012",
        "inspection_no": None,
        "designated_agency_id": TOWNSHIP,
        "doc_no": "郯政指定〔2026〕第1号",
        "designated_at": "2026-11-23T09:00:00+08:00",
    }

    dispute_id: BusinessId = Field(title="争议编号", description="Dispute")
    designated_agency_id: AgencyId = Field(
        title="指定的管辖机关",
        description="Who handles the matter; open duties pass to it",
    )
    doc_no: DocNo = Field(title="指定管辖文号", description="Number of the designation")
    designated_at: Instant | None = Field(
        default=None, title="指定时间", description="When it was designated (ZY-04)"
    )


EVENTS: Final = (
    DisputeRaised,
    DisputeConsultationConcluded,
    DisputeCoordinationApplied,
    DisputeJurisdictionDesignated,
)
"""Every event of the family, in the order of the catalogue."""
