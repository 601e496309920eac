"""Family law-changes: what the powers of the townships rest on, and how they are exercised."""

from __future__ import annotations

from typing import Annotated, ClassVar, Final

from pydantic import Field

from schemas.envelope import Event
from schemas.fields import AgencyId, CodeOf, Day, DocNo, Instant, Name
from schemas.records import DocRef, Tier

TOPIC: Final = "facts.law-changes"


class LawBasisChanged(Event):
    """依据调整: a law, regulation or rule behind a township's item changed (policy 二(二)5)."""

    TYPE: ClassVar[str] = "law.basis_changed"
    ZH: ClassVar[str] = "执法依据调整"
    CATEGORIES: ClassVar[frozenset[str]] = frozenset({"G1"})

    law_id: str = Field(min_length=1, title="法规标识", description="Identifier of the law")
    law_title: Name = Field(title="法规名称", description="Title of the law")
    level: str | None = Field(default=None, title="效力级别", description="Rank of the law")
    doc_no: DocNo | None = Field(default=None, title="文号", description="Document number")
    change_type: Annotated[str, CodeOf("law.change")] = Field(
        title="调整类型", description="Made, amended, repealed or interpreted"
    )
    promulgated_on: Day | None = Field(
        default=None, title="公布日期", description="Day of promulgation"
    )
    effective_on: Day = Field(title="施行日期", description="First day in force")
    learned_on: Instant = Field(title="知悉时间", description="When the department learned of it")
    articles_changed: tuple[str, ...] = Field(
        default=(), title="调整条款", description="Articles that changed"
    )
    affected_item_codes: tuple[str, ...] = Field(
        min_length=1, title="受影响事项", description="Item codes whose basis it is"
    )


class StandardPublished(Event):
    """标准发布: basis, procedure, standard, benchmark or workflow (二(一), 二(二)5)."""

    TYPE: ClassVar[str] = "standard.published"
    ZH: ClassVar[str] = "执法标准发布"
    CATEGORIES: ClassVar[frozenset[str]] = frozenset({"G5"})

    standard_id: str = Field(min_length=1, title="标准标识", description="Identifier")
    kind: Annotated[str, CodeOf("standard.kind")] = Field(title="标准种类", description="Kind")
    item_codes: tuple[str, ...] = Field(
        min_length=1, title="适用事项", description="Items it applies to"
    )
    owner_agency_id: AgencyId = Field(title="制定机关", description="Agency that made it")
    owner_level: str = Field(title="制定机关层级", description="Level of that agency")
    version: str = Field(min_length=1, title="版本", description="Version")
    effective_from: Day = Field(title="生效日期", description="First day in force")
    published_url: str | None = Field(default=None, title="公开网址", description="Where published")
    tiers: tuple[Tier, ...] = Field(default=(), title="裁量阶次", description="Tiers, in yuan")
    doc: DocRef = Field(title="文书", description="The document itself")


EVENTS: Final = (LawBasisChanged, StandardPublished)
"""Every event of the family, in the order of the catalogue."""
