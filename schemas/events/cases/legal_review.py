"""法制审核: the review that must be passed before a major decision (二(四)4)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, ClassVar

from pydantic import Field

from schemas.envelope import Event
from schemas.fields import BusinessId, CodeOf, DocNo, Instant, PersonId, Text


class CaseLegalReviewCompleted(Event):
    """重大执法决定法制审核 (二(四)4, FS-01): formed when the opinion is signed."""

    TYPE: ClassVar[str] = "case.legal_review_completed"
    ZH: ClassVar[str] = "重大执法决定法制审核"
    EXAMPLE: ClassVar[Mapping[str, Any]] = {
        "subject": "AJ-2026-0012",
        "case_id": "AJ-2026-0012",
        "occurred_at": "2026-09-17T10:00:00+08:00",
        "recorded_at": "2026-09-17T10:20:00+08:00",
        "result": "PASSED",
        "reviewer_id": "FZ-MT-01",
        "investigator_ids": ("Q1322-002-01", "Q1322-002-02"),
        "reviewed_at": "2026-09-17T10:00:00+08:00",
        "review_doc_no": "郯马法审〔2026〕第5号",
        "opinion": "事实清楚，证据确凿，适用依据正确，程序合法，同意作出决定",
    }

    case_id: BusinessId = Field(title="案件编号", description="Case")
    result: Annotated[str, CodeOf("legal_review.result")] = Field(
        title="审核结果", description="Without a passed review no major decision is made (FS-01)"
    )
    reviewer_id: PersonId = Field(
        title="审核人员",
        description="Registered reviewer who signed, and no investigator of the case (FS-02)",
    )
    investigator_ids: tuple[PersonId, ...] = Field(
        default=(),
        title="调查人员",
        description="Who investigated the case, named as reviewers are: by certificate number",
    )
    reviewed_at: Instant = Field(
        title="审核时间", description="When the opinion was signed; not later than the decision"
    )
    review_doc_no: DocNo | None = Field(
        default=None,
        title="审核意见书文号",
        description="Number of the opinion, for decisions that name the review by it",
    )
    opinion: Text | None = Field(default=None, title="审核意见", description="The opinion")
