"""Rules as data: clause in the policy's own words, clocks, codes and readings."""

from __future__ import annotations

from typing import Final

from streams.policy.rules import Clock, End, Mechanism, Rule, Severity, Threshold, Unit

RULES: Final = (
    Rule(
        id="PX-01",
        mechanism=Mechanism.TRAINING,
        title_zh="年度培训计划",
        title_en="Yearly training plan",
        clause_ref="二(五)1",
        clause="各鄉鎮要制定年度培訓計劃,通過多種形式加強對行政執法人員的培訓",
        debtor="township",
        creditor="officers",
        events=("training.plan_published",),
        severity=Severity.WARN,
        threshold=Threshold.LOCAL_PARAM,
        clocks=(
            Clock(
                Unit.ANNUAL_DATE,
                "start of the calendar year",
                param="training_plan_date",
                end=End.FACT,
                threshold=Threshold.LOCAL_PARAM,
                word="年度",
            ),
        ),
        codes=("NO_TRAINING_PLAN",),
    ),
    Rule(
        id="PX-02",
        mechanism=Mechanism.TRAINING,
        title_zh="部门专业法律培训",
        title_en="Department trains township officers yearly",
        clause_ref="二(五)1",
        clause=(
            "各職能部門要通過組織跟班培訓、以案釋法、專題講座等手段做好對鄉鎮綜合執法人員年"
            "度專業法律培訓工作"
        ),
        debtor="department",
        creditor="township officers",
        events=("training.held",),
        severity=Severity.WARN,
        threshold=Threshold.CLAUSE,
        clocks=(
            Clock(
                Unit.ANNUAL_DATE,
                "start of the calendar year",
                date="12-31",
                end=End.FACT,
                threshold=Threshold.CLAUSE,
                word="年度",
            ),
        ),
        codes=("DEPT_DID_NOT_TRAIN",),
    ),
    Rule(
        id="PX-03",
        mechanism=Mechanism.TRAINING,
        title_zh="培训纳入考核",
        title_en="Training counted in the yearly assessment",
        clause_ref="二(五)1",
        clause="培訓要有計劃,有安排,見實效,納入部門年度依法行政考核",
        debtor="department",
        creditor="district government",
        events=("assessment.completed",),
        severity=Severity.WARN,
        threshold=Threshold.CLAUSE,
        codes=("TRAINING_NOT_IN_ASSESSMENT",),
    ),
    Rule(
        id="PX-04",
        mechanism=Mechanism.TRAINING,
        title_zh="每年40学时",
        title_en="40 class-hours a year",
        clause_ref="二(五)1",
        clause=(
            "每年組織鄉鎮行政執法人員開展公共法律知識和專業法律知識培訓,培訓時間不得少于40個學時"
        ),
        clause_also=("區司法局落實全區行政執法人員法律知識培訓制度",),
        debtor="district justice bureau",
        creditor="township officers",
        events=("training.held",),
        severity=Severity.WARN,
        threshold=Threshold.CLAUSE,
        clocks=(
            Clock(
                Unit.ANNUAL_DATE,
                "start of the calendar year",
                date="12-31",
                end=End.FACT,
                threshold=Threshold.CLAUSE,
                word="每年",
            ),
        ),
        codes=("HOURS_SHORT", "CATEGORY_NOT_COVERED"),
        readings=("R-14",),
    ),
    Rule(
        id="PX-05",
        mechanism=Mechanism.TRAINING,
        title_zh="鼓励取得法律职业资格",
        title_en="Legal qualification encouraged",
        clause_ref="二(五)1",
        clause="鼓勵鄉鎮和部門行政執法人員參加國家統一的法律職業資格考試,取得法律職業資格",
        debtor="-",
        creditor="officers",
        events=("officer.registered",),
        severity=Severity.INFO,
        threshold=Threshold.CLAUSE,
        reference_only="the clause encourages, it demands nothing",
    ),
    Rule(
        id="PF-01",
        mechanism=Mechanism.TRAINING,
        title_zh="企业负责人员培训七专题",
        title_en="Seven topics for enterprise heads",
        clause_ref="二(五)2",
        clause=("由區司法局制定《關于土地開發、工程建設領域企業負責人員業務和法治培訓的工作方案》"),
        clause_also=(
            (
                "通過開展《保障農民工工資支付條例》《建筑業如何做好農民工工資發放和監管工作》《"
                "惡意討薪中涉嫌違法犯罪行為》《固定資產投資項目前期立項手續完備的重要性》《建設"
                "項目取得土地流程及嚴禁違法占地注意事項》《工程建設項目常見法律問題》《公安機關"
                "處置信訪活動中違法犯罪行為的法律適用》等內容的業務和法治培訓"
            ),
        ),
        debtor="district justice bureau",
        creditor="enterprise heads",
        events=("training.plan_published", "training.held"),
        severity=Severity.INFO,
        threshold=Threshold.CLAUSE,
        codes=("TOPIC_NOT_COVERED",),
    ),
    Rule(
        id="BZ-02",
        mechanism=Mechanism.TRAINING,
        title_zh="业务培训四种形式",
        title_en="Four forms of professional training",
        clause_ref="三(三)",
        clause=(
            "協助鄉鎮開展鄉鎮行政執法事項的業務培訓,通過業務實習、情景模擬、查閱檔案、集中"
            "培訓考試等多種方式"
        ),
        debtor="department",
        creditor="township",
        events=("training.held",),
        severity=Severity.INFO,
        threshold=Threshold.CLAUSE,
    ),
)
