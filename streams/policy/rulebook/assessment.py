"""Rules as data: clause in the policy's own words, clocks, codes and readings."""

from __future__ import annotations

from typing import Final

from streams.policy.rules import Clock, End, Mechanism, Rule, Severity, Threshold, Unit

RULES: Final = (
    Rule(
        id="ZR-02",
        mechanism=Mechanism.ASSESSMENT,
        title_zh="组织评议考核",
        title_en="Appraisal and assessment organised",
        clause_ref="二(四)1",
        clause="健全完善執法程序,科學組織評議考核,嚴格落實執法責任制",
        debtor="all agencies",
        creditor="district government",
        events=("assessment.completed",),
        severity=Severity.WARN,
        threshold=Threshold.LOCAL_PARAM,
        clocks=(
            Clock(
                Unit.ANNUAL_DATE,
                "end of the calendar year",
                param="assessment_date",
                end=End.FACT,
                threshold=Threshold.LOCAL_PARAM,
            ),
        ),
        codes=("ASSESSMENT_MISSING",),
    ),
    Rule(
        id="KH-01",
        mechanism=Mechanism.ASSESSMENT,
        title_zh="纳入年度考核",
        title_en="Coordination performance enters the yearly assessment",
        clause_ref="三(二)",
        clause="將行政執法協調銜接工作落實情況納入年度依法行政考核內容",
        debtor="district government",
        creditor="all agencies",
        events=("scorecard.computed", "assessment.completed"),
        severity=Severity.WARN,
        threshold=Threshold.LOCAL_PARAM,
        clocks=(
            Clock(
                Unit.ANNUAL_DATE,
                "end of the calendar year",
                param="assessment_date",
                end=End.FACT,
                threshold=Threshold.LOCAL_PARAM,
                word="年度",
            ),
        ),
        codes=("ASSESSMENT_WITHOUT_SCORECARD",),
    ),
)
