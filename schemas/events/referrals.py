"""Family referrals: violations handed to whom they belong, and the answer."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, ClassVar, Final, Self
from uuid import UUID

from pydantic import Field, model_validator

from schemas.envelope import Event, refuse_without_reason
from schemas.example_parts import BY_DEPARTMENT, DEPARTMENT, TOWNSHIP
from schemas.fields import (
    AgencyId,
    Approver,
    BusinessId,
    CodeOf,
    DocNo,
    Instant,
    ItemCode,
    Name,
    PersonName,
    Text,
)
from schemas.records import DocRef, Material, Participant, PartyBlock

TOPIC: Final = "facts.referrals"


class ReferralSent(Event):
    """案件移送 (二(二)2), carried out by the hub: without its preconditions it is refused."""

    TYPE: ClassVar[str] = "referral.sent"
    ZH: ClassVar[str] = "案件移送"
    EXAMPLE: ClassVar[Mapping[str, Any]] = {
        "subject": "YS-2026-0031",
        "referral_id": "YS-2026-0031",
        "party": {"party_name": "郯城县某某农资店", "party_category": "个体工商户"},
        "fact_statement_doc": {
            "doc_no": "郯马述〔2026〕第3号",
            "title": "违法事实情况说明",
            "doc_date": "2026-11-23",
            "sha256": "7690ee85728257b938f7a1eecfe2d73dcf30c485691eafaa913559b0f16a8637",
            "pages": 2,
        },
        "approved_by": "分管副镇长",
        "approved_at": "2026-11-23T08:40:00+08:00",
        "materials": (
            {
                "kind": "TRANSFER_LETTER",
                "title": "涉嫌违法案件移送函",
                "pages": 1,
                "sha256": "6c4215a49459647c2e65940a731e6c9262210729f323d531a2df43efa7d23256",
            },
            {
                "kind": "SOURCE_INSPECTION_RECORD",
                "title": "现场检查记录",
                "pages": 3,
                "sha256": "1d0b8d5bec3e8d3f19b8a183961387a287dab060ddc3977e61aa89609ff28ee6",
            },
            {
                "kind": "PRELIM_EVIDENCE",
                "title": "现场照片",
                "pages": 4,
                "sha256": "3c7d2903439dc4d647230dd3cf76a7126546532c9f134f62078c1f46c5ba78f7",
            },
        ),
        "sent_at": "2026-11-23T09:00:00+08:00",
    }

    referral_id: Name = Field(title="移送编号", description="Referral")
    referral_doc_no: DocNo = Field(title="移送函文号", description="Number of the letter")
    from_agency_id: AgencyId = Field(title="移送机关", description="In whose name it is sent")
    to_agency_id: AgencyId = Field(title="接收机关", description="To whom it is sent")
    legal_exception_citation: Text | None = Field(
        default=None, title="例外依据", description="Provision that allows another name"
    )
    item_code: ItemCode = Field(title="事项编码", description="Penalty item")
    party: PartyBlock = Field(title="当事人", description="The party")
    fact_statement_doc: DocRef | None = Field(
        default=None, title="违法事实书面材料", description="Written statement of the basic facts"
    )
    attest_facts_clear: bool = Field(title="事实清楚", description="Facts are clear")
    attest_evidence_complete: bool = Field(title="证据齐全", description="Evidence is complete")
    attest_procedure_lawful: bool = Field(title="程序合法", description="Procedure was lawful")
    attest_formalities_complete: bool = Field(
        title="手续完备", description="Formalities are complete"
    )
    approved_by: Approver | None = Field(
        default=None, title="批准人", description="Approving leader"
    )
    approved_at: Instant | None = Field(default=None, title="批准时间", description="When approved")
    materials: tuple[Material, ...] = Field(
        default=(), title="移送材料", description="Material set"
    )
    historic_issue: bool = Field(default=False, title="历史遗留", description="Historic issue")
    consultation_event_id: UUID | None = Field(
        default=None, title="协商事件", description="Earlier consultation on the case"
    )
    paper_received_at: Instant | None = Field(
        default=None, title="纸质送达时间", description="Counts only when the receiver states it"
    )
    sent_at: Instant = Field(title="移送时间", description="When it was sent")


class ReferralAcceptanceReplied(Event):
    """受理告知 (二(二)2): accepted, not accepted or returned, in writing."""

    TYPE: ClassVar[str] = "referral.acceptance_replied"
    ZH: ClassVar[str] = "移送受理告知"
    EXAMPLE: ClassVar[Mapping[str, Any]] = BY_DEPARTMENT | {
        "subject": "YS-2026-0031",
        "referral_id": "YS-2026-0031",
        "inspection_no": None,
        "replied_at": "2026-11-23T09:00:00+08:00",
    }

    referral_id: Name = Field(title="移送编号", description="Referral")
    decision: Annotated[str, CodeOf("referral.decision")] = Field(
        title="受理决定", description="Accepted, not accepted or returned"
    )
    reason: Text | None = Field(default=None, title="理由", description="Reason")
    reply_doc_no: DocNo | None = Field(
        default=None, title="告知文号", description="Number of the written notice"
    )
    replied_at: Instant = Field(title="告知时间", description="When it was given")
    paper_received_at: Instant | None = Field(
        default=None, title="纸质收到时间", description="When the written set came in on paper"
    )


class ReferralOralMade(Event):
    """口头移交 (二(二)2): when specially urgent and recorded; in writing within 24 hours."""

    TYPE: ClassVar[str] = "referral.oral_made"
    ZH: ClassVar[str] = "口头移交"
    EXAMPLE: ClassVar[Mapping[str, Any]] = {
        "subject": "KT-2026-0004",
        "referral_id": "KT-2026-0004",
        "inspection_no": None,
        "violation_id": "WF-2026-0057",
        "made_at": "2026-11-23T09:00:00+08:00",
        "urgency": "SPECIALLY_URGENT",
        "reason": "危险化学品正在泄漏，可能造成人员伤亡",
        "from_person": "张某某",
        "to_person": "李某某",
        "record_doc": {
            "doc_no": "郯马口移〔2026〕第4号",
            "title": "口头移交记录",
            "doc_date": "2026-11-23",
        },
    }

    referral_id: BusinessId = Field(
        title="口头移交编号",
        description="Number of the oral transfer; the written referral names it as "
        "oral_referral_id",
    )
    from_agency_id: AgencyId | None = Field(
        default=None,
        title="移交机关",
        description="In whose name it is made: a township government or a department (YS-02)",
    )
    made_at: Instant = Field(
        title="口头移交时间", description="When it was said; starts the 24 hours (YS-14)"
    )
    urgency: Annotated[str, CodeOf("referral.urgency")] | None = Field(
        default=None,
        title="紧急程度",
        description="Needed: anything but SPECIALLY_URGENT is refused (YS-13)",
    )
    reason: Text | None = Field(
        default=None, title="紧急理由", description="Why it could not wait; needed (YS-13)"
    )
    from_person: PersonName | None = Field(
        default=None, title="移交人", description="Who made the oral transfer"
    )
    to_person: PersonName | None = Field(
        default=None, title="接收人", description="Who took the oral transfer"
    )
    record_doc: DocRef | None = Field(
        default=None, title="口头移交记录", description="The record of it; needed (YS-13)"
    )


class ReferralHistoricConsulted(Event):
    """历史遗留问题协商 (二(二)2): held with the township before the referral is sent."""

    TYPE: ClassVar[str] = "referral.historic_consulted"
    ZH: ClassVar[str] = "历史遗留问题协商"
    EXAMPLE: ClassVar[Mapping[str, Any]] = BY_DEPARTMENT | {
        "subject": "AJ-2019-0108",
        "case_id": "AJ-2019-0108",
        "inspection_no": None,
        "consulted_at": "2026-11-23T09:00:00+08:00",
        "participants": (
            {"agency_id": DEPARTMENT, "role": "LEADER_IN_CHARGE"},
            {"agency_id": TOWNSHIP, "role": "LEADER_IN_CHARGE"},
        ),
        "minutes_doc": {
            "doc_no": "郯自然资纪要〔2026〕第2号",
            "title": "历史遗留案件协商会议纪要",
            "doc_date": "2026-11-23",
        },
    }

    case_id: BusinessId = Field(
        title="案件编号", description="The historic case; no referral exists yet"
    )
    consulted_at: Instant = Field(
        title="协商时间",
        description="When it was held; a failed one starts the report (YS-18)",
    )
    outcome: Annotated[str, CodeOf("consultation.outcome")] = Field(
        title="协商结果", description="Agreed or failed"
    )
    participants: tuple[Participant, ...] = Field(
        default=(), title="参加人员", description="Agencies that took part, and in what role"
    )
    minutes_doc: DocRef | None = Field(
        default=None, title="会议纪要", description="Minutes or another record"
    )


class ReferralWithdrawn(Event):
    """撤回移送: before the reply, and with a reason; the sender holds the violation again."""

    TYPE: ClassVar[str] = "referral.withdrawn"
    ZH: ClassVar[str] = "撤回移送"
    EXAMPLE: ClassVar[Mapping[str, Any]] = {
        "subject": "YS-2026-0031",
        "referral_id": "YS-2026-0031",
        "inspection_no": None,
        "reason": "移送函当事人名称有误，更正后重新移送",
    }

    referral_id: BusinessId = Field(
        title="移送编号", description="Referral that is taken back; none may have answered it"
    )
    reason: Text | None = Field(
        default=None,
        title="撤回理由",
        description="Why it is taken back; without it the event is refused (V-82)",
    )

    @model_validator(mode="after")
    def _says_why(self) -> Self:
        refuse_without_reason("reason", self.reason, "撤回移送", "the referral is withdrawn")
        return self


class ReferralResultFedBack(Event):
    """反馈处理结果 (二(二)1): the township tells the department that passed the complaint on."""

    TYPE: ClassVar[str] = "referral.result_fed_back"
    ZH: ClassVar[str] = "反馈调查处理结果"
    EXAMPLE: ClassVar[Mapping[str, Any]] = {
        "subject": "TS-2026-0126",
        "complaint_id": "TS-2026-0126",
        "case_id": "AJ-2026-0012",
        "inspection_no": None,
        "origin_agency_id": DEPARTMENT,
        "result": "经查属实，已责令改正并处罚款五百元",
        "doc_refs": (
            {
                "doc_no": "郯马综执罚〔2026〕第12号",
                "title": "行政处罚决定书",
                "doc_date": "2026-11-20",
            },
        ),
    }

    complaint_id: BusinessId = Field(
        title="投诉编号", description="Complaint whose result is fed back"
    )
    origin_agency_id: AgencyId = Field(
        title="告知机关", description="Department that informed the township (SW-14)"
    )
    result: Text = Field(
        min_length=1, title="处理结果", description="What was found and what was done"
    )
    doc_refs: tuple[DocRef, ...] = Field(
        default=(), title="结果文书", description="Documents that show the result"
    )


EVENTS: Final = (
    ReferralSent,
    ReferralAcceptanceReplied,
    ReferralOralMade,
    ReferralHistoricConsulted,
    ReferralWithdrawn,
    ReferralResultFedBack,
)
"""Every event of the family, in the order of the catalogue."""
