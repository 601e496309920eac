"""执法人员: certificates, whether they are valid, and who holds which post for which item."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, ClassVar, Self
from uuid import UUID

from pydantic import Field, model_validator

from schemas.envelope import Event
from schemas.example_parts import BY_BUREAU, FOR_TOWNSHIP, TOWNSHIP
from schemas.fields import (
    AgencyId,
    BusinessId,
    CodeOf,
    Day,
    ItemCode,
    OfficerCertNo,
    PersonId,
    refuse_backward,
)


class OfficerRegistered(Event):
    """执法人员登记 (二(四)1): an officer's certificate and the agency it was issued for."""

    TYPE: ClassVar[str] = "officer.registered"
    ZH: ClassVar[str] = "执法人员登记"
    EXAMPLE: ClassVar[Mapping[str, Any]] = {
        **BY_BUREAU,
        "subject": "Q1322-002-01",
        "officer_cert_no": "Q1322-002-01",
        "officer_agency_id": TOWNSHIP,
        "has_legal_qualification": True,
    }

    subject: PersonId = Field(title="主题", description="Business id: case, referral, licence …")
    officer_cert_no: OfficerCertNo = Field(
        title="执法证号", description="Certificate number, as issued; acts name the officer by it"
    )
    officer_agency_id: AgencyId = Field(
        title="所在机关", description="Agency in whose name the officer acts (V-55)"
    )
    has_legal_qualification: bool = Field(
        default=False,
        title="通过法律职业资格考试",
        description="Whether the officer holds the legal professional qualification",
    )


class OfficerCredentialChanged(Event):
    """执法证状态变更: an act signed while the certificate is not valid is flagged (GC-01)."""

    TYPE: ClassVar[str] = "officer.credential_changed"
    ZH: ClassVar[str] = "执法证状态变更"
    EXAMPLE: ClassVar[Mapping[str, Any]] = {
        **BY_BUREAU,
        "subject": "Q1322-002-01",
        "officer_cert_no": "Q1322-002-01",
        "status": "SUSPENDED",
        "status_from": "2026-12-01",
        "status_to": "2027-02-28",
        "reason_event_id": "9f0c8a52-5c07-5d5e-9a9f-8b4f1f2f6a11",
    }

    subject: PersonId = Field(title="主题", description="Business id: case, referral, licence …")
    officer_cert_no: OfficerCertNo = Field(title="执法证号", description="Certificate number")
    status: Annotated[str, CodeOf("officer.status")] = Field(
        title="执法证状态", description="Status that the certificate has in the term"
    )
    status_from: Day = Field(title="状态起始日期", description="First day of the status")
    status_to: Day | None = Field(
        default=None, title="状态截止日期", description="Last day of the status; empty: open end"
    )
    reason_event_id: UUID | None = Field(
        default=None,
        title="原因事件",
        description="Event that led to it, such as the accountability decision",
    )

    @model_validator(mode="after")
    def _runs_forward(self) -> Self:
        refuse_backward(self.status_from, self.status_to, ("status_from", "status_to"))
        return self


class PostAssigned(Event):
    """岗位确定 (二(三)3, ZR-01): an officer holds a post and answers for an item in a term.

    Every officer on an act must be assigned to its item on the day of the act.
    """

    TYPE: ClassVar[str] = "post.assigned"
    ZH: ClassVar[str] = "岗位确定"
    EXAMPLE: ClassVar[Mapping[str, Any]] = {
        **FOR_TOWNSHIP,
        "subject": "101-P1",
        "item_code": "SIM-E-061",
        "post_id": "101-P1",
        "officer_cert_no": "Q1322-002-01",
        "valid_from": "2026-01-01",
        "valid_to": None,
    }

    item_code: ItemCode = Field(title="事项编码", description="Item that the post answers for")
    post_id: BusinessId = Field(title="岗位", description="Post")
    officer_cert_no: OfficerCertNo = Field(
        title="执法证号", description="Certificate of the officer who holds the post"
    )
    valid_from: Day = Field(title="有效期起", description="First day in the post")
    valid_to: Day | None = Field(
        default=None, title="有效期止", description="Last day in the post; empty: open end"
    )

    @model_validator(mode="after")
    def _term_runs_forward(self) -> Self:
        refuse_backward(self.valid_from, self.valid_to, ("valid_from", "valid_to"))
        return self
