"""What every output of the hub carries, and what several of them share."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from types import MappingProxyType
from typing import Annotated, Any, ClassVar
from uuid import UUID

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from schemas.instants import to_utc_millis
from schemas.records import Record

Moment = Annotated[datetime, AfterValidator(to_utc_millis)]
"""An instant that the hub itself has reckoned: UTC, milliseconds; a due time may lie far ahead."""


class HubOutput(BaseModel):
    """An output of the hub. `judged_at` is the hub's time, read from the log."""

    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)

    TYPE: ClassVar[str]
    ZH: ClassVar[str]

    PRIVACY: ClassVar[str] = "INTERNAL"
    """数据分级 of the type's fields that carry no mark of their own: a code of `classification`."""

    EXAMPLE: ClassVar[Mapping[str, Any]] = MappingProxyType({})
    """Values by field that make the type's example readable and valid (`schemas.contracts`)."""

    output_id: UUID = Field(title="输出标识", description="Derived id; the same on every replay")
    district: str = Field(title="区县代码", description="6-digit code of the district: the key")
    judged_at: Moment = Field(title="判定时刻", description="Hub time of the conclusion")


class Pack(Record):
    """规则包: by which rules and which calendar a conclusion was reached."""

    rulepack_id: str = Field(title="规则包", description="Rule pack")
    rulepack_version: str = Field(title="规则包版本", description="Version of the rule pack")
    calendar_version: str = Field(title="日历版本", description="Version of the calendar")
    engine_version: str = Field(title="引擎版本", description="Version of the judge")


class Position(Record):
    """位置 in the log: topic, partition and offset."""

    topic: str = Field(title="主题", description="Topic")
    partition: int = Field(title="分区", description="Partition")
    offset: int = Field(title="偏移量", description="Offset")
