"""Rules as data: clause in the policy's own words, clocks, codes and readings."""

from __future__ import annotations

from typing import Final

from streams.policy.rules import Clock, End, Mechanism, Rule, Severity, Threshold, Unit

RULES: Final = (
    Rule(
        id="ZY-01",
        mechanism=Mechanism.DISPUTE,
        title_zh="争议及时协商",
        title_en="Disputes consulted promptly",
        clause_ref="二(二)4",
        clause="鄉鎮與區級職能部門因管轄權等發生執法爭議的,應當及時充分協商解決",
        debtor="all parties to the dispute",
        creditor="each other",
        events=("dispute.raised", "referral.acceptance_replied", "dispute.consultation_concluded"),
        severity=Severity.WARN,
        threshold=Threshold.LOCAL_PARAM,
        clocks=(
            Clock(
                Unit.WORKING_DAY,
                "dispute.raised.raised_at",
                param="dispute_consult_wd",
                end=End.FACT,
                threshold=Threshold.LOCAL_PARAM,
                word="及時",
            ),
        ),
        codes=("DISPUTE_NOT_CONSULTED", "OUTSIDE_CLAUSE_SCOPE"),
    ),
    Rule(
        id="ZY-02",
        mechanism=Mechanism.DISPUTE,
        title_zh="协商一致形成纪要",
        title_en="Agreement recorded and performed",
        clause_ref="二(二)4",
        clause="經自行協商達成一致意見的,應當制作會議紀要或者其他文件,自覺執行",
        debtor="all parties to the dispute",
        creditor="each other",
        events=("dispute.consultation_concluded",),
        severity=Severity.BREACH,
        threshold=Threshold.CLAUSE,
        codes=("AGREEMENT_WITHOUT_MINUTES", "AGREEMENT_NOT_PERFORMED"),
        reference_codes=(
            ("AGREEMENT_WITHOUT_MINUTES", "such a conclusion is refused; the refusal names ZY-02"),
        ),
    ),
    Rule(
        id="ZY-03",
        mechanism=Mechanism.DISPUTE,
        title_zh="协商不成申请协调",
        title_en="Either side may apply for coordination",
        clause_ref="二(二)4",
        clause=(
            "經自行協商不能達成一致意見的,任何一方均可以向區行政執法協調銜接工作領導小組辦"
            "公室提出行政執法爭議協調申請"
        ),
        debtor="applicant",
        creditor="leading group office",
        events=("dispute.consultation_concluded", "dispute.coordination_applied"),
        severity=Severity.INFO,
        threshold=Threshold.CLAUSE,
        codes=("NO_FAILED_CONSULTATION", "DISPUTE_STALLED"),
        reference_codes=(
            ("NO_FAILED_CONSULTATION", "such an application is refused; the refusal names ZY-03"),
        ),
    ),
    Rule(
        id="ZY-04",
        mechanism=Mechanism.DISPUTE,
        title_zh="区政府指定管辖",
        title_en="District government designates jurisdiction",
        clause_ref="二(二)4",
        clause="提出行政執法爭議協調申請,由區政府指定管轄",
        debtor="district government",
        creditor="parties to the dispute",
        events=(
            "dispute.coordination_applied",
            "dispute.jurisdiction_designated",
            "routing.reassigned",
        ),
        severity=Severity.WARN,
        threshold=Threshold.LOCAL_PARAM,
        clocks=(
            Clock(
                Unit.WORKING_DAY,
                "dispute.coordination_applied.applied_at",
                param="designation_wd",
                end=End.FACT,
                threshold=Threshold.LOCAL_PARAM,
            ),
        ),
        codes=("NO_DESIGNATION",),
    ),
    Rule(
        id="ZY-05",
        mechanism=Mechanism.DISPUTE,
        title_zh="争议中不得停止执法",
        title_en="No stop of enforcement because of a dispute",
        clause_ref="二(二)4",
        clause="先行處理部門不得因執法爭議私自停止執法活動",
        debtor="first handling agency",
        creditor="public",
        events=(
            "dispute.raised",
            "dispute.jurisdiction_designated",
            "case.suspended",
            "process.recorded",
            "dispute.consultation_concluded",
        ),
        severity=Severity.CRITICAL,
        threshold=Threshold.LOCAL_PARAM,
        clocks=(
            Clock(
                Unit.WORKING_DAY,
                "last case activity",
                param="silence_wd",
                end=End.HUB,
                threshold=Threshold.LOCAL_PARAM,
            ),
        ),
        codes=(
            "ENFORCEMENT_STOPPED_IN_DISPUTE",
            "SUSPENSION_ON_LEGAL_GROUND",
            "OUTSIDE_CLAUSE_SCOPE",
        ),
        readings=("R-16",),
    ),
)
