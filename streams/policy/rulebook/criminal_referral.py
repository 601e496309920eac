"""Rules as data: clause in the policy's own words, clocks, codes and readings."""

from __future__ import annotations

from typing import Final

from streams.policy.rules import Clock, End, Mechanism, Rule, Severity, Threshold, Unit

RULES: Final = (
    Rule(
        id="XX-01",
        mechanism=Mechanism.CRIMINAL_REFERRAL,
        title_zh="移送标准",
        title_en="Criminal transfer standard applied",
        clause_ref="二(四)9",
        clause=("鄉鎮與部門要加強與公安機關、人民檢察院、人民法院的溝通對接,嚴格執行案件移送標準"),
        debtor="case agency",
        creditor="public security; procuratorate; court",
        events=("case.filed", "criminal.threshold_checked"),
        severity=Severity.BREACH,
        threshold=Threshold.CLAUSE,
        codes=("THRESHOLD_NOT_CHECKED",),
    ),
    Rule(
        id="XX-02",
        mechanism=Mechanism.CRIMINAL_REFERRAL,
        title_zh="涉嫌犯罪及时移送",
        title_en="Suspected crime transferred promptly",
        clause_ref="二(四)9",
        clause="對違法行為涉嫌犯罪的,及時將案件移交司法機關查處",
        debtor="case agency",
        creditor="public security; procuratorate",
        events=(
            "criminal.transfer_proposed",
            "criminal.transfer_approved",
            "criminal.transfer_sent",
        ),
        severity=Severity.CRITICAL,
        threshold=Threshold.STATUTE,
        clocks=(
            Clock(
                Unit.HOUR,
                "criminal.transfer_approved.approved_at",
                amount=24,
                end=End.FACT,
                threshold=Threshold.STATUTE,
                name="send",
                source="行政执法机关移送涉嫌犯罪案件的规定 (国务院令第310号, 2020修订) 第5条",
                word="及時",
            ),
            Clock(
                Unit.NATURAL_DAY,
                "criminal.transfer_proposed.proposed_at",
                amount=3,
                end=End.FACT,
                threshold=Threshold.STATUTE,
                name="approval",
                source="行政执法机关移送涉嫌犯罪案件的规定 (国务院令第310号, 2020修订) 第5条",
            ),
            Clock(
                Unit.NATURAL_DAY,
                "criminal.police_decided.notified_at",
                amount=3,
                end=End.FACT,
                threshold=Threshold.STATUTE,
                name="materials",
                source="行政执法机关移送涉嫌犯罪案件的规定 (国务院令第310号, 2020修订) 第12条",
            ),
        ),
        codes=("CRIMINAL_TRANSFER_OVERDUE",),
        readings=("R-15",),
    ),
    Rule(
        id="XX-03",
        mechanism=Mechanism.CRIMINAL_REFERRAL,
        title_zh="不得以罚代刑",
        title_en="No penalty in place of prosecution",
        clause_ref="二(四)9",
        clause="不得以行政處罰代替刑事處罰,堅決杜絕以罰代刑",
        clause_also=("做到行政執法與刑事司法無縫銜接",),
        debtor="case agency",
        creditor="public",
        events=(
            "penalty.decided",
            "case.closed",
            "criminal.transfer_sent",
            "criminal.transfer_rejected",
        ),
        severity=Severity.CRITICAL,
        threshold=Threshold.CLAUSE,
        codes=("PENALTY_INSTEAD_OF_PROSECUTION",),
    ),
)
