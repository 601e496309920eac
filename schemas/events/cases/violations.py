"""违法行为: discovered, acted on where it was found, told to who is competent, or dismissed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, ClassVar, Self

from pydantic import Field, model_validator

from schemas.envelope import Event, refuse_without_reason
from schemas.fields import (
    Address,
    AgencyId,
    BusinessId,
    CodeOf,
    Instant,
    ItemCode,
    Text,
    Word,
)
from schemas.problems import refusal
from schemas.records import OfficerRef, PartyBlock


class ViolationDiscovered(Event):
    """发现违法行为 (二(二)2). Jurisdiction OTHER starts the three working days of the referral."""

    TYPE: ClassVar[str] = "violation.discovered"
    ZH: ClassVar[str] = "发现违法行为"
    EXAMPLE: ClassVar[Mapping[str, Any]] = {
        "subject": "WF-2026-0031",
        "violation_id": "WF-2026-0031",
        "occurred_at": "2026-08-24T08:40:00+08:00",
        "recorded_at": "2026-08-24T08:45:00+08:00",
        "discovered_at": "2026-08-24T08:40:00+08:00",
        "how": "日常巡查",
        "jurisdiction": "OTHER",
    }

    violation_id: BusinessId = Field(
        title="违法行为编号", description="Violation; later events name it"
    )
    discovered_at: Instant = Field(
        title="发现时间", description="When it was discovered; starts YS-05, YS-06 and YS-07"
    )
    how: Word | None = Field(
        default=None, title="发现方式", description="How it was discovered: patrol, complaint …"
    )
    item_code: ItemCode | None = Field(
        default=None, title="事项编码", description="Penalty item that was violated"
    )
    jurisdiction: Annotated[str, CodeOf("jurisdiction")] = Field(
        title="管辖判断", description="Who is competent, as the discoverer judges"
    )
    competent_agency_id: AgencyId | None = Field(
        default=None,
        title="有管辖权的机关",
        description="Competent agency; needed when jurisdiction is OTHER (V-77)",
    )
    competence_determined_at: Instant | None = Field(
        default=None, title="确定管辖时间", description="When competence was determined"
    )
    urgency_grounds: tuple[Annotated[str, CodeOf("urgency_ground")], ...] = Field(
        default=(),
        title="紧急或重大情形",
        description="Grounds for an immediate referral (YS-06); empty when there is none",
    )
    ongoing: bool = Field(
        default=False,
        title="正在进行",
        description="Still going on: dissuade, fix evidence, inform (YS-07 to YS-09)",
    )
    historic_issue: bool = Field(
        default=False,
        title="历史遗留",
        description="Historic issue: consult before referring, never stop (YS-17, YS-19)",
    )
    location: Address | None = Field(
        default=None, title="地点", description="Where it was discovered"
    )
    party: PartyBlock | None = Field(
        default=None, title="当事人", description="The party, if known"
    )

    @model_validator(mode="after")
    def _other_names_the_agency(self) -> Self:
        if self.jurisdiction == "OTHER" and self.competent_agency_id is None:
            raise refusal(
                "V-77",
                "管辖判断为 OTHER 时缺少 competent_agency_id",
                "jurisdiction OTHER without competent_agency_id",
                "填写有管辖权机关的统一社会信用代码；不确定则填 UNCLEAR",
                "name the competent agency's credit code, or declare UNCLEAR",
                field="competent_agency_id",
            )
        return self


class ViolationOnsiteAction(Event):
    """现场劝阻取证 (二(二)2, YS-07, YS-08): the party was told to stop, evidence was fixed."""

    TYPE: ClassVar[str] = "violation.onsite_action"
    ZH: ClassVar[str] = "现场劝阻取证"
    EXAMPLE: ClassVar[Mapping[str, Any]] = {
        "subject": "WF-2026-0031",
        "violation_id": "WF-2026-0031",
        "occurred_at": "2026-08-24T08:50:00+08:00",
        "recorded_at": "2026-08-24T09:10:00+08:00",
        "dissuaded_at": "2026-08-24T08:50:00+08:00",
        "method": "口头劝阻并当场告知",
        "party_response": "COMPLIED",
        "evidence_ids": ("ZJ-2026-0031-01", "ZJ-2026-0031-02"),
        "evidence_kinds": ("视听资料", "勘验笔录、现场笔录"),
    }

    dissuaded_at: Instant = Field(
        title="劝阻时间", description="When the party was told to stop; ends YS-07"
    )
    method: Word | None = Field(default=None, title="劝阻方式", description="How it was done")
    party_response: Annotated[str, CodeOf("violation.party_response")] | None = Field(
        default=None,
        title="当事人反应",
        description="Complied or refused; REFUSED calls for a notice or a report (ZJ-03)",
    )
    evidence_ids: tuple[BusinessId, ...] = Field(
        default=(),
        title="证据编号",
        description="Evidence fixed on the spot; YS-08 asks for at least one",
    )
    evidence_kinds: tuple[Annotated[str, CodeOf("evidence.kind")], ...] = Field(
        default=(),
        title="证据种类",
        description="Kinds of the evidence that was fixed (行政处罚法 2021 第46条)",
    )


class ViolationOnsiteNotified(Event):
    """告知有管辖权一方 (二(二)2, YS-09): the competent side was told; opens YS-10 for it."""

    TYPE: ClassVar[str] = "violation.onsite_notified"
    ZH: ClassVar[str] = "告知有管辖权一方"
    EXAMPLE: ClassVar[Mapping[str, Any]] = {
        "subject": "WF-2026-0031",
        "violation_id": "WF-2026-0031",
        "occurred_at": "2026-08-24T08:55:00+08:00",
        "recorded_at": "2026-08-24T09:10:00+08:00",
        "notified_agency_id": "11371322017015006G",
        "notified_at": "2026-08-24T08:55:00+08:00",
        "method": "值班电话",
    }

    notified_agency_id: AgencyId = Field(
        title="被告知机关", description="Competent agency that was told"
    )
    notified_at: Instant = Field(title="告知时间", description="When it was told; ends YS-09")
    method: Word | None = Field(
        default=None, title="告知方式", description="By what means: telephone, in person …"
    )


class ViolationOfficersDispatched(Event):
    """派出执法人员 (二(二)2, YS-10): the side that was told sent officers."""

    TYPE: ClassVar[str] = "violation.officers_dispatched"
    ZH: ClassVar[str] = "派出执法人员"
    EXAMPLE: ClassVar[Mapping[str, Any]] = {
        "subject": "WF-2026-0031",
        "violation_id": "WF-2026-0031",
        "agency_id": "11371322017015006G",
        "source": "urn:xzzf:371322:11371322017015006G:case",
        "occurred_at": "2026-08-24T09:20:00+08:00",
        "recorded_at": "2026-08-24T09:25:00+08:00",
        "dispatched_at": "2026-08-24T09:20:00+08:00",
        "officers": (
            {"officer_cert_no": "15130322101"},
            {"officer_cert_no": "15130322102"},
        ),
    }

    dispatched_at: Instant = Field(
        title="派出时间", description="When the officers set out; ends YS-10"
    )
    officers: tuple[OfficerRef, ...] = Field(
        default=(), title="执法人员", description="Officers who were sent"
    )


class ViolationReportedUp(Event):
    """向上报告 (三(二), ZJ-03): stopping had no effect, and it was reported to a superior."""

    TYPE: ClassVar[str] = "violation.reported_up"
    ZH: ClassVar[str] = "向上报告"
    EXAMPLE: ClassVar[Mapping[str, Any]] = {
        "subject": "WF-2026-0031",
        "violation_id": "WF-2026-0031",
        "occurred_at": "2026-08-24T09:05:00+08:00",
        "recorded_at": "2026-08-24T09:15:00+08:00",
        "reported_at": "2026-08-24T09:05:00+08:00",
        "to_agency_id": "113713220170050006",
    }

    reported_at: Instant = Field(title="报告时间", description="When it was reported")
    to_agency_id: AgencyId | None = Field(
        default=None, title="接受报告的机关", description="To whom it was reported"
    )


class ViolationDismissed(Event):
    """违法行为不成立 (二(二)2): it proved to be none; waives the referral still open."""

    TYPE: ClassVar[str] = "violation.dismissed"
    ZH: ClassVar[str] = "违法行为不成立"
    EXAMPLE: ClassVar[Mapping[str, Any]] = {
        "subject": "WF-2026-0031",
        "violation_id": "WF-2026-0031",
        "occurred_at": "2026-08-26T10:00:00+08:00",
        "recorded_at": "2026-08-26T10:20:00+08:00",
        "reason": "经复核，当事人已取得许可，违法行为不成立",
        "decided_at": "2026-08-26T10:00:00+08:00",
    }

    reason: Text | None = Field(
        default=None,
        title="理由",
        description="Why it is no violation; without it the event is refused (V-82)",
    )
    decided_at: Instant | None = Field(
        default=None,
        title="决定时间",
        description="When it was decided; occurred_at where it is left empty",
    )

    @model_validator(mode="after")
    def _gives_a_reason(self) -> Self:
        refuse_without_reason(
            "reason", self.reason, "认定违法行为不成立", "the violation is dismissed"
        )
        return self
