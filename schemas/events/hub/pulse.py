"""脉动: what came in and what was concluded, counted by minute, page of the log by page."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, ClassVar

from pydantic import Field

from schemas.events.hub.outputs import HubOutput, Moment, Position
from schemas.fields import CodeOf
from schemas.markers import Unit
from schemas.records import Record


class PulseCell(Record):
    """一分钟的计数: what one agency did in one minute of hub time, by family and share category.

    `shared`, `shared_late` and `overdue` are changes: where a conclusion is corrected they go down.
    """

    minute: Moment = Field(title="分钟", description="Start of the minute")
    agency: str = Field(title="机关", description="Who published, or whose duty it is")
    family: str = Field(title="事件族", description="Topic of the events, such as facts.cases")
    category: Annotated[str, CodeOf("share_category")] = Field(
        title="共享类别", description="G1 to G8, or NONE"
    )
    arrived: int = Field(title="到达数", description="Messages that came in and could be read")
    unreadable: int = Field(title="不可读数", description="Messages that could not be read")
    duplicated: int = Field(title="重复数", description="Of these, copies of earlier ones")
    refused: int = Field(title="拒收数", description="Of these, refused ones")
    shared: int = Field(title="共享数", description="Same-day duties (GX-11) discharged")
    shared_late: int = Field(title="迟延共享数", description="Of these, discharged late")
    delay_ms: Annotated[int, Unit("ms")] = Field(
        title="共享用时合计（毫秒）", description="Sum of the time from formation to sharing"
    )
    longest_delay_ms: Annotated[int, Unit("ms")] = Field(
        title="最长共享用时（毫秒）", description="Longest time from formation to sharing"
    )
    overdue: int = Field(
        title="逾期增减", description="Duties of any rule that became overdue, less those ended"
    )


class PulseCounted(HubOutput):
    """脉动: the counts of one page of the log, of one district, as far as it was read.

    Of a page, the count with the highest `through_offset` is the whole and takes the place of the
    others; sums over all pages are exact, however often and by whomever they were counted.
    """

    TYPE: ClassVar[str] = "pulse.counted"
    ZH: ClassVar[str] = "脉动"
    EXAMPLE: ClassVar[Mapping[str, Any]] = {
        "page": {"topic": "facts.penalty-decisions", "partition": 0, "offset": 1000},
        "through_offset": 1041,
        "cells": [
            {
                "minute": "2026-11-23T09:20:00+08:00",
                "agency": "11371322017002002N",
                "family": "facts.penalty-decisions",
                "category": "G3",
                "arrived": 42,
                "unreadable": 0,
                "duplicated": 0,
                "refused": 0,
                "shared": 0,
                "shared_late": 0,
                "delay_ms": 0,
                "longest_delay_ms": 0,
                "overdue": 0,
            }
        ],
    }

    page: Position = Field(title="页", description="Topic, partition and first offset of the page")
    through_offset: int = Field(title="计至", description="Offset of the last message counted")
    cells: tuple[PulseCell, ...] = Field(title="计数", description="Counts by minute and agency")
