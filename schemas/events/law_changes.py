"""Family law-changes: what the powers of the townships rest on, and how they are exercised."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, ClassVar, Final

from pydantic import Field

from schemas.envelope import Event
from schemas.example_parts import BY_DEPARTMENT
from schemas.fields import (
    AgencyId,
    BusinessId,
    CodeOf,
    Day,
    DocNo,
    Instant,
    ItemCode,
    Name,
    Url,
    Word,
)
from schemas.records import DocRef, Tier

TOPIC: Final = "facts.law-changes"


class LawBasisChanged(Event):
    """依据调整: a law, regulation or rule behind a township's item changed (二(二)5)."""

    TYPE: ClassVar[str] = "law.basis_changed"
    ZH: ClassVar[str] = "执法依据调整"
    CATEGORIES: ClassVar[frozenset[str]] = frozenset({"G1"})
    PRIVACY: ClassVar[str] = "PUBLIC"
    EXAMPLE: ClassVar[Mapping[str, Any]] = {
        **BY_DEPARTMENT,
        "subject": "FG-TDGLF-2026",
        "classification": "PUBLIC",
        "law_id": "FG-TDGLF",
        "law_title": "中华人民共和国土地管理法",
        "level": "法律",
        "doc_no": None,
        "change_type": "修改",
        "promulgated_on": "2026-11-20",
        "effective_on": "2027-01-01",
        "learned_on": "2026-11-23T09:00:00+08:00",
        "articles_changed": ("第七十五条",),
        "affected_item_codes": ("SIM-E-029",),
    }

    law_id: BusinessId = Field(title="法规标识", description="Identifier of the law")
    law_title: Name = Field(title="法规名称", description="Title of the law")
    level: Word | None = Field(
        default=None,
        title="效力级别",
        description="Rank: law 法律, regulation 法规, rule 规章, other document 规范性文件",
    )
    doc_no: DocNo | None = Field(
        default=None, title="文号", description="Number of the order or decree that made the change"
    )
    change_type: Annotated[str, CodeOf("law.change")] | None = Field(
        default=None,
        title="调整类型",
        description="Made, amended, repealed or interpreted",
    )
    promulgated_on: Day | None = Field(
        default=None,
        title="公布日期",
        description="Day of promulgation; day of formation where the day of learning is not known",
    )
    effective_on: Day = Field(title="施行日期", description="First day in force")
    learned_on: Instant | None = Field(
        default=None,
        title="知悉时间",
        description="When the department learned of it; the notice to the townships is counted "
        "from it, else from the formation time (QD-13)",
    )
    articles_changed: tuple[Word, ...] = Field(
        default=(), title="调整条款", description="Articles that changed"
    )
    affected_item_codes: tuple[ItemCode, ...] = Field(
        min_length=1,
        title="受影响事项",
        description="Items whose basis it is; every township that holds one receives the event",
    )


class StandardPublished(Event):
    """标准发布: basis, procedure, standard, benchmark or workflow (二(一), 二(二)5)."""

    TYPE: ClassVar[str] = "standard.published"
    ZH: ClassVar[str] = "执法标准发布"
    CATEGORIES: ClassVar[frozenset[str]] = frozenset({"G5"})
    PRIVACY: ClassVar[str] = "PUBLIC"
    EXAMPLE: ClassVar[Mapping[str, Any]] = {
        **BY_DEPARTMENT,
        "subject": "BZ-ZRZY-2026-03",
        "classification": "PUBLIC",
        "standard_id": "BZ-ZRZY-2026-03",
        "kind": "DISCRETION",
        "item_codes": ("SIM-E-029",),
        "owner_level": "DISTRICT",
        "version": "2026-1",
        "effective_from": "2027-01-01",
        "published_url": "https://zwgk.example.cn/zrzy/cailiang/2026-03",
        "tiers": (
            {"tier": "轻微", "min_yuan": "1000.00", "max_yuan": "5000.00"},
            {"tier": "一般", "min_yuan": "5000.00", "max_yuan": "15000.00"},
            {"tier": "严重", "min_yuan": "15000.00", "max_yuan": "30000.00"},
        ),
        "doc": {
            "doc_no": "郯自然资发〔2026〕第31号",
            "title": "占用耕地建窑、建坟等行为行政处罚裁量基准",
            "doc_date": "2026-11-23",
            "pages": 6,
        },
    }

    standard_id: BusinessId = Field(
        title="标准标识", description="Identifier by which decisions cite it; same in all versions"
    )
    kind: Annotated[str, CodeOf("standard.kind")] = Field(
        title="标准种类",
        description="Basis, procedure, standard, discretion benchmark or workflow; an added item "
        "needs the first four (QD-12)",
    )
    item_codes: tuple[ItemCode, ...] = Field(
        min_length=1, title="适用事项", description="Items it applies to"
    )
    owner_agency_id: AgencyId = Field(title="制定机关", description="Agency that made it")
    owner_level: Word | None = Field(
        default=None,
        title="制定机关层级",
        description="Level of that agency, such as DISTRICT or TOWNSHIP; a township applies its "
        "own benchmark or one of district level or above (CL-05)",
    )
    version: Word = Field(title="版本", description="Version of the standard")
    effective_from: Day = Field(title="生效日期", description="First day in force")
    published_url: Url | None = Field(
        default=None,
        title="公开网址",
        description="Where the public finds it; a benchmark without one is not public (CL-03)",
    )
    tiers: tuple[Tier, ...] = Field(
        default=(),
        title="裁量阶次",
        description="Tiers of a discretion benchmark, edges included, in yuan",
    )
    doc: DocRef | None = Field(default=None, title="文书", description="The document itself")


EVENTS: Final = (LawBasisChanged, StandardPublished)
"""Every event of the family, in the order of the catalogue."""
