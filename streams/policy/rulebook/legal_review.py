"""Rules as data: clause in the policy's own words, clocks, codes and readings."""

from __future__ import annotations

from typing import Final

from streams.policy.rules import Mechanism, Rule, Severity, Threshold

RULES: Final = (
    Rule(
        id="FS-01",
        mechanism=Mechanism.LEGAL_REVIEW,
        title_zh="重大决定法制审核",
        title_en="Legal review before a major decision",
        clause_ref="二(四)4",
        clause=(
            "部門和鄉鎮在作出重大執法決定前,需進行法制審核,未經法制審核或者審核未通過的,不"
            "得作出決定"
        ),
        debtor="deciding agency",
        creditor="parties",
        events=("penalty.decided", "coercion.applied", "case.legal_review_completed"),
        severity=Severity.CRITICAL,
        threshold=Threshold.CLAUSE,
        params=("major_fine_person_yuan", "major_fine_org_yuan"),
        codes=("DECIDED_WITHOUT_LEGAL_REVIEW", "MAJOR_UNDER_DECLARED"),
    ),
    Rule(
        id="FS-02",
        mechanism=Mechanism.LEGAL_REVIEW,
        title_zh="审核机构与人员",
        title_en="Named review body and reviewers",
        clause_ref="二(四)4",
        clause="部門和鄉鎮明確本單位具體負責重大執法決定法制審核的機構和法制審核人員",
        debtor="all agencies",
        creditor="supervision",
        events=(
            "agency.registered",
            "case.legal_review_completed",
            "agency.review_body_registered",
        ),
        severity=Severity.WARN,
        threshold=Threshold.CLAUSE,
        codes=("NO_REVIEW_BODY", "REVIEWER_NOT_REGISTERED", "REVIEWER_IS_INVESTIGATOR"),
    ),
    Rule(
        id="FS-03",
        mechanism=Mechanism.LEGAL_REVIEW,
        title_zh="法律顾问",
        title_en="Legal advisers used",
        clause_ref="二(四)4",
        clause=(
            "充分發揮法律顧問作用,通過政府購買服務的方式,聘用長期固定的法律專業人員協助做好"
            "法制審核工作"
        ),
        debtor="all agencies",
        creditor="-",
        events=("agency.review_body_registered",),
        severity=Severity.INFO,
        threshold=Threshold.CLAUSE,
    ),
)
