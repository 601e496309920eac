"""The rules of 信息共享 as data."""

from __future__ import annotations

from types import MappingProxyType
from typing import Final

from streams.policy.rules import Clock, Rule, ScopeKind, Severity, Threshold, Unit

_REF: Final = "二(二)5"
_SAME_DAY: Final = Clock(Unit.SAME_DAY, "formed_at")


def _category(
    number: int, zh: str, en: str, clause: str, trigger: tuple[str, ...], debtor: str, creditor: str
) -> Rule:
    return Rule(
        id=f"GX-{number:02d}",
        title_zh=zh,
        title_en=en,
        clause_ref=_REF,
        clause=clause,
        scope=ScopeKind.SUBJECT,
        trigger=trigger,
        debtor=debtor,
        creditor=creditor,
        discharge="hub receipt",
        severity=Severity.BREACH,
        threshold=Threshold.CLAUSE,
        clock=_SAME_DAY,
        extension="GX-12",
    )


GX_02: Final = _category(
    2,
    "共享依据调整",
    "Basis changes shared",
    "涉及鄉鎮行政處罰事項設定依據的法律、法規、規章調整情況",
    ("law.basis_changed",),
    "department",
    "townships that hold an affected item; justice bureau",
)
GX_03: Final = _category(
    3,
    "共享许可与监管信息",
    "Licences and supervision information shared",
    "相關行政主管部門實施的與下放鄉鎮處罰事項有關的行政許可事項和監督管理信息",
    ("license.decided", "license.changed"),
    "department",
    "townships in which the licensee is located",
)
GX_04: Final = _category(
    4,
    "共享处罚决定及执行",
    "Penalty decisions and their execution shared",
    "鄉鎮作出的與區級職能部門執法密切相關的行政處罰決定及執行情況",
    ("penalty.decided", "penalty.executed"),
    "township",
    "department the item came from",
)
GX_05: Final = _category(
    5,
    "共享统计数据",
    "Statistics shared",
    "與鄉鎮綜合執法相關的統計分析數據",
    (),
    "both sides",
    "the requesting side",
)
GX_06: Final = _category(
    6,
    "共享裁量标准与流程",
    "Discretion standards and workflows shared",
    "鄉鎮行政處罰事項的自由裁量標準及各類行政執法工作流程",
    ("standard.published",),
    "owner of the standard",
    "the other side",
)
GX_07: Final = _category(
    7,
    "共享动态信息",
    "Inspection records and other dynamic information shared",
    "區級職能部門在履職過程中收集、掌握、制作的各類動態信息,包括行政檢查記錄、執法工作簡報等",
    ("inspection.recorded", "briefing.issued", "penalty.decided", "penalty.executed"),
    "department",
    "townships by region and item",
)
GX_08: Final = _category(
    8,
    "共享投诉受理与处理",
    "Complaint acceptance and handling shared",
    "投訴舉報案件的受理與處理情況",
    (),
    "handling agency",
    "origin and competent side",
)
GX_09: Final = _category(
    9,
    "共享其他执法信息",
    "Other enforcement information shared",
    "其他需要共享的執法信息",
    ("inspection.recorded",),
    "marking agency",
    "department the item came from",
)
GX_11: Final = Rule(
    id="GX-11",
    title_zh="自形成当日共享",
    title_en="Share on the day of formation",
    clause_ref=_REF,
    clause="需要共享的執法信息,自形成當日及時共享",
    scope=ScopeKind.SUBJECT,
    trigger=("any event with share_category G1 to G8", "sharing.extension_declared"),
    debtor="forming agency",
    creditor="receivers of the category",
    discharge="hub receipt (broker append time)",
    severity=Severity.BREACH,
    threshold=Threshold.CLAUSE,
    clock=_SAME_DAY,
    extension="GX-12",
    readings=("R-10",),
)
GX_12: Final = Rule(
    id="GX-12",
    title_zh="适当延长共享期限",
    title_en="Suitable extension of the sharing period",
    clause_ref=_REF,
    clause="需要共享的執法信息,自形成當日及時共享,但確因收集、整理等原因無法于當日共享的,"
    "適當延長共享期限",
    scope=ScopeKind.SUBJECT,
    trigger=("sharing.extension_declared",),
    debtor="forming agency",
    creditor="receivers of the category",
    discharge="the subject's fact received by the declared day",
    severity=Severity.WARN,
    threshold=Threshold.LOCAL_PARAM,
    clock=Clock(Unit.WORKING_DAY, "formed_at", param="extension_cap_wd"),
    readings=("R-11",),
)

RULES: Final = (GX_02, GX_03, GX_04, GX_05, GX_06, GX_07, GX_08, GX_09, GX_11, GX_12)

CATEGORY_RULES: Final = MappingProxyType({f"G{n}": f"GX-{n + 1:02d}" for n in range(1, 9)})
"""Share category → the rule that names its content."""
