"""The envelope that every event wears. Source: CloudEvents 1.0, Kafka binary mode.

Header names follow CloudEvents (a–z and 0–9 only); the same values travel inside the Avro body.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from types import MappingProxyType
from typing import Annotated, Any, ClassVar, Self
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, model_validator

from schemas.contracts import schema_ids
from schemas.fields import (
    AgencyId,
    BusinessId,
    CodeOf,
    Instant,
    RegionCode,
    SourceName,
    SourceSeq,
    Text,
    Word,
)
from schemas.instants import shanghai_day, shown
from schemas.markers import Form
from schemas.placeholders import says_nothing
from schemas.problems import refusal
from schemas.records import SharingRestriction

REFERENCES = (
    "inspection_no",
    "violation_id",
    "complaint_id",
    "referral_id",
    "oral_referral_id",
    "case_id",
    "request_id",
    "dispute_id",
)
"""The identifiers by which events of one matter name one another."""


def refuse_placeholder(kind: str, value: str) -> None:
    """Refuse an identifier that names nothing, such as 无 or n/a (V-79)."""
    if says_nothing(value):
        raise refusal(
            "V-79",
            f"{kind} 填的是占位内容“{value}”，会把无关事项连在一起",
            f"{kind} is the placeholder {value!r}, which would join unrelated matters",
            "没有编号就留空",
            "leave it empty where there is no number",
            field=kind,
            value=value,
        )


def refuse_without_reason(field: str, given: str | None, zh: str, en: str) -> None:
    """Refuse what lacks the reason or ground that it must give, or says 无 in its place (V-82).

    `zh` and `en` say what lacks it.
    """
    if given is None or says_nothing(given):
        raise refusal(
            "V-82",
            f"{zh}，没有写明理由",
            f"{en} without a reason",
            f"在 {field} 中写明具体理由，“无”“/”等不算理由",
            f"say why in `{field}`; 无, n/a and the like are no reason",
            field=field,
            value=given,
        )


class Event(BaseModel):
    """事件: a fact that an agency has formed and says once.

    Four times: `occurred_at` (the act), `formed_at` 形成, `recorded_at`, all declared by the
    publisher; the fourth, *shared*, is the broker's append time and is not in the body.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)

    TYPE: ClassVar[str]
    ZH: ClassVar[str]
    CATEGORIES: ClassVar[frozenset[str]] = frozenset({"NONE"})
    """Share categories that fit the type (rule V-74); NONE always fits."""

    PRIVACY: ClassVar[str] = "INTERNAL"
    """数据分级 of the type's fields that carry no mark of their own: a code of `classification`."""

    EXAMPLE: ClassVar[Mapping[str, Any]] = MappingProxyType({})
    """Values by field that make the type's example readable and valid (`schemas.contracts`)."""

    event_id: UUID = Field(title="事件标识", description="Unique with the publisher")
    source: SourceName = Field(
        title="来源系统",
        description="urn:xzzf:<district>:<credit code>:<system>, one per source system",
    )
    event_type: Annotated[str, Form("event_type")] = Field(
        title="事件类型", description="cn.xzzf.<type>.v<n>"
    )
    occurred_at: Instant = Field(title="发生时间", description="When the act happened")
    recorded_at: Instant = Field(title="记录时间", description="When it was recorded")
    formed_at: Instant | None = Field(
        default=None, title="形成时间", description="When the fact was formed; starts the day"
    )
    formed_at_basis: Word | None = Field(
        default=None, title="形成时间依据", description="What the formation time rests on"
    )
    subject: BusinessId = Field(title="主题", description="Business id: case, referral, licence …")
    source_seq: SourceSeq = Field(
        title="来源序号", description="Contiguous number within the source"
    )
    correlation_id: BusinessId | None = Field(
        default=None, title="关联标识", description="Correlation"
    )
    causation_id: BusinessId | None = Field(
        default=None, title="起因标识", description="What caused it"
    )
    share_category: Annotated[str, CodeOf("share_category")] = Field(
        title="共享类别", description="G1 to G8, or NONE"
    )
    not_shared_reason: Text | None = Field(
        default=None, title="不共享原因", description="Why a shareable fact is marked NONE"
    )
    agency_id: AgencyId = Field(title="发布机关", description="Publishing agency, credit code")
    region_code: RegionCode = Field(title="区划代码", description="District, township or village")
    classification: Annotated[str, CodeOf("classification")] = Field(
        default="INTERNAL", title="数据分级", description="Privacy class"
    )
    sharing_restriction: SharingRestriction | None = Field(
        default=None, title="共享限制", description="Restriction with its legal basis"
    )
    recorded_by: BusinessId | None = Field(
        default=None, title="记录人", description="Person or post token"
    )
    on_behalf_of: AgencyId | None = Field(
        default=None, title="代报机关", description="Body that is not connected itself"
    )
    backfill_batch: BusinessId | None = Field(
        default=None, title="补录批次", description="Set by imports after go-live"
    )
    supersedes_event_id: UUID | None = Field(
        default=None, title="更正的事件", description="The event that this one corrects"
    )
    date_only: tuple[Word, ...] = Field(
        default=(),
        title="仅有日期的时间字段",
        description="Time fields known to the day only; they hold the last instant of that day",
    )
    inspection_no: BusinessId | None = Field(
        default=None, title="检查编号", description="Inspection"
    )
    violation_id: BusinessId | None = Field(
        default=None, title="违法行为编号", description="Violation"
    )
    complaint_id: BusinessId | None = Field(default=None, title="投诉编号", description="Complaint")
    referral_id: BusinessId | None = Field(default=None, title="移送编号", description="Referral")
    oral_referral_id: BusinessId | None = Field(
        default=None, title="口头移交编号", description="Oral transfer that this completes"
    )
    case_id: BusinessId | None = Field(default=None, title="案件编号", description="Case")
    request_id: BusinessId | None = Field(
        default=None, title="协助请求编号", description="Request for help"
    )
    dispute_id: BusinessId | None = Field(default=None, title="争议编号", description="Dispute")

    @property
    def district(self) -> str:
        """The 6-digit division code of the district: the Kafka key."""
        return self.region_code[:6]

    @property
    def agency_judged(self) -> str:
        """Whose fact it is: the body that a connected agency reports for, else the publisher."""
        return self.on_behalf_of or self.agency_id

    def references(self) -> tuple[tuple[str, str], ...]:
        """Return (kind, value) of every identifier that ties this event to a matter."""
        named = ((kind, getattr(self, kind)) for kind in REFERENCES)
        return tuple((kind, value) for kind, value in named if value)

    def is_before(self, field: str, other: str) -> bool:
        """Whether one time field lies before another, by the day where either is a day only.

        A time that is known to the day only (`date_only`) holds the last instant of its day.
        """
        time, limit = getattr(self, field), getattr(self, other)
        if field in self.date_only or other in self.date_only:
            return shanghai_day(time) < shanghai_day(limit)
        return bool(time < limit)

    @model_validator(mode="after")
    def _references_name_something(self) -> Self:
        values = self.__dict__  # quicker than attributes, and every event passes here
        for kind in REFERENCES:
            if (value := values[kind]) is not None:
                refuse_placeholder(kind, value)
        return self

    @model_validator(mode="after")
    def _envelope_holds_together(self) -> Self:
        known = known_event_types(self.TYPE)
        if self.event_type not in known:
            raise refusal(
                "V-73",
                f"事件类型与内容不符，或没有这个版本（现有 v1 至 v{len(known)}）",
                "the event type does not fit the content, or there is no such version "
                f"(v1 to v{len(known)} are known)",
                f"写成 {' 或 '.join(known)}",
                f"write {' or '.join(known)}",
                field="event_type",
                value=self.event_type,
            )
        if self.recorded_at < self.occurred_at and self.is_before("recorded_at", "occurred_at"):
            raise refusal(
                "V-43",
                f"recorded_at 早于 occurred_at（{shown(self.occurred_at)}）",
                f"recorded_at lies before occurred_at ({shown(self.occurred_at)})",
                "记录时间不得早于发生时间",
                "a fact is recorded after it happened",
                field="recorded_at",
                value=shown(self.recorded_at),
            )
        if self.share_category != "NONE" and self.share_category not in self.CATEGORIES:
            fitting = ", ".join(sorted(self.CATEGORIES | {"NONE"}))
            raise refusal(
                "V-74",
                f"share_category {self.share_category} 与事件类型 {self.TYPE} 不符",
                f"share_category {self.share_category} does not fit {self.TYPE}",
                f"改为 {fitting} 之一",
                f"use one of {fitting}",
                field="share_category",
                value=self.share_category,
            )
        return self


@cache
def known_event_types(name: str) -> tuple[str, ...]:
    """Return the values of `event_type` that a type may have, the earliest version first.

    One for each version of its schema. A publisher may say any of them: an earlier message keeps
    what it said, whichever schema it was written with.
    """
    versions = max(1, len(schema_ids().get(name, ())))
    return tuple(f"cn.xzzf.{name}.v{version}" for version in range(1, versions + 1))
