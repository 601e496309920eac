"""行政执法公示: what was made public on which platform, and what was withdrawn (二(四)2)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, ClassVar, Self

from pydantic import Field, model_validator

from schemas.envelope import Event
from schemas.fields import BusinessId, CodeOf, DocNo, Instant, Text, Url
from schemas.problems import refusal


class DisclosurePublished(Event):
    """执法信息公示 (二(四)2, GS-01, GS-02): one publication on one of the two platforms."""

    TYPE: ClassVar[str] = "disclosure.published"
    ZH: ClassVar[str] = "执法信息公示"
    PRIVACY: ClassVar[str] = "PUBLIC"
    EXAMPLE: ClassVar[Mapping[str, Any]] = {
        "subject": "AJ-2026-0012",
        "case_id": "AJ-2026-0012",
        "inspection_no": None,
        "classification": "PUBLIC",
        "occurred_at": "2026-09-22T09:00:00+08:00",
        "recorded_at": "2026-09-22T09:05:00+08:00",
        "decision_doc_no": "郯马综执罚〔2026〕第12号",
        "phase": "POST",
        "channel": "PROVINCIAL_PLATFORM",
        "elements": ("authority", "filing_basis", "procedure", "result", "remedy"),
        "url": "https://example.org/gongshi/2026/12/0012.html",
        "published_at": "2026-09-22T09:00:00+08:00",
    }

    license_no: BusinessId | None = Field(
        default=None, title="许可证编号", description="Licence, when a licence was made public"
    )
    decision_doc_no: DocNo | None = Field(
        default=None,
        title="决定书文号",
        description="Number of the decision; names a coercion, which has no case",
    )
    phase: Annotated[str, CodeOf("disclosure.phase")] | None = Field(
        default=None,
        title="公示阶段",
        description="Before, during or after the act; only the last is judged (GS-01)",
    )
    channel: Annotated[str, CodeOf("disclosure.channel")] = Field(
        title="公示平台", description="Platform; a decision is due on both (GS-02)"
    )
    elements: tuple[Annotated[str, CodeOf("disclosure.element")], ...] = Field(
        default=(),
        title="公示要素",
        description="Elements that were made public; all five are due (GS-02)",
    )
    url: Url = Field(title="公示网址", description="Where the public finds it")
    published_at: Instant = Field(title="公示时间", description="When it was made public")

    @model_validator(mode="after")
    def _names_what_was_published(self) -> Self:
        if not (self.case_id or self.inspection_no or self.license_no or self.decision_doc_no):
            raise refusal(
                "V-70",
                "没有写明公示的是什么",
                "it does not say what was made public",
                "填写 case_id、inspection_no、license_no、decision_doc_no 之一",
                "give case_id, inspection_no, license_no or decision_doc_no",
                field="case_id",
            )
        return self


class DisclosureWithdrawn(Event):
    """撤回公示 (行政处罚法 2021 第48条, GS-03): a changed decision is taken off, with reasons."""

    TYPE: ClassVar[str] = "disclosure.withdrawn"
    ZH: ClassVar[str] = "撤回公示"
    PRIVACY: ClassVar[str] = "PUBLIC"
    EXAMPLE: ClassVar[Mapping[str, Any]] = {
        "subject": "AJ-2026-0012",
        "case_id": "AJ-2026-0012",
        "inspection_no": None,
        "classification": "PUBLIC",
        "occurred_at": "2026-10-16T09:00:00+08:00",
        "recorded_at": "2026-10-16T09:10:00+08:00",
        "reason": "行政处罚决定经行政复议被撤销",
        "withdrawn_at": "2026-10-16T09:00:00+08:00",
    }

    case_id: BusinessId = Field(title="案件编号", description="Case")
    reason: Text | None = Field(
        default=None,
        title="撤回理由",
        description="Reason that is made public; without it nothing is discharged (GS-03)",
    )
    withdrawn_at: Instant = Field(title="撤回时间", description="When it was taken off; ends GS-03")
