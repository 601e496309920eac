"""Code lists. Codes travel as strings, so that a new code never breaks a reader.

A publisher may only say a code that its list holds; a reader accepts any.
Source: the district's specification of events, §4.
"""

from __future__ import annotations

from types import MappingProxyType
from typing import Final

VERSION: Final = "2026.1"
"""Version of all the lists together; a code is only ever added."""

_LISTS: Final[dict[str, dict[str, str]]] = {
    "agency.kind": {
        "TOWNSHIP_GOV": "乡镇人民政府",
        "SUBDISTRICT_OFFICE": "街道办事处",
        "DISTRICT_DEPT": "区级职能部门",
        "DISTRICT_GOV": "区政府",
        "LEADING_GROUP": "领导小组",
        "LEADING_GROUP_OFFICE": "领导小组办公室",
        "JUSTICE_BUREAU": "区司法局",
        "INTERNAL_ORGAN": "内设机构",
        "DIRECT_AFFILIATE": "直属机构",
        "DISPATCHED_ORGAN": "派出机构",
        "UNDERTAKING_BODY": "承办机构",
        "TOWNSHIP_TEAM": "乡镇综合行政执法队",
        "PUBLIC_SECURITY": "公安机关",
        "PROCURATORATE": "人民检察院",
        "COURT": "人民法院",
        "SUPERIOR": "上级机关",
    },
    "item.mode": {
        "EMPOWERED": "赋权下放",
        "ENTRUSTED": "委托下放",
        "COOPERATE": "配合",
        "RETAINED": "未下放",
    },
    "item_type": {t: t for t in ("许可", "处罚", "强制", "征收", "征用", "检查", "其他")},
    "domain": {
        "GENERAL": "一般",
        "WORK_SAFETY": "安全生产",
        "FOOD_DRUG": "食品药品",
        "ENVIRONMENT": "环保",
        "NATURAL_RESOURCES": "自然资源",
    },
    "share_category": {
        "G1": "依据调整",
        "G2": "许可与监管信息",
        "G3": "处罚决定及执行",
        "G4": "统计数据",
        "G5": "标准与流程",
        "G6": "动态信息",
        "G7": "投诉举报",
        "G8": "其他",
        "NONE": "不共享",
    },
    "classification": {
        "PUBLIC": "公开",
        "INTERNAL": "内部",
        "PERSONAL": "个人信息",
        "PROTECTED": "投诉举报人",
        "RESTRICTED": "涉密或商业秘密",
    },
    "urgency_ground": {
        "URGENT": "情况紧急",
        "WORK_SAFETY": "安全生产",
        "FOOD_DRUG": "食品药品",
        "ENVIRONMENT": "环保",
        "OTHER_MAJOR": "其他重大违法",
        "MAJOR_PERSON_PROPERTY_LOSS": "人身财产重大损失",
        "MAJOR_SOCIAL_IMPACT": "重大社会影响",
    },
    "material.kind": {
        "TRANSFER_LETTER": "涉嫌违法案件移送函",
        "SOURCE_INSPECTION_RECORD": "现场检查记录",
        "SOURCE_COMPLAINT": "投诉举报材料",
        "SOURCE_OTHER": "其他案源材料",
        "PRELIM_EVIDENCE": "初步证据",
        "OTHER": "其他",
    },
    "penalty_kind": {
        k: k
        for k in (
            "警告",
            "通报批评",
            "罚款",
            "没收违法所得",
            "没收非法财物",
            "暂扣许可证件",
            "降低资质等级",
            "吊销许可证件",
            "限制开展生产经营活动",
            "责令停产停业",
            "责令关闭",
            "限制从业",
            "行政拘留",
            "其他",
        )
    },
    "party_category": {c: c for c in ("法人及非法人组织", "自然人", "个体工商户")},
    "license_category": {c: c for c in ("普通", "特许", "认可", "核准", "登记", "其他")},
    "license_status": {
        "VALID": "有效",
        "CHANGED": "变更",
        "RENEWED": "延续",
        "SUSPENDED": "暂扣",
        "REVOKED": "吊销",
        "WITHDRAWN": "撤销",
        "CANCELLED": "注销",
        "EXPIRED": "过期",
    },
    "procedure": {p: p for p in ("简易", "普通", "听证")},
    "jurisdiction": {"OWN": "本机关管辖", "OTHER": "其他机关管辖", "UNCLEAR": "管辖不明"},
    "referral.decision": {
        "ACCEPTED": "受理",
        "NOT_ACCEPTED": "不予受理",
        "RETURNED": "退回",
    },
    "extension.reason": {"COLLECTING": "收集", "COLLATING": "整理", "OTHER": "等"},
    "standard.kind": {
        "BASIS": "执法依据",
        "PROCEDURE": "执法程序",
        "STANDARD": "执法标准",
        "DISCRETION": "裁量基准",
        "WORKFLOW": "工作流程",
    },
    "law.change": {c: c for c in ("制定", "修改", "废止", "解释")},
    "list.kind": {"TOWNSHIP": "乡镇事项清单", "DEPT": "部门权责清单"},
    "inspection.result": {
        "NO_PROBLEM": "未发现问题",
        "PROBLEM_FOUND": "发现问题",
        "RECTIFIED_ON_SITE": "当场改正",
        "UNABLE_TO_INSPECT": "无法检查",
    },
}

CODE_LISTS: Final = MappingProxyType({name: MappingProxyType(c) for name, c in _LISTS.items()})
"""Every list: name → code → Chinese label."""


def label(list_name: str, code: str) -> str:
    """Return the Chinese label of a code, or the code itself where the list lacks it."""
    return CODE_LISTS[list_name].get(code, code)
