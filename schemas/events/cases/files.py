"""案卷: a case file from filing to archive, and the days that its clock leaves out."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, ClassVar, Self

from pydantic import Field, model_validator

from schemas.envelope import Event
from schemas.fields import (
    BusinessId,
    CodeOf,
    Day,
    DocNo,
    Instant,
    ItemCode,
    Text,
    Word,
    refuse_backward,
)


class CaseFiled(Event):
    """立案 (行政处罚法 2021 第54条): starts the 90 days for the decision (第60条, CL-01)."""

    TYPE: ClassVar[str] = "case.filed"
    ZH: ClassVar[str] = "立案"
    EXAMPLE: ClassVar[Mapping[str, Any]] = {
        "subject": "AJ-2026-0012",
        "case_id": "AJ-2026-0012",
        "violation_id": "WF-2026-0031",
        "occurred_at": "2026-08-24T10:30:00+08:00",
        "recorded_at": "2026-08-24T10:40:00+08:00",
        "filing_doc_no": "郯马综立〔2026〕第12号",
        "filed_at": "2026-08-24T10:30:00+08:00",
        "case_source": "日常巡查",
        "violation_ended_on": "2026-08-21",
    }

    case_id: BusinessId = Field(title="案件编号", description="Case")
    filing_doc_no: DocNo = Field(
        title="立案文号", description="Number of the form that approved the filing"
    )
    filed_at: Instant = Field(title="立案时间", description="When it was filed; ends SW-04")
    item_code: ItemCode = Field(title="事项编码", description="Penalty item of the case")
    case_source: Word | None = Field(
        default=None, title="案源", description="Where it came from: patrol, complaint, referral …"
    )
    historic_issue: bool = Field(
        default=False,
        title="历史遗留",
        description="Historic issue: enforcement does not stop before the referral (YS-19)",
    )
    violation_ended_on: Day | None = Field(
        default=None,
        title="违法行为终了日期",
        description="Day of the violation, or on which a continued one ended; empty while it goes "
        "on (V-49, 行政处罚法 2021 第36条)",
    )


class CaseServed(Event):
    """送达 (行政处罚法 2021 第61条): starts the 15 days for payment (第67条, CL-01)."""

    TYPE: ClassVar[str] = "case.served"
    ZH: ClassVar[str] = "决定书送达"
    EXAMPLE: ClassVar[Mapping[str, Any]] = {
        "subject": "AJ-2026-0012",
        "case_id": "AJ-2026-0012",
        "occurred_at": "2026-09-21T09:30:00+08:00",
        "recorded_at": "2026-09-21T09:50:00+08:00",
        "method": "直接送达",
        "served_at": "2026-09-21T09:30:00+08:00",
    }

    case_id: BusinessId = Field(title="案件编号", description="Case")
    method: Word | None = Field(
        default=None, title="送达方式", description="In person, left, by post, by notice …"
    )
    served_at: Instant = Field(title="送达时间", description="When the decision reached the party")


class CaseSuspended(Event):
    """中止执法 (YS-19, ZY-05): acts stopped on the case, violation or dispute that is named."""

    TYPE: ClassVar[str] = "case.suspended"
    ZH: ClassVar[str] = "中止执法"
    EXAMPLE: ClassVar[Mapping[str, Any]] = {
        "subject": "AJ-2026-0012",
        "case_id": "AJ-2026-0012",
        "occurred_at": "2026-08-28T09:15:00+08:00",
        "recorded_at": "2026-08-28T09:30:00+08:00",
        "reason_code": "等待人民法院裁判",
        "legal_basis": "人民法院已受理相关案件，其裁判结果是本案处理的依据",
    }

    reason_code: Word | None = Field(
        default=None, title="中止原因", description="Why it was suspended, in the agency's own code"
    )
    legal_basis: Text | None = Field(
        default=None,
        title="法律依据",
        description="Lawful ground, such as a court's order; needed before a historic referral is "
        "accepted and while a dispute is open (YS-19, ZY-05)",
    )


class CaseResumed(Event):
    """恢复执法: acts on what was suspended go on; `occurred_at` says from when."""

    TYPE: ClassVar[str] = "case.resumed"
    ZH: ClassVar[str] = "恢复执法"
    EXAMPLE: ClassVar[Mapping[str, Any]] = {
        "subject": "AJ-2026-0012",
        "case_id": "AJ-2026-0012",
        "occurred_at": "2026-09-02T09:00:00+08:00",
        "recorded_at": "2026-09-02T09:10:00+08:00",
    }


class CaseClockSuspended(Event):
    """办案期限扣除 (CL-01): days that do not count in the 90 days, both ends included."""

    TYPE: ClassVar[str] = "case.clock_suspended"
    ZH: ClassVar[str] = "办案期限扣除"
    EXAMPLE: ClassVar[Mapping[str, Any]] = {
        "subject": "AJ-2026-0012",
        "case_id": "AJ-2026-0012",
        "occurred_at": "2026-09-07T09:00:00+08:00",
        "recorded_at": "2026-09-07T09:20:00+08:00",
        "ground": "HEARING",
        "legal_basis": "行政处罚法 2021 第64条",
        "not_counted_from": "2026-09-07",
        "not_counted_to": "2026-09-16",
    }

    case_id: BusinessId = Field(title="案件编号", description="Case")
    ground: Annotated[str, CodeOf("case.clock_ground")] = Field(
        title="扣除情形", description="Hearing, appraisal, lawful extension or other"
    )
    legal_basis: Text | None = Field(
        default=None,
        title="法律依据",
        description="Provision that leaves the days out; without it they count (CL-01)",
    )
    not_counted_from: Day = Field(title="起始日期", description="First day that does not count")
    not_counted_to: Day | None = Field(
        default=None,
        title="截止日期",
        description="Last day that does not count; the clock stays paused while it is empty",
    )

    @model_validator(mode="after")
    def _runs_forward(self) -> Self:
        names = ("not_counted_from", "not_counted_to")
        refuse_backward(self.not_counted_from, self.not_counted_to, names)
        return self


class CaseClosed(Event):
    """结案: the order of steps and the record of all phases are judged here (CL-01, JL-01)."""

    TYPE: ClassVar[str] = "case.closed"
    ZH: ClassVar[str] = "结案"
    EXAMPLE: ClassVar[Mapping[str, Any]] = {
        "subject": "AJ-2026-0012",
        "case_id": "AJ-2026-0012",
        "occurred_at": "2026-09-28T10:00:00+08:00",
        "recorded_at": "2026-09-28T10:15:00+08:00",
        "closed_at": "2026-09-28T10:00:00+08:00",
    }

    case_id: BusinessId = Field(title="案件编号", description="Case")
    closed_at: Instant = Field(
        title="结案时间", description="When it was closed; starts the days to archive it (JL-02)"
    )


class CaseArchived(Event):
    """归档 (二(四)3, JL-02): the file is kept, so that the case can be traced."""

    TYPE: ClassVar[str] = "case.archived"
    ZH: ClassVar[str] = "案卷归档"
    EXAMPLE: ClassVar[Mapping[str, Any]] = {
        "subject": "AJ-2026-0012",
        "case_id": "AJ-2026-0012",
        "occurred_at": "2026-10-12T09:40:00+08:00",
        "recorded_at": "2026-10-12T10:00:00+08:00",
        "archive_no": "郯马综执-2026-罚-0012",
        "archived_at": "2026-10-12T09:40:00+08:00",
    }

    case_id: BusinessId = Field(title="案件编号", description="Case")
    archive_no: BusinessId = Field(title="档号", description="Number of the file in the archive")
    archived_at: Instant = Field(title="归档时间", description="When it was archived; ends JL-02")
