"""What becomes of a penalty: carried out, or changed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, ClassVar

from pydantic import Field

from schemas.envelope import Event
from schemas.fields import BusinessId, CodeOf, Day, DocNo, Instant, Text, Word, Yuan


class PenaltyExecuted(Event):
    """行政处罚执行: payment or end of execution; its own fact with its own day (二(二)5)."""

    TYPE: ClassVar[str] = "penalty.executed"
    ZH: ClassVar[str] = "行政处罚执行"
    CATEGORIES: ClassVar[frozenset[str]] = frozenset({"G3", "G6"})
    EXAMPLE: ClassVar[Mapping[str, Any]] = {
        "subject": "AJ-2026-0012-ZX",
        "case_id": "AJ-2026-0012",
        "execution_mode": "银行代收",
        "paid_amount_yuan": "500.00",
        "paid_at": "2026-11-23T09:00:00+08:00",
        "executed_at": "2026-11-23T09:00:00+08:00",
        "closed_date": "2026-11-23",
        "formed_at_basis": "缴款",
    }

    case_id: BusinessId = Field(title="案件编号", description="Case whose penalty is carried out")
    execution_mode: Word | None = Field(
        default=None,
        title="执行方式",
        description="How: paid on the spot, through a bank, by the court …",
    )
    paid_amount_yuan: Yuan | None = Field(
        default=None, title="缴纳金额（元）", description="Amount paid in yuan, surcharge included"
    )
    paid_at: Instant | None = Field(default=None, title="缴纳时间", description="When it was paid")
    executed_at: Instant | None = Field(
        default=None, title="执行完毕时间", description="When execution ended"
    )
    surcharge_yuan: Yuan | None = Field(
        default=None,
        title="加处罚款（元）",
        description="Surcharge for late payment in yuan, at most the fine (行政处罚法 2021 第72条)",
    )
    closed_date: Day | None = Field(default=None, title="结案日期", description="Day of closing")
    reconsideration: Text | None = Field(
        default=None,
        title="行政复议",
        description="Administrative reconsideration: none, or its body, number and outcome",
    )
    litigation: Text | None = Field(
        default=None,
        title="行政诉讼",
        description="Litigation: none, or its court, number and outcome",
    )


class PenaltyChanged(Event):
    """行政处罚变更 (二(二)5): a decision was modified, revoked or held unlawful or void.

    What was published of it is then to be withdrawn (GS-03, 行政处罚法 2021 第48条).
    """

    TYPE: ClassVar[str] = "penalty.changed"
    ZH: ClassVar[str] = "行政处罚变更"
    CATEGORIES: ClassVar[frozenset[str]] = frozenset({"G3", "G6"})
    PRIVACY: ClassVar[str] = "PUBLIC"
    EXAMPLE: ClassVar[Mapping[str, Any]] = {
        "subject": "AJ-2026-0012-BG",
        "classification": "PUBLIC",
        "case_id": "AJ-2026-0012",
        "change": "REVOKED",
        "reason": "行政复议决定撤销：送达程序违法",
        "doc_no": "郯政复决字〔2026〕第21号",
        "changed_date": "2026-11-23",
        "formed_at_basis": "变更决定签发",
    }

    case_id: BusinessId = Field(title="案件编号", description="Case whose penalty is changed")
    change: Annotated[str, CodeOf("penalty.change")] = Field(
        title="变更方式", description="Modified, revoked, declared unlawful or void"
    )
    reason: Text | None = Field(default=None, title="理由", description="Why it was changed")
    doc_no: DocNo | None = Field(
        default=None, title="文号", description="Number of the decision or judgment that changed it"
    )
    changed_date: Day = Field(
        title="变更日期",
        description="Day of the change; publication is withdrawn within 3 working days of it",
    )
