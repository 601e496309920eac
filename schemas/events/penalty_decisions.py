"""Family penalty-decisions: what was decided, and how it was carried out."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, ClassVar, Final, Self
from uuid import UUID

from pydantic import Field, model_validator

from schemas.envelope import Event
from schemas.fields import (
    AgencyId,
    CodeOf,
    Day,
    DocNo,
    Instant,
    ItemCode,
    Name,
    Text,
    Yuan,
    refusal,
)
from schemas.records import LegalBasis, OfficerRef, PartyBlock

TOPIC: Final = "facts.penalty-decisions"


class PenaltyDecided(Event):
    """行政处罚决定 (二(二)5). A department's own decision is dynamic information, G6."""

    TYPE: ClassVar[str] = "penalty.decided"
    ZH: ClassVar[str] = "行政处罚决定"
    CATEGORIES: ClassVar[frozenset[str]] = frozenset({"G3", "G6"})
    EXAMPLE: ClassVar[Mapping[str, Any]] = {
        "penalty_kinds": ("罚款",),
        "fine_amount_yuan": "500.00",
        "party": {"party_name": "郯城县某某农资店", "party_category": "个体工商户"},
    }

    case_id: Name = Field(title="案件编号", description="Case")
    decision_doc_no: DocNo = Field(title="处罚决定书文号", description="Number of the decision")
    item_code: ItemCode = Field(title="事项编码", description="Penalty item")
    item_list_version: str | None = Field(
        default=None, title="清单版本", description="List version in force"
    )
    delegation_id: str | None = Field(
        default=None, title="委托书编号", description="For entrusted items"
    )
    decision_authority_id: AgencyId = Field(title="决定机关", description="In whose name")
    implementing_agency_id: AgencyId = Field(title="实施机关", description="Who carried it out")
    responsible_agency_id: AgencyId = Field(title="责任机关", description="Who is liable")
    party: PartyBlock = Field(title="当事人", description="The penalised party")
    township_id: AgencyId | None = Field(
        default=None, title="所在乡镇", description="Township in which it happened"
    )
    violation_facts: Text = Field(title="违法事实", description="Facts of the violation")
    violated_basis: tuple[LegalBasis, ...] = Field(
        min_length=1, title="违反的依据", description="Provisions that were violated"
    )
    penalty_basis: tuple[LegalBasis, ...] = Field(
        min_length=1, title="处罚依据", description="Provisions on which the penalty rests"
    )
    penalty_kinds: tuple[Annotated[str, CodeOf("penalty_kind")], ...] = Field(
        min_length=1, title="处罚种类", description="Kinds (行政处罚法 2021 第9条)"
    )
    penalty_content: Text = Field(title="处罚内容", description="Content of the penalty")
    fine_amount_yuan: Yuan | None = Field(
        default=None, title="罚款金额（元）", description="Fine in yuan, not in 万元"
    )
    confiscated_amount_yuan: Yuan | None = Field(
        default=None, title="没收金额（元）", description="Confiscated amount in yuan"
    )
    licence_affected: str | None = Field(
        default=None, title="涉及许可证", description="Licence suspended or revoked"
    )
    discretion_benchmark_id: str | None = Field(
        default=None, title="裁量基准", description="Benchmark that was applied"
    )
    discretion_tier: str | None = Field(default=None, title="裁量阶次", description="Its tier")
    deviation_reason: Text | None = Field(
        default=None, title="偏离理由", description="Why the fine lies outside the tier"
    )
    case_source: str | None = Field(default=None, title="案源", description="Where it came from")
    case_filed_date: Day = Field(title="立案日期", description="Day the case was filed")
    procedure: Annotated[str, CodeOf("procedure")] = Field(title="程序", description="Procedure")
    hearing_held: bool = Field(default=False, title="举行听证", description="Hearing held")
    suspected_crime: bool = Field(title="涉嫌犯罪", description="A crime is suspected")
    is_major: bool = Field(title="重大执法决定", description="A major enforcement decision")
    legal_review_event_id: UUID | None = Field(
        default=None, title="法制审核事件", description="The review before the decision"
    )
    officers: tuple[OfficerRef, ...] = Field(
        min_length=1, title="执法人员", description="At least two (行政处罚法 2021 第42条)"
    )
    act_at: Instant = Field(title="违法行为查处时间", description="When the officers acted")
    decision_date: Day = Field(title="决定日期", description="Day of the decision")
    remedy_text: Text = Field(title="救济途径", description="How the party may seek remedy")
    penalty_valid_until: Day | None = Field(
        default=None, title="处罚有效期", description="Last day the penalty is in force"
    )
    publicity_until: Day | None = Field(
        default=None, title="公示截止日期", description="Last day of publication"
    )
    disclosure_exempt: Text | None = Field(
        default=None, title="不公开依据", description="Legal ground not to publish"
    )

    @model_validator(mode="after")
    def _amounts_fit_kinds(self) -> Self:
        fined = "罚款" in self.penalty_kinds
        if fined != bool(self.fine_amount_yuan):
            raise refusal(
                "V-33",
                "处罚种类“罚款”与罚款金额不一致",
                "the kind 罚款 and fine_amount_yuan do not agree",
                "有罚款须填大于 0 的金额；没有罚款则金额留空",
                "a fine has an amount above 0; without a fine leave it empty",
            )
        if self.publicity_until and self.publicity_until < self.decision_date:
            raise refusal(
                "V-45",
                "公示截止日期早于决定日期",
                "publicity_until lies before decision_date",
                "核对公示期限",
                "check the period of publication",
            )
        return self


class PenaltyExecuted(Event):
    """行政处罚执行: payment or end of execution; its own fact with its own day (二(二)5)."""

    TYPE: ClassVar[str] = "penalty.executed"
    ZH: ClassVar[str] = "行政处罚执行"
    CATEGORIES: ClassVar[frozenset[str]] = frozenset({"G3", "G6"})

    case_id: Name = Field(title="案件编号", description="Case")
    execution_mode: str | None = Field(default=None, title="执行方式", description="How")
    paid_amount_yuan: Yuan | None = Field(
        default=None, title="缴纳金额（元）", description="Amount paid in yuan"
    )
    paid_at: Instant | None = Field(default=None, title="缴纳时间", description="When it was paid")
    executed_at: Instant | None = Field(
        default=None, title="执行完毕时间", description="When execution ended"
    )
    surcharge_yuan: Yuan | None = Field(
        default=None, title="加处罚款（元）", description="Surcharge in yuan"
    )
    closed_date: Day | None = Field(default=None, title="结案日期", description="Day of closing")
    reconsideration: str | None = Field(
        default=None, title="行政复议", description="Administrative reconsideration"
    )
    litigation: str | None = Field(default=None, title="行政诉讼", description="Litigation")


EVENTS: Final = (PenaltyDecided, PenaltyExecuted)
"""Every event of the family, in the order of the catalogue."""
