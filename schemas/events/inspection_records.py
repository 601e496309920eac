"""Family inspection-records: what was planned, drawn and inspected, and what was told about it."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Annotated, Any, ClassVar, Final

from pydantic import Field

from schemas.envelope import Event
from schemas.example_parts import BY_DEPARTMENT, COMPANY, TWO_OFFICERS
from schemas.fields import (
    AgencyId,
    BusinessId,
    CodeOf,
    Count,
    DocNo,
    ExactId,
    Instant,
    ItemCode,
    Name,
    PartyName,
    Text,
    Word,
)
from schemas.markers import Unit
from schemas.records import DocRef, OfficerRef, PartyBlock, Record

TOPIC: Final = "facts.inspection-records"

_Percent = Annotated[Decimal, Field(max_digits=18, decimal_places=2, ge=0, le=100), Unit("percent")]

_POOL_HASH: Final = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"


class CreditLevelRatio(Record):
    """抽查比例: the share of the parties of one credit level that the plan will draw."""

    credit_level: Word = Field(
        title="信用等级", description="Credit or risk level, as the plan names it"
    )
    ratio_percent: _Percent = Field(
        title="抽查比例（%）", description="Share of the level's parties to be drawn, in percent"
    )


class InspectionPlanPublished(Event):
    """抽查计划 (二(四)6 双随机、一公开): what will be inspected at random in a year, how often."""

    TYPE: ClassVar[str] = "inspection.plan_published"
    ZH: ClassVar[str] = "抽查计划发布"
    PRIVACY: ClassVar[str] = "PUBLIC"
    EXAMPLE: ClassVar[Mapping[str, Any]] = {
        **BY_DEPARTMENT,
        "subject": "CCJH-2027-01",
        "classification": "PUBLIC",
        "plan_id": "CCJH-2027-01",
        "year": 2027,
        "items": ("SIM-E-071", "SIM-R-003"),
        "ratio_by_credit_level": (
            {"credit_level": "守信", "ratio_percent": "3.00"},
            {"credit_level": "一般", "ratio_percent": "10.00"},
            {"credit_level": "失信", "ratio_percent": "30.00"},
        ),
        "max_frequency": 2,
    }

    plan_id: BusinessId = Field(title="计划编号", description="Identifier of the plan")
    year: Annotated[int, Field(ge=1900, le=2199)] | None = Field(
        default=None, title="年度", description="Calendar year of the plan"
    )
    items: tuple[ItemCode, ...] = Field(
        default=(), title="抽查事项", description="Items that will be inspected"
    )
    ratio_by_credit_level: tuple[CreditLevelRatio, ...] = Field(
        default=(),
        title="分信用等级抽查比例",
        description="Share to be drawn by credit level: fewer of the law-abiding, more of the "
        "risky (SJ-03, SJ-04)",
    )
    max_frequency: Annotated[Count, Unit("inspections a year")] = Field(
        title="最高频次（次/年）",
        description="Most random inspections of one party under the plan (SJ-02)",
    )


class InspectionDrawn(Event):
    """随机抽取 (二(四)6): targets and officers drawn so that anyone can draw them again.

    Who knows seed, algorithm and pool gets the same draw; a draw that lacks one cannot be
    reproduced (SJ-01).
    """

    TYPE: ClassVar[str] = "inspection.drawn"
    ZH: ClassVar[str] = "双随机抽取"
    EXAMPLE: ClassVar[Mapping[str, Any]] = {
        **BY_DEPARTMENT,
        "subject": "CQ-2026-018",
        "draw_id": "CQ-2026-018",
        "seed": "20261123",
        "algorithm": "sha256-order",
        "pool_hash": _POOL_HASH,
        "targets": ("91371322MA3D5X7P0B", "92371322MA3C8K2X4T"),
        "officers": TWO_OFFICERS,
        "drawn_at": "2026-11-23T08:40:00+08:00",
    }

    draw_id: BusinessId = Field(title="抽取编号", description="Identifier of the draw")
    seed: Word | None = Field(
        default=None, title="随机种子", description="Seed; needed to repeat the draw (SJ-01)"
    )
    algorithm: Word | None = Field(
        default=None,
        title="抽取算法",
        description="Name of the method; needed to repeat it (SJ-01)",
    )
    pool_hash: ExactId | None = Field(
        default=None,
        title="名录库哈希",
        description="Hash of the pool drawn from; needed to prove the draw (SJ-01)",
    )
    targets: tuple[PartyName, ...] = Field(
        min_length=1,
        title="抽中对象",
        description="Drawn parties: each its credit code, else its token, else its name",
    )
    officers: tuple[OfficerRef, ...] = Field(
        min_length=1, title="选派人员", description="Officers drawn to inspect"
    )
    drawn_at: Instant | None = Field(
        default=None, title="抽取时间", description="When the draw was made"
    )


class InspectionRecorded(Event):
    """行政检查记录 (二(二)5). A township marks its own record G8 when it is to be shared."""

    TYPE: ClassVar[str] = "inspection.recorded"
    ZH: ClassVar[str] = "行政检查记录"
    CATEGORIES: ClassVar[frozenset[str]] = frozenset({"G6", "G8"})
    EXAMPLE: ClassVar[Mapping[str, Any]] = {
        **BY_DEPARTMENT,
        "subject": "郯自然资检〔2026〕第57号",
        "inspection_no": "郯自然资检〔2026〕第57号",
        "item_code": "SIM-R-003",
        "party": COMPANY,
        "is_random": True,
        "plan_id": "CCJH-2026-01",
        "draw_id": "CQ-2026-018",
        "risk_marks": ("MANY_COMPLAINTS",),
        "inspected_at": "2026-11-23T09:00:00+08:00",
        "officers": TWO_OFFICERS,
        "result": "PROBLEM_FOUND",
        "problems_found": ("采矿许可证已过期，现场有 2 台挖掘机作业",),
        "record_doc": {
            "doc_no": "郯自然资检〔2026〕第57号",
            "title": "现场检查笔录",
            "doc_date": "2026-11-23",
            "pages": 3,
        },
    }

    inspection_no: DocNo | None = Field(
        default=None,
        title="检查编号",
        description="Number of the inspection; publications and referrals name it",
    )
    item_code: ItemCode = Field(title="事项编码", description="Item under which it was made")
    township_id: AgencyId | None = Field(
        default=None, title="所在乡镇", description="Township in which it took place"
    )
    related_penalty_item_code: ItemCode | None = Field(
        default=None,
        title="相关处罚事项",
        description="Penalty item it serves; a township's inspection needs one it holds (QD-09)",
    )
    party: PartyBlock = Field(title="检查对象", description="The inspected party")
    is_random: bool = Field(default=False, title="随机抽查", description="Drawn at random")
    plan_id: BusinessId | None = Field(
        default=None, title="计划编号", description="Inspection plan it belongs to"
    )
    draw_id: BusinessId | None = Field(
        default=None,
        title="抽取编号",
        description="Random draw it follows; the party must be among its targets (SJ-01)",
    )
    joint_action_id: BusinessId | None = Field(
        default=None,
        title="联合行动编号",
        description="Joint action it belongs to; then it is no duplicate inspection (MB-01)",
    )
    reinspection: bool = Field(
        default=False, title="复查", description="A second look after an order to put right"
    )
    credit_level: Word | None = Field(
        default=None, title="信用等级", description="Credit level of the party on the day (SJ-03)"
    )
    risk_marks: tuple[Annotated[str, CodeOf("risk_mark")], ...] = Field(
        default=(), title="风险情形", description="Why the party is inspected more often (SJ-04)"
    )
    inspected_at: Instant = Field(title="检查时间", description="When it took place")
    officers: tuple[OfficerRef, ...] = Field(
        min_length=1,
        title="执法人员",
        description="Officers who inspected, at least two (行政处罚法 2021 第42条)",
    )
    result: Annotated[str, CodeOf("inspection.result")] = Field(
        title="检查结果", description="Result of the inspection"
    )
    problems_found: tuple[Text, ...] = Field(
        default=(), title="发现的问题", description="Problems found, one entry each"
    )
    record_doc: DocRef | None = Field(
        default=None,
        title="检查记录",
        description="The signed record; the fact is formed when it is signed",
    )


class BriefingIssued(Event):
    """执法工作简报 (二(二)5): dynamic information that a department shares."""

    TYPE: ClassVar[str] = "briefing.issued"
    ZH: ClassVar[str] = "执法工作简报"
    CATEGORIES: ClassVar[frozenset[str]] = frozenset({"G6"})
    EXAMPLE: ClassVar[Mapping[str, Any]] = {
        **BY_DEPARTMENT,
        "subject": "郯自然资简〔2026〕第11号",
        "title": "自然资源执法工作简报（2026 年第 11 期）",
        "doc": {
            "doc_no": "郯自然资简〔2026〕第11号",
            "title": "自然资源执法工作简报（2026 年第 11 期）",
            "doc_date": "2026-11-23",
            "pages": 4,
        },
    }

    title: Name = Field(title="标题", description="Title of the briefing")
    doc: DocRef | None = Field(default=None, title="文书", description="The briefing itself")


EVENTS: Final = (InspectionPlanPublished, InspectionDrawn, InspectionRecorded, BriefingIssued)
"""Every event of the family, in the order of the catalogue."""
