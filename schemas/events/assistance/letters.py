"""Letters of assistance and the written opinions that answer them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, ClassVar

from pydantic import Field

from schemas.envelope import Event
from schemas.example_parts import BY_DEPARTMENT
from schemas.fields import AgencyId, BusinessId, CodeOf, Day, DocNo, Instant, PersonName, Text
from schemas.records import DocRef, OfficerRef

_MATTER = {"subject": "XZ-2026-0008", "request_id": "XZ-2026-0008", "inspection_no": None}


class AssistanceRequested(Event):
    """协助函 (二(二)3): a township asks a department for material or technical support."""

    TYPE: ClassVar[str] = "assistance.requested"
    ZH: ClassVar[str] = "请求协助"
    EXAMPLE: ClassVar[Mapping[str, Any]] = _MATTER | {
        "letter_doc_no": "郯马协〔2026〕第8号",
        "case_id": "AJ-2026-0012",
        "kind": "TESTING",
        "questions": ("抽样农药的有效成分含量是否符合标准",),
        "sent_at": "2026-11-23T09:00:00+08:00",
    }

    request_id: BusinessId = Field(title="协助请求编号", description="Request for help")
    letter_doc_no: DocNo | None = Field(
        default=None,
        title="协助函文号",
        description="Number of the letter; a request without one is refused (XT-08)",
    )
    to_agency_id: AgencyId = Field(title="被请求机关", description="Agency that is asked")
    kind: Annotated[str, CodeOf("assistance.kind")] = Field(
        title="协助内容",
        description="Material, appraisal, inspection, testing or other",
    )
    questions: tuple[Text, ...] = Field(
        default=(), title="请求事项", description="What the opinion should answer"
    )
    urgent: bool = Field(
        default=False,
        title="情况紧急",
        description="Officers must come to the place (XT-10)",
    )
    evidence_perishable: bool = Field(
        default=False,
        title="证据可能灭失",
        description="Officers must come before the evidence is lost (XT-10)",
    )
    paper_received_at: Instant | None = Field(
        default=None,
        title="纸质送达时间",
        description="When the letter came in on paper; counts only when the receiver states it",
    )
    sent_at: Instant = Field(title="发函时间", description="When the letter was sent")


class AssistanceSupplementRequested(Event):
    """补充资料告知 (二(二)3): within two working days of the letter (XT-12); it pauses the term."""

    TYPE: ClassVar[str] = "assistance.supplement_requested"
    ZH: ClassVar[str] = "要求补充资料"
    EXAMPLE: ClassVar[Mapping[str, Any]] = (
        BY_DEPARTMENT | _MATTER | {"items": ("抽样记录及封样照片",)}
    )

    request_id: BusinessId = Field(title="协助请求编号", description="Request it belongs to")
    items: tuple[Text, ...] = Field(
        min_length=1, title="需补充的资料", description="What the township must still provide"
    )
    paper_received_at: Instant | None = Field(
        default=None,
        title="纸质收到时间",
        description="When the request came in on paper; stated by the receiver it counts for both",
    )


class AssistanceSupplementProvided(Event):
    """补充资料 (二(二)3): the days until it was provided do not count (XT-13)."""

    TYPE: ClassVar[str] = "assistance.supplement_provided"
    ZH: ClassVar[str] = "补充资料"
    EXAMPLE: ClassVar[Mapping[str, Any]] = _MATTER | {
        "materials": (
            {"doc_no": "郯马抽〔2026〕第5号", "title": "抽样记录", "doc_date": "2026-11-20"},
        ),
    }

    request_id: BusinessId = Field(title="协助请求编号", description="Request it belongs to")
    materials: tuple[DocRef, ...] = Field(
        default=(), title="补充的资料", description="Documents that are provided"
    )


class AssistanceExtensionNotified(Event):
    """延期告知 (二(二)3): in writing, with the reason and a definite new day (XT-11)."""

    TYPE: ClassVar[str] = "assistance.extension_notified"
    ZH: ClassVar[str] = "延期出具意见告知"
    EXAMPLE: ClassVar[Mapping[str, Any]] = (
        BY_DEPARTMENT
        | _MATTER
        | {
            "reason_code": "COMPLEX_CASE",
            "reason": "涉及两家检验机构会检",
            "new_due_date": "2026-12-11",
            "notice_doc_no": "郯自然资延〔2026〕第1号",
        }
    )

    request_id: BusinessId = Field(title="协助请求编号", description="Request it belongs to")
    reason_code: Annotated[str, CodeOf("assistance.extension_reason")] | None = Field(
        default=None,
        title="原因代码",
        description="Needed: only COMPLEX_CASE extends the term (XT-11)",
    )
    reason: Text | None = Field(
        default=None, title="延期理由", description="Why more time is needed; needed (XT-11)"
    )
    new_due_date: Day | None = Field(
        default=None,
        title="新的答复期限",
        description="Last day of the extended term, taken literally; needed (XT-11)",
    )
    notice_doc_no: DocNo | None = Field(
        default=None,
        title="延期告知文号",
        description="Number of the written notice; needed (XT-11)",
    )
    paper_received_at: Instant | None = Field(
        default=None,
        title="纸质收到时间",
        description="When the request came in on paper; stated by the receiver it counts for both",
    )


class AssistanceOpinionIssued(Event):
    """书面意见 (二(二)3): within seven working days of receipt of the letter (XT-09)."""

    TYPE: ClassVar[str] = "assistance.opinion_issued"
    ZH: ClassVar[str] = "出具书面意见"
    EXAMPLE: ClassVar[Mapping[str, Any]] = (
        BY_DEPARTMENT
        | _MATTER
        | {
            "issued_at": "2026-11-23T09:00:00+08:00",
            "opinion_doc_no": "郯自然资意〔2026〕第4号",
            "conclusion": "抽样农药有效成分含量低于标准值，判定为不合格",
            "signer": "王某某",
        }
    )

    request_id: BusinessId = Field(title="协助请求编号", description="Request it answers")
    issued_at: Instant | None = Field(
        default=None, title="出具时间", description="When it was issued; ends the term (XT-09)"
    )
    opinion_doc_no: DocNo | None = Field(
        default=None,
        title="意见文号",
        description="Number of the opinion; one without a number is refused (XT-09)",
    )
    conclusion: Text = Field(min_length=1, title="结论", description="What the opinion says")
    signer: PersonName | None = Field(
        default=None, title="签发人", description="Who signed the opinion"
    )
    paper_received_at: Instant | None = Field(
        default=None,
        title="纸质收到时间",
        description="When the request came in on paper; stated by the receiver it counts for both",
    )


class AssistanceOnsiteDispatched(Event):
    """现场处置派员 (二(二)3): where it is urgent or evidence may be lost (XT-10)."""

    TYPE: ClassVar[str] = "assistance.onsite_dispatched"
    ZH: ClassVar[str] = "派员现场处置"
    EXAMPLE: ClassVar[Mapping[str, Any]] = (
        BY_DEPARTMENT
        | _MATTER
        | {
            "dispatched_at": "2026-11-23T09:00:00+08:00",
            "officers": ({"officer_cert_no": "15130322018"}, {"officer_cert_no": "15130322027"}),
        }
    )

    request_id: BusinessId = Field(title="协助请求编号", description="Request it answers")
    dispatched_at: Instant = Field(
        title="派员时间", description="When the officers set out; ends the clock (XT-10)"
    )
    officers: tuple[OfficerRef, ...] = Field(
        default=(), title="执法人员", description="Officers who were sent"
    )
    paper_received_at: Instant | None = Field(
        default=None,
        title="纸质收到时间",
        description="When the request came in on paper; stated by the receiver it counts for both",
    )
