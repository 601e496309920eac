"""Family inspection-records: what was inspected, and what was told about it."""

from __future__ import annotations

from typing import Annotated, ClassVar, Final

from pydantic import Field

from schemas.envelope import Event
from schemas.fields import AgencyId, CodeOf, DocNo, Instant, ItemCode, Name, Text
from schemas.records import DocRef, OfficerRef, PartyBlock

TOPIC: Final = "facts.inspection-records"


class InspectionRecorded(Event):
    """行政检查记录 (二(二)5). A township marks its own record G8 when it is to be shared."""

    TYPE: ClassVar[str] = "inspection.recorded"
    ZH: ClassVar[str] = "行政检查记录"
    CATEGORIES: ClassVar[frozenset[str]] = frozenset({"G6", "G8"})

    inspection_no: DocNo = Field(title="检查编号", description="Number of the inspection")
    item_code: ItemCode = Field(title="事项编码", description="Inspected item")
    township_id: AgencyId | None = Field(
        default=None, title="所在乡镇", description="Township in which it took place"
    )
    related_penalty_item_code: str | None = Field(
        default=None, title="相关处罚事项", description="Required for a township's inspection"
    )
    party: PartyBlock = Field(title="检查对象", description="The inspected party")
    is_random: bool = Field(default=False, title="随机抽查", description="Drawn at random")
    plan_id: str | None = Field(default=None, title="计划编号", description="Inspection plan")
    draw_id: str | None = Field(default=None, title="抽取编号", description="Random draw")
    joint_action_id: str | None = Field(
        default=None, title="联合行动编号", description="Joint action it belongs to"
    )
    reinspection: bool = Field(default=False, title="复查", description="A second look")
    inspected_at: Instant = Field(title="检查时间", description="When it took place")
    officers: tuple[OfficerRef, ...] = Field(
        min_length=1, title="执法人员", description="Officers who inspected"
    )
    result: Annotated[str, CodeOf("inspection.result")] = Field(
        title="检查结果", description="Result"
    )
    problems_found: tuple[Text, ...] = Field(
        default=(), title="发现的问题", description="Problems found"
    )
    record_doc: DocRef = Field(title="检查记录", description="The signed record")


class BriefingIssued(Event):
    """执法工作简报 (二(二)5): dynamic information that a department shares."""

    TYPE: ClassVar[str] = "briefing.issued"
    ZH: ClassVar[str] = "执法工作简报"
    CATEGORIES: ClassVar[frozenset[str]] = frozenset({"G6"})

    title: Name = Field(title="标题", description="Title of the briefing")
    doc: DocRef = Field(title="文书", description="The briefing itself")


EVENTS: Final = (InspectionRecorded, BriefingIssued)
"""Every event of the family, in the order of the catalogue."""
