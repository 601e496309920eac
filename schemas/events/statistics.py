"""Family statistics: figures that one side asks of the other."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Annotated, Any, ClassVar, Final, Self

from pydantic import Field, model_validator

from schemas.envelope import Event
from schemas.fields import AgencyId, BusinessId, CodeOf, Day, Name, Text, Word
from schemas.problems import refusal
from schemas.records import Record

TOPIC: Final = "facts.statistics"

Quantity = Annotated[Decimal, Field(max_digits=18, decimal_places=2)]
"""A figure that may be negative, with two decimals; its unit stands beside it."""


class Figure(Record):
    """数据: one figure of a statistic: a number with its unit, or words where no number fits."""

    name: Name = Field(title="指标名称", description="Name of the figure")
    value: Quantity | None = Field(
        default=None, title="数值", description="The number, with at most two decimals"
    )
    text: Text | None = Field(
        default=None, title="文字值", description="The value in words, where it is no number"
    )
    unit: Word | None = Field(
        default=None, title="计量单位", description="Unit: 件, 户, 元, %; money in yuan, not 万元"
    )

    @model_validator(mode="after")
    def _says_something(self) -> Self:
        if self.value is None and not self.text:
            raise refusal(
                "V-70",
                f"指标“{self.name}”既无数值也无文字",
                f"the figure {self.name!r} has neither a number nor words",
                "填写 value 或 text；确实为零的填 0",
                "fill value or text; write 0 where it is nil",
                field="value",
            )
        return self


class StatisticsRequested(Event):
    """统计数据提供要求 (二(二)5): a department asks for data, for one of the named purposes."""

    TYPE: ClassVar[str] = "statistics.requested"
    ZH: ClassVar[str] = "统计数据请求"
    EXAMPLE: ClassVar[Mapping[str, Any]] = {
        "agency_id": "11371322017015006G",
        "source": "urn:xzzf:371322:11371322017015006G:oa",
        "region_code": "371322",
        "subject": "TJ-2026-0018",
        "request_id": "TJ-2026-0018",
        "due_date": "2026-11-27",
        "period": "2026年1月至10月",
        "to_agency_id": "11371322017002002N",
    }

    request_id: BusinessId = Field(title="请求编号", description="Request for figures")
    due_date: Day | None = Field(
        default=None,
        title="要求提供日期",
        description="Last day; without it the district's own limit counts from receipt",
    )
    purpose: Annotated[str, CodeOf("statistics.purpose")] = Field(
        title="用途", description="What the figures are needed for"
    )
    period: Word | None = Field(
        default=None, title="统计期间", description="Period that the figures are to cover"
    )
    to_agency_id: AgencyId | None = Field(
        default=None, title="被请求机关", description="Agency that is asked"
    )


class StatisticsProvided(Event):
    """统计数据提供 (二(二)5): figures, shared on the day on which they are final."""

    TYPE: ClassVar[str] = "statistics.provided"
    ZH: ClassVar[str] = "统计数据提供"
    CATEGORIES: ClassVar[frozenset[str]] = frozenset({"G4"})
    EXAMPLE: ClassVar[Mapping[str, Any]] = {
        "source": "urn:xzzf:371322:11371322017002002N:oa",
        "subject": "TJ-2026-0018",
        "request_id": "TJ-2026-0018",
        "occurred_at": "2026-11-23T10:05:00+08:00",
        "formed_at": "2026-11-23T10:05:00+08:00",
        "formed_at_basis": "数据审定",
        "recorded_at": "2026-11-23T10:20:00+08:00",
        "period": "2026年1月至10月",
        "figures": [
            {"name": "行政处罚案件数", "value": "37", "unit": "件"},
            {"name": "罚款金额", "value": "18600.00", "unit": "元"},
            {"name": "主要违法类型", "text": "占道经营、违法建设"},
        ],
    }

    period: Word = Field(title="统计期间", description="Period that the figures cover")
    figures: tuple[Figure, ...] = Field(
        default=(), title="数据", description="The figures; empty for a nil return"
    )


EVENTS: Final = (StatisticsRequested, StatisticsProvided)
"""Every event of the family, in the order of the catalogue."""
