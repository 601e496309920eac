"""Rules as data: clause in the policy's own words, clocks, codes and readings."""

from __future__ import annotations

from typing import Final

from streams.policy.rules import Clock, End, Mechanism, Rule, Severity, Threshold, Unit

RULES: Final = (
    Rule(
        id="MB-02",
        mechanism=Mechanism.ORGANISATION,
        title_zh="五项工作制度齐备",
        title_en="Five work systems in place",
        clause_ref="二(二)",
        clause="完善首問責任、案件移送、協同聯動、爭議協調、信息共享等工作制度",
        debtor="all agencies",
        creditor="district government",
        events=("agency.registered",),
        severity=Severity.WARN,
        threshold=Threshold.CLAUSE,
        codes=("MECHANISM_NOT_ENABLED",),
        reference_only="a property of the rule pack, told by `hutong pack check` and `pack show`",
    ),
    Rule(
        id="ZZ-01",
        mechanism=Mechanism.ORGANISATION,
        title_zh="领导小组",
        title_en="Leading group receives escalations",
        clause_ref="三(一)",
        clause=(
            "區政府成立行政執法協調銜接工作領導小組,負責全區行政執法協作工作,監督鄉鎮與職能"
            "部門間行政執法協調銜接機制的落實"
        ),
        debtor="district government",
        creditor="all agencies",
        events=("agency.registered",),
        severity=Severity.WARN,
        threshold=Threshold.CLAUSE,
        codes=("NO_LEADING_GROUP",),
    ),
    Rule(
        id="ZZ-02",
        mechanism=Mechanism.ORGANISATION,
        title_zh="建立机制细化目标",
        title_en="Mechanisms, targets, measures set up",
        clause_ref="三(一)",
        clause="主動作為,建立各項機制,細化目標任務,制定工作舉措,把各項工作落到實處",
        debtor="all agencies",
        creditor="district government",
        events=("info.shared",),
        severity=Severity.INFO,
        threshold=Threshold.CLAUSE,
        reference_only="internal plans of the agencies are not events",
    ),
    Rule(
        id="BZ-01",
        mechanism=Mechanism.ORGANISATION,
        title_zh="支持指导解决困难",
        title_en="Support, guidance, difficulties answered",
        clause_ref="三(三)",
        clause=(
            "區級職能部門要積極支持鄉鎮開展工作,加強業務指導,幫助解決工作中遇到的實際困難和問題"
        ),
        debtor="department",
        creditor="township",
        events=("difficulty.raised", "difficulty.answered", "guidance.given"),
        severity=Severity.INFO,
        threshold=Threshold.LOCAL_PARAM,
        clocks=(
            Clock(
                Unit.WORKING_DAY,
                "difficulty.raised.raised_at",
                param="difficulty_answer_wd",
                end=End.HUB,
                threshold=Threshold.LOCAL_PARAM,
            ),
        ),
        codes=("DIFFICULTY_UNANSWERED",),
    ),
    Rule(
        id="BZ-03",
        mechanism=Mechanism.ORGANISATION,
        title_zh="五部门保障",
        title_en="Five offices deliver five support matters",
        clause_ref="三(三)",
        clause=(
            "政府辦、編辦、司法局、財政局、人社局等部門和其他職能部門要密切配合、通力協作,"
            "及時落實好鄉鎮改革深入推進過程中涉及的督導檢查、職責整合、行政執法監督、經費保"
            "障、隊伍建設等事項"
        ),
        debtor="five named offices",
        creditor="townships",
        events=("support.reported",),
        severity=Severity.INFO,
        threshold=Threshold.CLAUSE,
    ),
)
