"""Rules as data: clause in the policy's own words, clocks, codes and readings."""

from __future__ import annotations

from typing import Final

from streams.policy.rules import Clock, End, Mechanism, Rule, Severity, Threshold, Unit

RULES: Final = (
    Rule(
        id="GS-01",
        mechanism=Mechanism.PUBLICITY,
        title_zh="事前事中事后公开",
        title_en="Disclosure before, during and after the act",
        clause_ref="二(四)2",
        clause=(
            "部門和鄉鎮在事前、事中、事后主動向社會公眾和行政相對人公開行政執法信息,自覺接受監督"
        ),
        debtor="deciding agency",
        creditor="public; party",
        events=("penalty.decided", "license.decided", "coercion.applied", "disclosure.published"),
        severity=Severity.BREACH,
        threshold=Threshold.STATUTE,
        clocks=(
            Clock(
                Unit.WORKING_DAY,
                "decision_date",
                amount=7,
                end=End.FACT,
                threshold=Threshold.STATUTE,
                source="国办发〔2018〕118号; 发改办财金〔2018〕424号",
            ),
            Clock(
                Unit.WORKING_DAY,
                "decision_date",
                amount=20,
                end=End.FACT,
                threshold=Threshold.STATUTE,
                name="coercion",
                source="国办发〔2018〕118号",
            ),
        ),
        codes=("NOT_DISCLOSED",),
        readings=("R-19",),
    ),
    Rule(
        id="GS-02",
        mechanism=Mechanism.PUBLICITY,
        title_zh="两平台五要素公示",
        title_en="Two channels, five elements",
        clause_ref="二(四)2",
        clause=(
            "通過省公示平臺和區政府門戶網站行政執法公示平臺將行政執法的實施機關、立案依據、"
            "實施程序、執法結果、救濟渠道等行政執法信息向社會公示"
        ),
        debtor="deciding agency",
        creditor="public",
        events=("disclosure.published",),
        severity=Severity.BREACH,
        threshold=Threshold.CLAUSE,
        codes=("CHANNEL_MISSING", "ELEMENT_MISSING"),
    ),
    Rule(
        id="GS-03",
        mechanism=Mechanism.PUBLICITY,
        title_zh="公示信息动态调整",
        title_en="Disclosed information kept current",
        clause_ref="二(四)2",
        clause="向社會公示,并進行動態調整",
        debtor="deciding agency",
        creditor="public",
        events=("penalty.changed", "disclosure.withdrawn"),
        severity=Severity.BREACH,
        threshold=Threshold.STATUTE,
        clocks=(
            Clock(
                Unit.WORKING_DAY,
                "penalty.changed.changed_date",
                amount=3,
                end=End.FACT,
                threshold=Threshold.STATUTE,
                source="行政处罚法 2021 第48条、第85条",
            ),
        ),
        codes=("DISCLOSURE_NOT_WITHDRAWN",),
    ),
)
