"""Rules as data: clause in the policy's own words, clocks, codes and readings."""

from __future__ import annotations

from typing import Final

from streams.policy.rules import Clock, End, Mechanism, Rule, Severity, Threshold, Unit

RULES: Final = (
    Rule(
        id="GC-01",
        mechanism=Mechanism.ACCOUNTABILITY,
        title_zh="执法过错处理",
        title_en="Handling of enforcement fault",
        clause_ref="二(四)8",
        clause=(
            "根據情節對負有直接責任的主管人員和其他直接責任人員給予批評教育、離崗培訓、調離"
            "執法崗位、暫扣行政執法證或者吊銷行政執法證等處理決定"
        ),
        clause_also=(
            (
                "因行政執法人員故意或者過失,不履行或者不正確履行行政執法職責,執法粗暴、野蠻,造"
                "成不良影響,不依法出示行政執法證件,利用行政執法職權牟取不正當利益等違法或者不當"
                "行政執法行為"
            ),
            "致使公民、法人和其他組織的合法權益受到損害",
        ),
        debtor="competent authority",
        creditor="injured parties",
        events=("accountability.decided", "officer.credential_changed"),
        severity=Severity.CRITICAL,
        threshold=Threshold.CLAUSE,
        codes=("INVALID_OFFICER_CREDENTIAL",),
    ),
    Rule(
        id="GC-02",
        mechanism=Mechanism.ACCOUNTABILITY,
        title_zh="情节严重处分",
        title_en="Serious cases: disciplinary sanction",
        clause_ref="二(四)8",
        clause="情節嚴重的,依法給予處分",
        debtor="competent authority",
        creditor="-",
        events=("accountability.decided",),
        severity=Severity.INFO,
        threshold=Threshold.CLAUSE,
        reference_only="a decision of people",
    ),
    Rule(
        id="GC-03",
        mechanism=Mechanism.ACCOUNTABILITY,
        title_zh="构成犯罪追究刑责",
        title_en="Crime: criminal liability",
        clause_ref="二(四)8",
        clause="構成犯罪的,依法追究刑事責任",
        debtor="competent authority",
        creditor="procuratorate",
        events=("accountability.decided", "criminal.transfer_sent"),
        severity=Severity.INFO,
        threshold=Threshold.CLAUSE,
        reference_only="a decision of people",
    ),
    Rule(
        id="ZJ-01",
        mechanism=Mechanism.ACCOUNTABILITY,
        title_zh="未及时发现制止报告查处",
        title_en="Failure to find, stop, report or handle",
        clause_ref="三(二)",
        clause=(
            "各鄉鎮和部門不依法履行監管職責,沒有及時發現、制止、報告、查處違法行為,形成違法"
            "事實的,依法追究分管領導及有關人員責任,涉嫌失職、瀆職犯罪的,移交檢察機關依法追"
            "究刑事責任"
        ),
        debtor="agency (leader in charge, persons concerned)",
        creditor="district government; procuratorate",
        events=("accountability.opened",),
        severity=Severity.CRITICAL,
        threshold=Threshold.CLAUSE,
        accountable_roles=("分管领导", "有关人员"),
        reference_only="whether a violation should have been found in time is for people",
    ),
    Rule(
        id="ZJ-02",
        mechanism=Mechanism.ACCOUNTABILITY,
        title_zh="未按时移交或处置",
        title_en="Late transfer or handling",
        clause_ref="三(二)",
        clause=("對發現違法違規行為,未按規定時間內移交或處置到位的,依法追究分管領導及有關人員責任"),
        debtor="agency (leader in charge, persons concerned)",
        creditor="district government",
        events=("accountability.opened",),
        severity=Severity.CRITICAL,
        threshold=Threshold.CLAUSE,
        accountable_roles=("分管领导", "有关人员"),
    ),
    Rule(
        id="ZJ-03",
        mechanism=Mechanism.ACCOUNTABILITY,
        title_zh="制止无效不报告",
        title_en="Stop without effect, not reported",
        clause_ref="三(二)",
        clause=(
            "對制止無效后,不報告、不通報,致使違法行為持續發生且造成社會不良影響的,依法追究"
            "主要領導及有關人員責任"
        ),
        debtor="agency (main leader, persons concerned)",
        creditor="district government",
        events=("violation.onsite_action", "violation.onsite_notified", "violation.reported_up"),
        severity=Severity.CRITICAL,
        threshold=Threshold.LOCAL_PARAM,
        clocks=(
            Clock(
                Unit.HOUR,
                "violation.onsite_action.dissuaded_at",
                param="immediate_hours",
                end=End.FACT,
                threshold=Threshold.LOCAL_PARAM,
            ),
        ),
        codes=("STOP_INEFFECTIVE_NOT_REPORTED",),
        accountable_roles=("主要领导", "有关人员"),
    ),
    Rule(
        id="ZJ-04",
        mechanism=Mechanism.ACCOUNTABILITY,
        title_zh="上级交办不查",
        title_en="Assigned case not handled",
        clause_ref="三(二)",
        clause="對上級交辦等違法違規案件,不組織查處或壓案不查的,依法追究主要領導責任",
        debtor="agency (main leader)",
        creditor="superior; district government",
        events=("superior.assigned", "case.filed", "process.recorded", "superior.result_reported"),
        severity=Severity.CRITICAL,
        threshold=Threshold.LOCAL_PARAM,
        clocks=(
            Clock(
                Unit.WORKING_DAY,
                "superior.assigned.assigned_at",
                param="assigned_case_wd",
                end=End.FACT,
                threshold=Threshold.LOCAL_PARAM,
            ),
        ),
        lead="ZJ-04",
        accountable_roles=("主要领导",),
    ),
    Rule(
        id="ZJ-05",
        mechanism=Mechanism.ACCOUNTABILITY,
        title_zh="应立案不立案被举报曝光",
        title_en="Filing withheld, then exposed",
        clause_ref="三(二)",
        clause=(
            "對符合立案標準的案件不及時立案的,被群眾舉報,特別是被媒體曝光,經核查屬實的,依法"
            "追究主要領導及有關人員責任"
        ),
        debtor="agency (main leader, persons concerned)",
        creditor="district government",
        events=("complaint.verified", "media.exposed", "accountability.opened"),
        severity=Severity.CRITICAL,
        threshold=Threshold.CLAUSE,
        accountable_roles=("主要领导", "有关人员"),
    ),
    Rule(
        id="ZJ-06",
        mechanism=Mechanism.ACCOUNTABILITY,
        title_zh="推诿扯皮不协作",
        title_en="Shirking of cooperation",
        clause_ref="三(二)",
        clause=(
            "在綜合行政執法協作聯動過程中推進不力、推諉扯皮的,不按職責分工履行職責,不履行技"
            "術支持、信息共享、執法協助等協作配合的,視情節輕重,依法追究主要領導及有關人員責"
            "任"
        ),
        debtor="agency (main leader, persons concerned)",
        creditor="district government",
        events=("accountability.opened",),
        severity=Severity.CRITICAL,
        threshold=Threshold.CLAUSE,
        accountable_roles=("主要领导", "有关人员"),
    ),
)
