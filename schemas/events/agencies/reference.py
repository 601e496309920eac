"""日历与代码表: the days that count, and the codes that a district adds."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar, Self

from pydantic import Field, model_validator

from schemas.envelope import Event, refuse_without_reason
from schemas.example_parts import BY_BUREAU
from schemas.fields import Count, Day, ExactId, Name, Text, Word, refuse_backward
from schemas.records import Record


class CalendarPublished(Event):
    """工作日历 (specification §3.2): the State Council's notice for a year, swap days included.

    Loading a year settles what was provisional.
    """

    TYPE: ClassVar[str] = "calendar.published"
    ZH: ClassVar[str] = "工作日历发布"
    PRIVACY: ClassVar[str] = "PUBLIC"
    EXAMPLE: ClassVar[Mapping[str, Any]] = {
        **BY_BUREAU,
        "subject": "RL-2026",
        "classification": "PUBLIC",
        "year": 2026,
        "rest_days": ("2026-01-01", "2026-01-02", "2026-01-03"),
        "swap_days": ("2026-01-04",),
    }

    year: Count = Field(title="年份", description="Calendar year of the notice")
    rest_days: tuple[Day, ...] = Field(
        min_length=1, title="放假日", description="Every day off that the notice names"
    )
    swap_days: tuple[Day, ...] = Field(
        default=(), title="调休上班日", description="Rest days on which people work instead"
    )


class ClosureDeclared(Event):
    """停止办公 (R-20): the days of a declared closure are rest days for all working-day clocks."""

    TYPE: ClassVar[str] = "closure.declared"
    ZH: ClassVar[str] = "停止办公公告"
    PRIVACY: ClassVar[str] = "PUBLIC"
    EXAMPLE: ClassVar[Mapping[str, Any]] = {
        **BY_BUREAU,
        "subject": "TZBG-2026-08",
        "classification": "PUBLIC",
        "closure_from": "2026-12-14",
        "closure_to": "2026-12-15",
        "reason": "强降雪红色预警，全县机关停止集中办公",
    }

    closure_from: Day = Field(title="停止办公起始日期", description="First day of the closure")
    closure_to: Day = Field(title="停止办公截止日期", description="Last day of the closure")
    reason: Text = Field(min_length=1, title="原因", description="Why it was declared")

    @model_validator(mode="after")
    def _runs_forward(self) -> Self:
        refuse_backward(self.closure_from, self.closure_to, ("closure_from", "closure_to"))
        refuse_without_reason("reason", self.reason, "宣布停止办公", "the closure is declared")
        return self


class TabledCode(Record):
    """代码: one code of a published table."""

    code: ExactId = Field(title="代码", description="The code itself")
    zh: Name = Field(title="中文名称", description="What it stands for, in Chinese")
    en: Name | None = Field(
        default=None, title="英文名称", description="What it stands for, in English"
    )
    parent: ExactId | None = Field(
        default=None, title="上级代码", description="Code above it, in a table that is a tree"
    )
    valid_from: Day | None = Field(
        default=None, title="代码有效期起", description="First day on which it may be used"
    )
    valid_to: Day | None = Field(
        default=None, title="代码有效期止", description="Last day on which it may be used"
    )

    @model_validator(mode="after")
    def _term_runs_forward(self) -> Self:
        refuse_backward(self.valid_from, self.valid_to, ("valid_from", "valid_to"))
        return self


class CodeTablePublished(Event):
    """代码表: the district's codes for a list, or its division codes as list `region`."""

    TYPE: ClassVar[str] = "code_table.published"
    ZH: ClassVar[str] = "代码表发布"
    PRIVACY: ClassVar[str] = "PUBLIC"
    EXAMPLE: ClassVar[Mapping[str, Any]] = {
        **BY_BUREAU,
        "subject": "region/2023.1",
        "classification": "PUBLIC",
        "list_name": "region",
        "version": "2023.1",
        "effective_from": "2024-01-01",
        "zh": "区划代码",
        "en": "Division codes",
        "table_source": "国家统计局 统计用区划代码",
        "codes": (
            {"code": "371322101", "zh": "马头镇", "parent": "371322"},
            {"code": "371322102", "zh": "重坊镇", "parent": "371322"},
        ),
    }

    list_name: Word = Field(
        title="代码表名称", description="Name of the list, such as region or agency.kind"
    )
    version: Word = Field(title="版本", description="Version of the table")
    effective_from: Day = Field(title="生效日期", description="First day in force")
    zh: Name | None = Field(
        default=None, title="代码表中文名称", description="What the list is called in Chinese"
    )
    en: Name | None = Field(
        default=None, title="代码表英文名称", description="What the list is called in English"
    )
    table_source: Text | None = Field(
        default=None, title="代码来源", description="Where the codes come from: standard or office"
    )
    codes: tuple[TabledCode, ...] = Field(
        min_length=1, title="代码清单", description="Every code of the table in this version"
    )
