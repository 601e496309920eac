"""行政强制: measures and enforcement. Source: 行政强制法 (2011)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, ClassVar, Self
from uuid import UUID

from pydantic import Field, model_validator

from schemas.envelope import Event
from schemas.example_parts import SHOP, TWO_OFFICERS
from schemas.fields import (
    AgencyId,
    BusinessId,
    CodeOf,
    Count,
    Day,
    DocNo,
    Instant,
    ItemCode,
    PersonName,
    Word,
)
from schemas.instants import shown
from schemas.markers import Privacy, Unit
from schemas.problems import refusal
from schemas.records import OfficerRef, PartyBlock


class CoercionApplied(Event):
    """行政强制实施 (二(一)): a coercive measure or enforcement, by whom and in whose name.

    On an entrusted item it is always flagged: coercion cannot be entrusted (行政强制法 第17条).
    """

    TYPE: ClassVar[str] = "coercion.applied"
    ZH: ClassVar[str] = "行政强制实施"
    PRIVACY: ClassVar[str] = "PUBLIC"
    EXAMPLE: ClassVar[Mapping[str, Any]] = {
        "subject": "QZ-2026-0006",
        "classification": "PUBLIC",
        "case_id": "AJ-2026-0015",
        "coercion_no": "QZ-2026-0006",
        "decision_doc_no": "郯马综执强〔2026〕第6号",
        "item_code": "SIM-E-029",
        "related_penalty_item_code": "SIM-E-029",
        "kind": "措施",
        "measure_type": "查封施工现场",
        "party": SHOP,
        "start_at": "2026-11-23T09:00:00+08:00",
        "on_the_spot": True,
        "reported_at": "2026-11-23T09:10:00+08:00",
        "approved_by": "刘志强",
        "approved_at": "2026-11-23T09:15:00+08:00",
        "officers": TWO_OFFICERS,
    }

    coercion_no: BusinessId = Field(
        title="强制编号",
        description="Identifier of the coercion, also where no document was issued",
    )
    decision_doc_no: DocNo | None = Field(
        default=None,
        title="强制决定书文号",
        description="Number of the decision; its publication names it (GS-01)",
    )
    decision_date: Day | None = Field(
        default=None,
        title="决定日期",
        description="Day of the decision; publication counts from it, else from start_at (GS-01)",
    )
    item_code: ItemCode = Field(title="事项编码", description="Coercion item")
    related_penalty_item_code: ItemCode | None = Field(
        default=None,
        title="相关处罚事项",
        description="Penalty item it serves; a township's coercion needs one it holds (QD-09)",
    )
    township_id: AgencyId = Field(title="所在乡镇", description="Township in which it was applied")
    decision_authority_id: AgencyId = Field(
        title="决定机关", description="In whose name it was decided"
    )
    implementing_agency_id: AgencyId = Field(title="实施机关", description="Who carried it out")
    responsible_agency_id: AgencyId | None = Field(
        default=None,
        title="责任机关",
        description="Who is liable; the township on an empowered item (QD-05)",
    )
    joint_action_id: BusinessId | None = Field(
        default=None,
        title="联合行动编号",
        description="Joint action it belongs to; a township that cooperates in one does not act "
        "on its own (QD-08)",
    )
    kind: Annotated[str, CodeOf("coercion.kind")] = Field(
        title="强制类别", description="Coercive measure or coercive enforcement"
    )
    measure_type: Word | None = Field(
        default=None,
        title="强制方式",
        description="Sealing, seizing, removal … (行政强制法 第9条、第12条)",
    )
    party: PartyBlock | None = Field(default=None, title="当事人", description="Party concerned")
    start_at: Instant = Field(title="开始时间", description="When it began")
    end_at: Instant | None = Field(
        default=None, title="结束时间", description="When it ended or was lifted"
    )
    extended_days: Annotated[Count, Unit("day")] | None = Field(
        default=None,
        title="延长天数",
        description="Days by which sealing or seizure was extended, at most 30 (行政强制法 第25条)",
    )
    on_the_spot: bool = Field(
        default=False,
        title="当场实施",
        description="Applied on the spot in an emergency, before approval (行政强制法 第19条)",
    )
    reported_at: Annotated[Instant, Privacy("INTERNAL")] | None = Field(
        default=None,
        title="报告时间",
        description="When it was reported to the leader; within 24 hours if on the spot",
    )
    approved_by: PersonName | None = Field(
        default=None, title="批准人", description="Leader who approved it"
    )
    approved_at: Annotated[Instant, Privacy("INTERNAL")] | None = Field(
        default=None, title="批准时间", description="When it was approved"
    )
    is_major: bool = Field(
        default=False,
        title="重大执法决定",
        description="A major decision, which needs a legal review first (FS-01)",
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
        min_length=1,
        title="执法人员",
        description="Officers who applied it, at least two (行政强制法 第18条)",
    )

    @model_validator(mode="after")
    def _ends_after_it_began(self) -> Self:
        if self.end_at and self.is_before("end_at", "start_at"):
            raise refusal(
                "V-44",
                f"end_at（{shown(self.end_at)}）早于 start_at（{shown(self.start_at)}）",
                f"end_at ({shown(self.end_at)}) lies before start_at ({shown(self.start_at)})",
                "核对起止时间；尚未结束则 end_at 留空",
                "check both times; leave end_at empty while it lasts",
                field="end_at",
                value=shown(self.end_at),
            )
        return self
