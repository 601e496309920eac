"""Oversight of the hub itself: its verdicts are contested and reviewed, its outages recorded."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, ClassVar, Self
from uuid import UUID

from pydantic import Field, model_validator

from schemas.envelope import Event, refuse_without_reason
from schemas.fields import AgencyId, CodeOf, Instant, Text, Word
from schemas.instants import shown
from schemas.problems import refusal
from schemas.records import DocRef, Record


class VerdictRef(Record):
    """判定: which conclusion of the hub is meant; the matter follows from the references."""

    obligation_id: UUID | None = Field(
        default=None, title="义务标识", description="Obligation, when one stands behind it"
    )
    output_id: UUID | None = Field(
        default=None, title="输出标识", description="The verdict as the hub issued it"
    )
    rule_id: Word = Field(title="规则", description="Rule of the conclusion, such as YS-05")
    agency_id: AgencyId = Field(title="机关", description="Agency the conclusion is about")


class VerdictContested(Event):
    """判定异议: an agency contests a verdict, which stays and is flagged CONTESTED."""

    TYPE: ClassVar[str] = "verdict.contested"
    ZH: ClassVar[str] = "判定异议"
    EXAMPLE: ClassVar[Mapping[str, Any]] = {
        "subject": "WF-2026-0208",
        "violation_id": "WF-2026-0208",
        "verdict_ref": {
            "obligation_id": "8b6f6f0e-52a1-5d8c-9d6a-0d5a3f1f7c21",
            "rule_id": "YS-05",
            "agency_id": "11371322017002002N",
        },
        "reason": "线索不实，现场未发现违法行为",
        "docs": [{"title": "现场核查照片说明"}],
    }

    verdict_ref: VerdictRef = Field(title="判定", description="Verdict that is contested")
    reason: Text | None = Field(
        default=None, title="异议理由", description="Why; without it V-82 refuses"
    )
    docs: tuple[DocRef, ...] = Field(
        default=(), title="证明材料", description="Documents that support it"
    )

    @model_validator(mode="after")
    def _gives_a_reason(self) -> Self:
        refuse_without_reason("reason", self.reason, "对判定提出异议", "the verdict is contested")
        return self


class VerdictReviewed(Event):
    """判定复核: the justice bureau upholds a contested verdict or waives the duty (V-81)."""

    TYPE: ClassVar[str] = "verdict.reviewed"
    ZH: ClassVar[str] = "判定复核"
    EXAMPLE: ClassVar[Mapping[str, Any]] = {
        "agency_id": "113713220170390083",
        "source": "urn:xzzf:371322:113713220170390083:supervision",
        "region_code": "371322",
        "subject": "WF-2026-0208",
        "violation_id": "WF-2026-0208",
        "verdict_ref": {
            "obligation_id": "8b6f6f0e-52a1-5d8c-9d6a-0d5a3f1f7c21",
            "rule_id": "YS-05",
            "agency_id": "11371322017002002N",
        },
        "result": "WAIVED",
        "ground": "经核查线索不实，不存在移送义务",
    }

    verdict_ref: VerdictRef = Field(title="判定", description="Verdict that was reviewed")
    result: Annotated[str, CodeOf("review.result")] = Field(
        title="复核结果", description="Upheld, or waived with no lead"
    )
    ground: Text | None = Field(
        default=None, title="复核依据", description="Ground of the result; without it V-82 refuses"
    )

    @model_validator(mode="after")
    def _gives_its_ground(self) -> Self:
        refuse_without_reason("ground", self.ground, "判定复核", "the verdict is reviewed")
        return self


class HubOutageRecorded(Event):
    """平台故障: the hub could not be reached; lateness within is flagged and gives no lead."""

    TYPE: ClassVar[str] = "hub.outage_recorded"
    ZH: ClassVar[str] = "平台故障记录"
    EXAMPLE: ClassVar[Mapping[str, Any]] = {
        "agency_id": "113713220170390083",
        "source": "urn:xzzf:371322:113713220170390083:hub",
        "region_code": "371322",
        "subject": "GZ-2026-0001",
        "outage_from": "2026-11-22T22:00:00+08:00",
        "outage_to": "2026-11-23T05:30:00+08:00",
    }

    outage_from: Instant = Field(title="故障开始", description="First instant of the outage")
    outage_to: Instant = Field(title="故障结束", description="Last instant of the outage")

    @model_validator(mode="after")
    def _ends_after_it_began(self) -> Self:
        if self.is_before("outage_to", "outage_from"):
            raise refusal(
                "V-44",
                "故障结束早于故障开始",
                "the outage ends before it begins",
                "核对 outage_from 和 outage_to",
                "check outage_from and outage_to",
                field="outage_to",
                value=shown(self.outage_to),
            )
        return self
