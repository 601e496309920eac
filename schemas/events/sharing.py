"""Family sharing: control of the duty to share itself, and what fits no other family."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, ClassVar, Final, Self

from pydantic import Field, model_validator

from schemas.document_numbers import DocumentNumber, read
from schemas.envelope import Event
from schemas.fields import (
    AgencyId,
    Approver,
    BusinessId,
    CodeOf,
    Count,
    Day,
    DocNo,
    Instant,
    Name,
    Sha256,
    SourceSeq,
    Text,
    Word,
    reversed_range,
)
from schemas.records import Record

TOPIC: Final = "facts.sharing"


class ExtensionDeclared(Event):
    """延长共享期限 (二(二)5): declared on the day of formation, with reason and day."""

    TYPE: ClassVar[str] = "sharing.extension_declared"
    ZH: ClassVar[str] = "延长共享期限声明"
    EXAMPLE: ClassVar[Mapping[str, Any]] = {
        "subject": "郯马综执罚〔2026〕第12号",
        "extended_category": "G3",
        "formed_at": "2026-11-23T09:00:00+08:00",
        "reason_code": "COLLATING",
        "reason_text": "检验报告尚在整理",
        "expected_share_at": "2026-11-24T17:00:00+08:00",
        "declared_at": "2026-11-23T09:15:00+08:00",
    }

    extended_category: Annotated[str, CodeOf("share_category")] = Field(
        title="延长的共享类别", description="Share category of the fact that will come later"
    )
    reason_code: Annotated[str, CodeOf("extension.reason")] | None = Field(
        default=None, title="原因代码", description="Collecting, collating or other"
    )
    reason_text: Text | None = Field(default=None, title="原因", description="The reason")
    expected_share_at: Instant | None = Field(
        default=None, title="预计共享时间", description="When it will be shared"
    )
    declared_at: Instant = Field(title="声明时间", description="When it was declared")
    approved_by: Approver | None = Field(default=None, title="批准人", description="Who approved")


class CategoryCount(Record):
    """分类条数: how many events of one share category a source sent on the day."""

    share_category: Annotated[str, CodeOf("share_category")] = Field(
        title="共享类别", description="G1 to G8, or NONE"
    )
    count: Count = Field(title="条数", description="Number of events")


class DocNoRange(Record):
    """文号区间: an unbroken run of document numbers of one prefix and year."""

    first_doc_no: DocNo = Field(title="起始文号", description="First number of the run")
    last_doc_no: DocNo = Field(title="截止文号", description="Last number of the run, included")

    @model_validator(mode="after")
    def _runs_forward(self) -> Self:
        first, last = read(self.first_doc_no), read(self.last_doc_no)
        if (
            isinstance(first, DocumentNumber)
            and isinstance(last, DocumentNumber)
            and first.key[:3] == last.key[:3]
            and first.key > last.key
        ):
            names = ("first_doc_no", "last_doc_no")
            raise reversed_range(self.first_doc_no, self.last_doc_no, names)
        return self


class DailyManifest(Event):
    """每日清单 (二(二)5): what one source sent on one day, against which the hub counts.

    For every day with events and every working day, then as a nil return; due at 09:00 of the
    next working day. Its `source` is the source it counts.
    """

    TYPE: ClassVar[str] = "sharing.daily_manifest"
    ZH: ClassVar[str] = "每日共享清单"
    EXAMPLE: ClassVar[Mapping[str, Any]] = {
        "subject": "QD-2026-11-20",
        "day": "2026-11-20",
        "counts": [
            {"share_category": "G3", "count": 2},
            {"share_category": "NONE", "count": 5},
        ],
        "first_seq": "00000035",
        "last_seq": "00000041",
        "doc_no_ranges": [
            {
                "first_doc_no": "郯马综执罚〔2026〕第11号",
                "last_doc_no": "郯马综执罚〔2026〕第12号",
            }
        ],
    }

    day: Day = Field(title="日期", description="Day that is counted, Asia/Shanghai")
    counts: tuple[CategoryCount, ...] = Field(
        default=(), title="分类条数", description="Number of events by share category"
    )
    first_seq: SourceSeq | None = Field(
        default=None, title="起始序号", description="source_seq of the day's first event"
    )
    last_seq: SourceSeq | None = Field(
        default=None, title="截止序号", description="source_seq of the day's last event"
    )
    doc_no_ranges: tuple[DocNoRange, ...] = Field(
        default=(), title="文号区间", description="Document numbers that were issued that day"
    )
    nil_return: bool = Field(
        default=False, title="零报告", description="A working day on which there was nothing"
    )
    merkle_root: Sha256 | None = Field(
        default=None,
        title="默克尔根",
        description="Root over the SHA-256 of the day's event values, in order of source_seq",
    )

    @model_validator(mode="after")
    def _runs_forward(self) -> Self:
        if self.first_seq and self.last_seq and int(self.last_seq) < int(self.first_seq):
            raise reversed_range(self.first_seq, self.last_seq, ("first_seq", "last_seq"))
        return self


class ReceiptAcknowledged(Event):
    """收到确认: the receiver says that it has what was shared with it, and since when on paper.

    Its `subject` is that of the acknowledged event; a referral or request is named by its id.
    """

    TYPE: ClassVar[str] = "receipt.acknowledged"
    ZH: ClassVar[str] = "收到确认"
    EXAMPLE: ClassVar[Mapping[str, Any]] = {
        "agency_id": "11371322017015006G",
        "source": "urn:xzzf:371322:11371322017015006G:oa",
        "region_code": "371322",
        "subject": "YS-2026-0023",
        "referral_id": "YS-2026-0023",
        "acknowledged_event_id": "2f0c4a6e-6b0e-5d53-8f7e-5b1b0a1c9d10",
        "at": "2026-11-23T09:00:00+08:00",
        "paper_received_at": "2026-11-20T16:00:00+08:00",
    }

    acknowledged_event_id: BusinessId | None = Field(
        default=None, title="确认的事件", description="Event that has been received"
    )
    at: Instant | None = Field(default=None, title="确认时间", description="When it was confirmed")
    paper_received_at: Instant | None = Field(
        default=None,
        title="纸质收到时间",
        description="When the paper came in; counts for both sides, as the receiver states it",
    )


class InfoShared(Event):
    """其他需要共享的信息 (二(二)5): whatever an agency marks as needing to be shared."""

    TYPE: ClassVar[str] = "info.shared"
    ZH: ClassVar[str] = "其他信息共享"
    CATEGORIES: ClassVar[frozenset[str]] = frozenset({"G8"})
    EXAMPLE: ClassVar[Mapping[str, Any]] = {
        "subject": "XX-2026-0031",
        "formed_at": "2026-11-23T09:00:00+08:00",
        "title": "马头镇沿街商铺燃气隐患排查情况",
        "body_ref": "附件：隐患排查清单（2026年11月）",
        "reason_to_share": "涉及燃气主管部门职责",
        "kind": "隐患排查",
        "to_agency_ids": ["11371322017015006G"],
    }

    title: Name = Field(title="标题", description="Title of the information")
    body_ref: Text | None = Field(
        default=None,
        title="正文位置",
        description="Where its content stands: attachment, address",
    )
    reason_to_share: Text | None = Field(
        default=None, title="共享理由", description="Why others need it"
    )
    kind: Word | None = Field(
        default=None, title="信息种类", description="Kind, such as IMPLEMENTATION_PLAN"
    )
    to_agency_ids: tuple[AgencyId, ...] = Field(
        default=(), title="接收机关", description="Receivers that the publisher marks (GX-09)"
    )


EVENTS: Final = (ExtensionDeclared, DailyManifest, ReceiptAcknowledged, InfoShared)
"""Every event of the family, in the order of the catalogue."""
