"""行政处罚决定: who decided what against whom, on which facts and basis."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, ClassVar, Self
from uuid import UUID

from pydantic import Field, model_validator

from schemas.envelope import Event
from schemas.events.penalty_decisions.measures import refuse_contradiction
from schemas.example_parts import SHOP, TWO_OFFICERS, WASTE_LAW
from schemas.fields import (
    AgencyId,
    BusinessId,
    CodeOf,
    Day,
    DocNo,
    Instant,
    ItemCode,
    Name,
    Remark,
    Text,
    Word,
    Yuan,
    refuse_backward,
)
from schemas.markers import Privacy
from schemas.problems import refusal
from schemas.records import LegalBasis, OfficerRef, PartyBlock


class PenaltyDecided(Event):
    """行政处罚决定 (二(二)5). A department's own decision is dynamic information, G6."""

    TYPE: ClassVar[str] = "penalty.decided"
    ZH: ClassVar[str] = "行政处罚决定"
    CATEGORIES: ClassVar[frozenset[str]] = frozenset({"G3", "G6"})
    PRIVACY: ClassVar[str] = "PUBLIC"
    EXAMPLE: ClassVar[Mapping[str, Any]] = {
        "subject": "AJ-2026-0012",
        "classification": "PUBLIC",
        "violation_id": "WF-2026-0031",
        "case_id": "AJ-2026-0012",
        "item_list_version": "2026-1",
        "party": SHOP,
        "violation_type": "随意倾倒生活垃圾",
        "violation_facts": "当事人在马头镇某村村口道路旁随意倾倒生活垃圾约 0.5 立方米。",
        "violation_ended_on": "2026-11-02",
        "violated_basis": (
            {"law_title": "中华人民共和国固体废物污染环境防治法", "article": "第四十九条"},
        ),
        "penalty_basis": (WASTE_LAW,),
        "penalty_kinds": ("罚款",),
        "penalty_content": "罚款人民币 500.00 元",
        "fine_amount_yuan": "500.00",
        "discretion_benchmark_id": "BZ-ZHZF-2025-01",
        "discretion_tier": "严重",
        "case_source": "检查发现",
        "case_filed_date": "2026-11-03",
        "procedure": "普通",
        "suspected_crime": False,
        "is_major": False,
        "officers": TWO_OFFICERS,
        "act_at": "2026-11-02T10:20:00+08:00",
        "remedy_text": "可以自收到决定书之日起六十日内申请行政复议，或者六个月内提起行政诉讼。",
        "publicity_until": "2027-11-22",
    }

    case_id: BusinessId = Field(title="案件编号", description="Case in which it was decided")
    decision_doc_no: DocNo = Field(
        title="处罚决定书文号", description="Number of the decision (双公示 CF_WSH)"
    )
    item_code: ItemCode = Field(title="事项编码", description="Penalty item of the list in force")
    item_list_version: Word | None = Field(
        default=None, title="清单版本", description="Version of the item list in force (QD-01)"
    )
    delegation_id: BusinessId | None = Field(
        default=None,
        title="委托书编号",
        description="Delegation it rests on; needed for an entrusted item (QD-06)",
    )
    decision_authority_id: AgencyId = Field(
        title="决定机关", description="In whose name; the department for an entrusted item"
    )
    implementing_agency_id: AgencyId = Field(title="实施机关", description="Who carried it out")
    responsible_agency_id: AgencyId = Field(
        title="责任机关", description="Who is liable; the department for an entrusted item (QD-07)"
    )
    party: PartyBlock = Field(title="当事人", description="The penalised party")
    township_id: AgencyId | None = Field(
        default=None,
        title="所在乡镇",
        description="Township in which it happened; needed to tell whose power it was (QD-10)",
    )
    joint_action_id: BusinessId | None = Field(
        default=None,
        title="联合行动编号",
        description="Joint action it belongs to; a township that cooperates in one does not act "
        "on its own (QD-08)",
    )
    violation_type: Word | None = Field(
        default=None, title="违法行为类型", description="Type of violation (双公示 CF_WFXW)"
    )
    violation_facts: Text = Field(
        title="违法事实", description="Facts of the violation (双公示 CF_SY)"
    )
    violation_ended_on: Day | None = Field(
        default=None,
        title="违法行为终了日期",
        description="Day on which the violation ended; two (five) years later it is no longer "
        "punished (V-49, 行政处罚法 2021 第36条)",
    )
    violated_basis: tuple[LegalBasis, ...] = Field(
        min_length=1, title="违反的依据", description="Provisions that were violated"
    )
    penalty_basis: tuple[LegalBasis, ...] = Field(
        min_length=1,
        title="处罚依据",
        description="Provisions on which the penalty rests (双公示 CF_YJ)",
    )
    penalty_kinds: tuple[Annotated[str, CodeOf("penalty_kind")], ...] = Field(
        min_length=1, title="处罚种类", description="Kinds (行政处罚法 2021 第9条)"
    )
    penalty_content: Text = Field(
        title="处罚内容", description="Content of the penalty (双公示 CF_NR)"
    )
    fine_amount_yuan: Yuan | None = Field(
        default=None,
        title="罚款金额（元）",
        description="Fine in yuan, not in 万元; above 0 with the kind 罚款, else empty (V-33)",
    )
    confiscated_amount_yuan: Yuan | None = Field(
        default=None,
        title="没收金额（元）",
        description="Confiscated gains, or value of confiscated property, in yuan; needed with "
        "a kind 没收, else empty (V-33)",
    )
    licence_affected: Name | None = Field(
        default=None,
        title="涉及许可证",
        description="Licence suspended or revoked, by name and number; needed then (V-33)",
    )
    discretion_benchmark_id: BusinessId | None = Field(
        default=None,
        title="裁量基准",
        description="Benchmark that was applied: standard_id of its publication (CL-05)",
    )
    discretion_tier: Word | None = Field(
        default=None, title="裁量阶次", description="Tier of the benchmark (CL-02)"
    )
    deviation_reason: Annotated[Text, Privacy("INTERNAL")] | None = Field(
        default=None, title="偏离理由", description="Why the fine lies outside the tier (CL-02)"
    )
    case_source: Word | None = Field(
        default=None, title="案源", description="Inspection, complaint, referral, patrol …"
    )
    case_filed_date: Day = Field(
        title="立案日期",
        description="Day the case was filed; a case filed before a transfer of the item stays "
        "with the department (QD-10)",
    )
    procedure: Annotated[str, CodeOf("procedure")] = Field(
        title="程序", description="Simple, ordinary or with a hearing"
    )
    hearing_held: bool = Field(default=False, title="举行听证", description="Hearing held")
    suspected_crime: Annotated[bool, Privacy("INTERNAL")] = Field(
        title="涉嫌犯罪",
        description="A crime is suspected; then a transfer to the police comes first (XX-03)",
    )
    is_major: bool = Field(
        title="重大执法决定",
        description="A major enforcement decision, which needs a legal review first (FS-01)",
    )
    legal_review_event_id: Annotated[UUID, Privacy("INTERNAL")] | None = Field(
        default=None, title="法制审核事件", description="The review before a major decision"
    )
    legal_review_doc_no: Annotated[DocNo, Privacy("INTERNAL")] | None = Field(
        default=None,
        title="法制审核文号",
        description="The review by document number, where its event is not known",
    )
    officers: tuple[OfficerRef, ...] = Field(
        min_length=1, title="执法人员", description="At least two (行政处罚法 2021 第42条)"
    )
    act_at: Instant = Field(title="违法行为查处时间", description="When the officers acted")
    decision_date: Day = Field(
        title="决定日期",
        description="Day of the decision (双公示 CF_JDRQ); publication counts from it",
    )
    remedy_text: Text = Field(title="救济途径", description="How the party may seek remedy")
    penalty_valid_until: Day | None = Field(
        default=None, title="处罚有效期", description="Last day the penalty is in force"
    )
    publicity_until: Day | None = Field(
        default=None,
        title="公示截止日期",
        description="Last day of publication, not before the decision (V-45)",
    )
    disclosure_exempt: Annotated[Text, Privacy("INTERNAL")] | None = Field(
        default=None,
        title="不公开依据",
        description="Legal ground not to publish; without one both channels are due (GS-01)",
    )
    remark: Remark | None = Field(default=None, title="备注", description="Remark (双公示 BZ)")

    @model_validator(mode="after")
    def _measures_fit_kinds(self) -> Self:
        refuse_contradiction(
            self.penalty_kinds,
            self.fine_amount_yuan,
            self.confiscated_amount_yuan,
            self.licence_affected,
        )
        if self.publicity_until and self.publicity_until < self.decision_date:
            raise refusal(
                "V-45",
                f"公示截止日期早于决定日期（{self.decision_date}）",
                f"publicity_until lies before decision_date ({self.decision_date})",
                "核对公示期限",
                "check the period of publication",
                field="publicity_until",
                value=self.publicity_until,
            )
        refuse_backward(
            self.decision_date, self.penalty_valid_until, ("decision_date", "penalty_valid_until")
        )
        return self
