"""Rules as data: clause in the policy's own words, clocks, codes and readings."""

from __future__ import annotations

from typing import Final

from streams.policy.rules import Clock, End, Mechanism, Rule, Severity, Threshold, Unit

RULES: Final = (
    Rule(
        id="SJ-01",
        mechanism=Mechanism.DOUBLE_RANDOM,
        title_zh="随机抽取随机选派及时公开",
        title_en="Random targets, random inspectors, results published",
        clause_ref="二(四)6",
        clause=(
            "通過隨機抽取檢查對象、隨機選派執法檢查人員、抽查事項及查處結果及時向社會公開的"
            "方式開展行政檢查"
        ),
        debtor="inspecting agency",
        creditor="public; parties",
        events=(
            "inspection.plan_published",
            "inspection.drawn",
            "inspection.recorded",
            "disclosure.published",
        ),
        severity=Severity.WARN,
        threshold=Threshold.LOCAL_PARAM,
        clocks=(
            Clock(
                Unit.WORKING_DAY,
                "inspection.recorded.inspected_at",
                param="random_result_wd",
                end=End.FACT,
                threshold=Threshold.LOCAL_PARAM,
                word="及時",
            ),
        ),
        codes=("RESULT_NOT_PUBLISHED", "DRAW_NOT_REPRODUCIBLE", "TARGET_NOT_DRAWN"),
    ),
    Rule(
        id="SJ-02",
        mechanism=Mechanism.DOUBLE_RANDOM,
        title_zh="年度比例与频次",
        title_en="Yearly ratio and frequency tied to credit",
        clause_ref="二(四)6",
        clause="并與信用狀況相結合,合理確定年度抽查的比例和頻次",
        debtor="inspecting agency",
        creditor="parties",
        events=("inspection.plan_published", "inspection.recorded"),
        severity=Severity.WARN,
        threshold=Threshold.CLAUSE,
        codes=("FREQUENCY_CAP_EXCEEDED",),
    ),
    Rule(
        id="SJ-03",
        mechanism=Mechanism.DOUBLE_RANDOM,
        title_zh="守法减少频次",
        title_en="Fewer inspections for good record",
        clause_ref="二(四)6",
        clause="對守法記錄良好的市場主體減少檢查頻次",
        debtor="inspecting agency",
        creditor="party with credit GOOD",
        events=("inspection.recorded",),
        severity=Severity.INFO,
        threshold=Threshold.CLAUSE,
        codes=("GOOD_RECORD_OVER_INSPECTED",),
        reference_codes=(("GOOD_RECORD_OVER_INSPECTED", "shown as a view"),),
        reference_only="needs the credit register, which the hub does not hold",
    ),
    Rule(
        id="SJ-04",
        mechanism=Mechanism.DOUBLE_RANDOM,
        title_zh="风险增加频次",
        title_en="More inspections for risk marks",
        clause_ref="二(四)6",
        clause=(
            "對舉報投訴多、安全隱患大、列入經營異常名錄、有失信行為、有違法違規記錄等情況的"
            "市場主體,增加抽查頻次,加大檢查力度"
        ),
        debtor="inspecting agency",
        creditor="public",
        events=("inspection.recorded",),
        severity=Severity.INFO,
        threshold=Threshold.CLAUSE,
        codes=("RISK_UNDER_INSPECTED",),
        reference_codes=(("RISK_UNDER_INSPECTED", "shown as a view"),),
        reference_only="needs risk marks kept outside the hub",
    ),
)
