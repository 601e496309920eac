"""Rules as data: clause in the policy's own words, clocks, codes and readings."""

from __future__ import annotations

from typing import Final

from streams.policy.rules import Clock, End, Mechanism, Rule, Severity, Threshold, Unit

RULES: Final = (
    Rule(
        id="JL-01",
        mechanism=Mechanism.FULL_RECORD,
        title_zh="全过程记录六环节",
        title_en="Record of all six phases",
        clause_ref="二(四)3",
        clause=(
            "部門和鄉鎮依法采取文字記錄、音像記錄等形式,對行政執法程序啟動、調查取證、審核"
            "、決定、送達、執行環節等進行全過程記錄"
        ),
        debtor="handling agency",
        creditor="supervision",
        events=("case.closed", "process.recorded"),
        severity=Severity.BREACH,
        threshold=Threshold.CLAUSE,
        codes=("PHASE_WITHOUT_RECORD",),
    ),
    Rule(
        id="JL-02",
        mechanism=Mechanism.FULL_RECORD,
        title_zh="归档可回溯",
        title_en="Archived and traceable",
        clause_ref="二(四)3",
        clause="歸檔保存,實現行政執法全過程留痕和可回溯管理",
        debtor="handling agency",
        creditor="supervision",
        events=("case.closed", "case.archived"),
        severity=Severity.WARN,
        threshold=Threshold.LOCAL_PARAM,
        clocks=(
            Clock(
                Unit.NATURAL_DAY,
                "case.closed.closed_at",
                param="case_archive_days",
                end=End.FACT,
                threshold=Threshold.LOCAL_PARAM,
            ),
        ),
        codes=("CASE_NOT_ARCHIVED",),
    ),
)
