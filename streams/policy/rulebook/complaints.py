"""Rules as data: clause in the policy's own words, clocks, codes and readings."""

from __future__ import annotations

from typing import Final

from streams.policy.rules import Clock, End, Mechanism, Rule, Severity, Threshold, Unit

RULES: Final = (
    Rule(
        id="TS-01",
        mechanism=Mechanism.COMPLAINTS,
        title_zh="公布监督渠道",
        title_en="Complaint channel published",
        clause_ref="二(四)7",
        clause="部門和鄉鎮向社會公布舉報投訴電話或者其他監督方式,暢通監督渠道",
        debtor="all agencies",
        creditor="public",
        events=("agency.registered", "agency.channel_published"),
        severity=Severity.WARN,
        threshold=Threshold.CLAUSE,
        codes=("NO_PUBLIC_CHANNEL",),
    ),
    Rule(
        id="TS-02",
        mechanism=Mechanism.COMPLAINTS,
        title_zh="受理对执法人员投诉",
        title_en="Complaints about enforcers accepted",
        clause_ref="二(四)7",
        clause=(
            "及時受理和依法處理公民、法人或者其他組織對執法人員違法執法行為或者行政不作為等"
            "違反行政管理行為的舉報、投訴"
        ),
        debtor="receiving agency",
        creditor="complainant",
        events=("complaint.received", "complaint.accepted"),
        severity=Severity.BREACH,
        threshold=Threshold.LOCAL_PARAM,
        clocks=(
            Clock(
                Unit.WORKING_DAY,
                "complaint.received.received_at",
                param="prompt_wd",
                end=End.FACT,
                threshold=Threshold.LOCAL_PARAM,
                word="及時",
            ),
        ),
        codes=("COMPLAINT_NOT_ACCEPTED", "SELF_INVESTIGATION"),
        readings=("R-03",),
    ),
    Rule(
        id="TS-03",
        mechanism=Mechanism.COMPLAINTS,
        title_zh="答复核实处理登记",
        title_en="Reply, verify, handle, register",
        clause_ref="二(四)7",
        clause="收到投訴舉報后,投訴舉報處理科室要及時答復、核實、處理并登記臺賬",
        debtor="handling section",
        creditor="complainant",
        events=("complaint.received", "complaint.registered", "complaint.replied"),
        severity=Severity.WARN,
        threshold=Threshold.LOCAL_PARAM,
        clocks=(
            Clock(
                Unit.WORKING_DAY,
                "complaint.received.received_at",
                param="officer_complaint_reply_wd",
                end=End.FACT,
                threshold=Threshold.LOCAL_PARAM,
                word="及時",
            ),
        ),
        codes=("STEP_MISSING",),
    ),
    Rule(
        id="TS-04",
        mechanism=Mechanism.COMPLAINTS,
        title_zh="投诉归档",
        title_en="Complaint archived",
        clause_ref="二(四)7",
        clause="辦理終結后,將投訴材料、調查處理結果等資料及時歸檔",
        debtor="handling section",
        creditor="supervision",
        events=("complaint.closed", "complaint.archived"),
        severity=Severity.INFO,
        threshold=Threshold.LOCAL_PARAM,
        clocks=(
            Clock(
                Unit.WORKING_DAY,
                "complaint.closed.closed_at",
                param="complaint_archive_wd",
                end=End.FACT,
                threshold=Threshold.LOCAL_PARAM,
                word="及時",
            ),
        ),
        codes=("COMPLAINT_NOT_ARCHIVED",),
    ),
)
