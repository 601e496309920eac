"""Who answers for a fault, and what superiors and the media bring up (二(四)8, 三(二))."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, ClassVar, Self

from pydantic import Field, model_validator

from schemas.envelope import Event
from schemas.fields import (
    AgencyId,
    BusinessId,
    CodeOf,
    Day,
    DocNo,
    OfficerCertNo,
    Text,
    Url,
    Word,
    refuse_backward,
)
from schemas.markers import Privacy
from schemas.problems import refusal


class AccountabilityOpened(Event):
    """启动责任追究 (三(二)): people open it; the hub only gives leads."""

    TYPE: ClassVar[str] = "accountability.opened"
    ZH: ClassVar[str] = "责任追究启动"
    EXAMPLE: ClassVar[Mapping[str, Any]] = {
        "agency_id": "113713220170390083",
        "source": "urn:xzzf:371322:113713220170390083:supervision",
        "region_code": "371322",
        "subject": "ZJ-2026-0002",
        "clause": "三(二)",
        "accountable_agency_id": "11371322017015006G",
        "grounds": ["2026年10月移送受理告知逾期 3 件"],
    }

    clause: Word = Field(title="依据条款", description="Place in the policy, such as 三(二)")
    accountable_agency_id: AgencyId = Field(
        title="被追责机关", description="Agency that is held to account"
    )
    grounds: tuple[Text, ...] = Field(
        default=(), title="追责事由", description="Grounds, such as the verdicts they rest on"
    )


class AccountabilityDecided(Event):
    """执法过错处理 (二(四)8): a measure against one officer.

    From off-post training on, the officer may not act from `effective_from` to `effective_to`.
    """

    TYPE: ClassVar[str] = "accountability.decided"
    ZH: ClassVar[str] = "执法过错处理"
    EXAMPLE: ClassVar[Mapping[str, Any]] = {
        "subject": "GC-2026-0001",
        "officer_cert_no": "15130101002",
        "measure": "CERT_SUSPENDED",
        "effective_from": "2026-12-01",
        "effective_to": "2026-12-31",
    }

    officer_cert_no: Annotated[OfficerCertNo, Privacy("PERSONAL")] = Field(
        title="执法证号", description="Certificate number of the officer concerned"
    )
    measure: Annotated[str, CodeOf("accountability.measure")] = Field(
        title="处理方式", description="Measure, by the gravity of the fault"
    )
    effective_from: Day = Field(title="生效日期", description="First day of the measure")
    effective_to: Day | None = Field(
        default=None, title="截止日期", description="Last day, itself included; open if absent"
    )
    discipline: Annotated[Text, Privacy("PERSONAL")] | None = Field(
        default=None, title="处分", description="Disciplinary sanction in a serious case (GC-02)"
    )
    crime: bool = Field(
        default=False, title="涉嫌犯罪", description="Handed on for criminal liability (GC-03)"
    )

    @model_validator(mode="after")
    def _in_effect_forward(self) -> Self:
        refuse_backward(self.effective_from, self.effective_to, ("effective_from", "effective_to"))
        return self


class SuperiorAssigned(Event):
    """上级交办 (三(二)): a superior hands a case to an agency, by a numbered letter."""

    TYPE: ClassVar[str] = "superior.assigned"
    ZH: ClassVar[str] = "上级交办"
    EXAMPLE: ClassVar[Mapping[str, Any]] = {
        "agency_id": "113713220170390083",
        "source": "urn:xzzf:371322:113713220170390083:supervision",
        "region_code": "371322",
        "subject": "AJ-2026-0150",
        "case_id": "AJ-2026-0150",
        "assigned_agency_id": "11371322017015006G",
        "due_date": "2026-12-07",
        "assign_doc_no": "临自然资督〔2026〕21号",
    }

    assigned_agency_id: AgencyId = Field(title="承办机关", description="Agency that must act")
    due_date: Day | None = Field(
        default=None,
        title="办结期限",
        description="Day that the assignment names; else the district's own limit counts",
    )
    assign_doc_no: DocNo = Field(title="交办文号", description="Number of the letter")

    @model_validator(mode="after")
    def _names_the_matter(self) -> Self:
        if not (self.violation_id or self.case_id or self.referral_id):
            raise refusal(
                "V-80",
                "上级交办未写明违法行为、案件或移送",
                "the assignment names no violation, case or referral",
                "填写 violation_id、case_id、referral_id 之一",
                "fill in one of violation_id, case_id and referral_id",
                field="case_id",
            )
        return self


class SuperiorResultReported(Event):
    """交办结果报告: what became of a case that a superior assigned."""

    TYPE: ClassVar[str] = "superior.result_reported"
    ZH: ClassVar[str] = "交办结果报告"
    EXAMPLE: ClassVar[Mapping[str, Any]] = {
        "agency_id": "11371322017015006G",
        "source": "urn:xzzf:371322:11371322017015006G:case",
        "region_code": "371322",
        "subject": "AJ-2026-0150",
        "case_id": "AJ-2026-0150",
    }


class MediaExposed(Event):
    """媒体曝光 (三(二)): a report in the media on a matter that should have been filed."""

    TYPE: ClassVar[str] = "media.exposed"
    ZH: ClassVar[str] = "媒体曝光"
    EXAMPLE: ClassVar[Mapping[str, Any]] = {
        "agency_id": "113713220170390083",
        "source": "urn:xzzf:371322:113713220170390083:supervision",
        "region_code": "371322",
        "subject": "YQ-2026-0004",
        "case_id": "AJ-2026-0150",
        "url": "https://news.example.cn/2026/11/23/illegal-building",
    }

    url: Url = Field(title="网址", description="Where the report stands")
    case_id: BusinessId | None = Field(
        default=None, title="案件编号", description="Case it is about, if there is one"
    )
