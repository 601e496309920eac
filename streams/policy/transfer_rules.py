"""The rules of 案件移送 as data."""

from __future__ import annotations

from typing import Final

from streams.policy.rules import Clock, Rule, ScopeKind, Severity, Threshold, Unit

_REF: Final = "二(二)2"


def _precondition(id_: str, zh: str, en: str, clause: str, discharge: str) -> Rule:
    return Rule(
        id=id_,
        title_zh=zh,
        title_en=en,
        clause_ref=_REF,
        clause=clause,
        scope=None,
        trigger=("referral.sent",),
        debtor="sender",
        creditor="receiver",
        discharge=discharge,
        severity=Severity.BREACH,
        threshold=Threshold.CLAUSE,
    )


YS_02: Final = _precondition(
    "YS-02",
    "以乡镇政府与部门名义移送",
    "Referral in the name of the township government or department",
    "案件移送應當以鄉鎮人民政府與區職能部門名義進行,不得以承辦機構或內設機構(直屬機構、派出機構)"
    "名義移送,法律法規明確規定的除外",
    "sender is a township or department, or a legal exception is cited",
)
YS_11: Final = _precondition(
    "YS-11",
    "移送书面材料",
    "Written statement of the basic facts",
    "鄉鎮、區級職能部門在移送案件時,應形成基本違法事實的書面材料,做到事實清楚、證據齊全、程序合法、"
    "手續完備",
    "fact statement present",
)
YS_12: Final = _precondition(
    "YS-12",
    "领导批准书面移送",
    "Leader approval and written form",
    "移送的案件應當經部門領導批準、書面移送",
    "approved not later than sent",
)
YS_15: Final = _precondition(
    "YS-15",
    "移送材料清单",
    "Referral material set",
    "移送的案件材料包括:涉嫌違法案件移送函、案源材料(現場檢查記錄、投訴舉報材料等)、"
    "初步證明違法行為事實情況的相關證據材料等",
    "transfer letter, at least one source document, at least one preliminary evidence",
)
YS_05: Final = Rule(
    id="YS-05",
    title_zh="3个工作日移送",
    title_en="Refer within 3 working days",
    clause_ref=_REF,
    clause="鄉鎮在行政執法過程中發現違法行為屬于區級職能部門管轄的,或區級職能部門在日常監管過程中"
    "發現違法行為屬于鄉鎮管轄的,應當在3個工作日內移送給有管轄權的一方處理",
    scope=ScopeKind.MATTER,
    trigger=("violation.discovered (jurisdiction OTHER)",),
    debtor="discovering agency",
    creditor="competent agency",
    discharge="referral.sent accepted by the hub",
    severity=Severity.BREACH,
    threshold=Threshold.CLAUSE,
    clock=Clock(Unit.WORKING_DAY, "discovered_at", amount=3),
    readings=("R-01",),
)
YS_06: Final = Rule(
    id="YS-06",
    title_zh="紧急重大立即移送",
    title_en="Refer urgent and major matters immediately",
    clause_ref=_REF,
    clause="情況緊急的和涉及安全生產、食品藥品安全、環保等重大違法行為的,以及可能造成人身財產重大損失或"
    "重大社會影響的違法行為應當立即移送有管轄權的一方處理",
    scope=ScopeKind.MATTER,
    trigger=("violation.discovered (jurisdiction OTHER, urgency grounds)",),
    debtor="discovering agency",
    creditor="competent agency",
    discharge="referral.sent accepted by the hub",
    severity=Severity.BREACH,
    threshold=Threshold.LOCAL_PARAM,
    clock=Clock(Unit.HOUR, "discovered_at", param="immediate_hours"),
    readings=("R-03",),
)
YS_16: Final = Rule(
    id="YS-16",
    title_zh="3个工作日书面告知受理",
    title_en="Written acceptance notice within 3 working days",
    clause_ref=_REF,
    clause="鄉鎮和職能部門應當在3個工作日內書面告知移送部門受理情況",
    scope=ScopeKind.MATTER,
    trigger=("hub receipt of referral.sent",),
    debtor="receiver",
    creditor="sender",
    discharge="referral.acceptance_replied with a document number",
    severity=Severity.BREACH,
    threshold=Threshold.CLAUSE,
    clock=Clock(Unit.WORKING_DAY, "hub receipt", amount=3),
    readings=("R-01",),
)

RULES: Final = (YS_02, YS_05, YS_06, YS_11, YS_12, YS_15, YS_16)
