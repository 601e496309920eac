"""What the hub counts: reconciliations of sources, scorecards of agencies."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Annotated, Any, ClassVar

from pydantic import Field

from schemas.events.hub.outputs import HubOutput
from schemas.fields import CodeOf
from schemas.markers import Unit
from schemas.records import Record

Percent = Annotated[Decimal, Field(ge=0, le=100, decimal_places=2), Unit("percent")]
"""A share of a hundred, with two decimals."""


class ReconciliationReported(HubOutput):
    """对账: what a source says it sent, against what came in; the gaps by number."""

    TYPE: ClassVar[str] = "reconciliation.reported"
    ZH: ClassVar[str] = "对账结果"
    EXAMPLE: ClassVar[Mapping[str, Any]] = {
        "period": "2026-11-20",
        "manifest_count": 7,
        "received_count": 6,
        "missing_seq": ["00000038"],
        "missing_doc_no": ["郯马综执罚〔2026〕第11号"],
    }

    agency_id: str = Field(title="机关", description="Agency whose source was counted")
    source: str = Field(title="来源系统", description="Source that was counted")
    period: str = Field(title="期间", description="Day that was counted: YYYY-MM-DD")
    manifest_count: int | None = Field(
        default=None, title="清单条数", description="Events by the manifest; null without one"
    )
    received_count: int = Field(title="收到条数", description="Events that the hub received")
    missing_seq: tuple[str, ...] = Field(
        default=(), title="缺失序号", description="Numbers of the source that never came"
    )
    missing_doc_no: tuple[str, ...] = Field(
        default=(), title="缺失文号", description="Document numbers that never came"
    )


class RuleScore(Record):
    """单项得分: how one agency did under one rule, on one side of the duty."""

    rule_id: str = Field(title="规则", description="Rule")
    side: Annotated[str, CodeOf("score.side")] = Field(
        title="角色", description="As debtor (who owes) or as creditor (to whom it is owed)"
    )
    opened: int = Field(title="义务数", description="Duties opened")
    on_time: int = Field(title="按时数", description="Discharged in time")
    late: int = Field(title="迟延数", description="Discharged late")
    overdue: int = Field(title="逾期数", description="Past due and not discharged")
    rate: Percent | None = Field(
        default=None, title="按时率", description="In time per hundred that fell due"
    )
    median_delay_ms: int | None = Field(
        default=None, title="迟延中位数（毫秒）", description="Median lateness, in milliseconds"
    )


class ScorecardComputed(HubOutput):
    """记分卡 (三(二)): an agency's counts and rates by rule, for the yearly assessment (KH-01)."""

    TYPE: ClassVar[str] = "scorecard.computed"
    ZH: ClassVar[str] = "记分卡"
    EXAMPLE: ClassVar[Mapping[str, Any]] = {
        "scorecard_id": "SC-2026-371322101",
        "year": 2026,
        "scores": [
            {
                "rule_id": "GX-11",
                "side": "DEBTOR",
                "opened": 40,
                "on_time": 37,
                "late": 2,
                "overdue": 1,
                "rate": "92.50",
                "median_delay_ms": 300001,
            }
        ],
    }

    scorecard_id: str = Field(title="记分卡编号", description="Scorecard, as assessments name it")
    agency_id: str = Field(title="机关", description="Agency it is about")
    year: int = Field(title="年度", description="Calendar year")
    month: int | None = Field(
        default=None,
        ge=1,
        le=12,
        title="月份",
        description="Month of a monthly one; null: the year",
    )
    scores: tuple[RuleScore, ...] = Field(
        default=(), title="各项得分", description="Counts and rates by rule and side"
    )
