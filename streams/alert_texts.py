"""预警文字: what an alert says, in both languages: who, what, since when, by which clause."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from types import MappingProxyType
from typing import Final

from schemas.events.hub import ObligationChanged, VerdictIssued
from schemas.instants import SHANGHAI, lasting
from streams.policy.rulebook import RULES

Cause = VerdictIssued | ObligationChanged
"""What an alert rests on."""

Said = tuple[str, str]
"""The same in Chinese and in English."""


@dataclass(frozen=True, slots=True)
class Duty:
    """What a debtor owes under a rule, and the code of the alert when it is late."""

    code: str
    zh: str
    en: str


DUTIES: Final = MappingProxyType(
    {
        "GX-11": Duty("SHARING_OVERDUE", "共享执法信息", "share the information"),
        "YS-05": Duty("REFERRAL_OVERDUE", "移送违法行为", "refer the violation"),
        "YS-06": Duty(
            "IMMEDIATE_REFERRAL_LATE",
            "立即移送紧急或重大违法行为",
            "refer the urgent or major violation at once",
        ),
        "YS-16": Duty(
            "ACCEPTANCE_REPLY_OVERDUE",
            "书面告知移送方受理情况",
            "tell the sender in writing whether it accepts",
        ),
    }
)
"""Rule → duty, where it is said in words of its own."""

LATE: Final = frozenset({"overdue", "satisfied_late"})
"""Statuses of a duty that is or was late."""

_NAMELESS: Final = "DUTY_OVERDUE"

_SOON: Final = "_DUE_SOON"

_ENDS: Final = MappingProxyType(
    {
        "satisfied": ("义务已按期履行", "the duty was discharged in time"),
        "open": ("期限尚未届满", "the duty is not due yet"),
        "paused": ("时限已暂停", "its clock is paused"),
        "waived": ("义务已免除", "the duty was waived"),
        "reassigned": ("义务已改由其他机关承担", "another agency owes it now"),
        "superseded": ("认定已被新的判定取代", "another verdict replaces the finding"),
        "withdrawn": ("认定已撤回", "the finding was withdrawn"),
    }
)


def duty_of(rule_id: str) -> Duty:
    """Return what is owed under a rule: in words of its own, else by the rule's title.

    A rule that is no longer in the rulebook has no title; what was late stays late.
    """
    if rule_id in DUTIES:
        return DUTIES[rule_id]
    rule = RULES.get(rule_id)
    if rule is None:
        return Duty(_NAMELESS, "履行义务", "discharge its duty")
    return Duty(
        next((code for code in rule.codes if not code.endswith(_SOON)), _NAMELESS),
        f"履行“{rule.title_zh}”的义务",
        f"discharge its duty “{rule.title_en}”",
    )


def warning_code(rule_id: str) -> str:
    """Return the code by which a rule warns that a duty is due soon."""
    codes = RULES[rule_id].codes if rule_id in RULES else ()
    return next((code for code in codes if code.endswith(_SOON)), "DUTY" + _SOON)


def of_finding(verdict: VerdictIssued) -> Said:
    """Return what is said of a violation."""
    found, about = shown(verdict.judged_at), verdict.subject
    who_zh = f"{verdict.agency}（{about}）" if verdict.agency else about
    who_en = f"{verdict.agency} ({about})" if verdict.agency else about
    return (
        f"{who_zh}：{verdict.explanation_zh}；认定于 {found}。{_clause_zh(verdict)}",
        f"{who_en}: {verdict.explanation_en}; found at {found}. {_clause_en(verdict)}",
    )


def of_lateness(obligation: ObligationChanged) -> Said:
    """Return what is said of a duty that is overdue or was discharged late."""
    duty = duty_of(obligation.rule_id)
    state_zh, state_en = _state(obligation)
    until, subject = _until(obligation), obligation.subject
    return (
        (
            f"{obligation.debtor} 应于 {until} 前{duty.zh}（{subject}），{state_zh}。"
            f"{_outage(obligation)[0]}{_clause_zh(obligation)}"
        ),
        (
            f"{obligation.debtor} had until {until} to {duty.en} ({subject}) and {state_en}. "
            f"{_outage(obligation)[1]}{_clause_en(obligation)}"
        ),
    )


def of_warning(obligation: ObligationChanged) -> Said:
    """Return what is said of an open duty that is due soon."""
    duty, until, subject = duty_of(obligation.rule_id), _until(obligation), obligation.subject
    return (
        (
            f"{obligation.debtor} 须在 {until} 前{duty.zh}（{subject}），尚未办理。"
            f"{_clause_zh(obligation)}"
        ),
        (
            f"{obligation.debtor} has until {until} to {duty.en} ({subject}) and has not yet done "
            f"so. {_clause_en(obligation)}"
        ),
    )


def of_end(cause: Cause, what: Said, reason: str) -> Said:
    """Return what is said to those who were told, when an alert holds no longer."""
    zh, en = _ENDS[reason]
    return (
        f"预警解除：{what[0]}（{cause.subject}），{zh}。{_clause_zh(cause)}",
        f"Resolved: {what[1]} ({cause.subject}): {en}. {_clause_en(cause)}",
    )


def shown(instant: datetime) -> str:
    """Asia/Shanghai, to the second; the last instant of a day reads 23:59:59."""
    return f"{instant.astimezone(SHANGHAI):%Y-%m-%d %H:%M:%S}"


def _until(obligation: ObligationChanged) -> str:
    return shown(obligation.due_at or obligation.clock_start)


def _state(obligation: ObligationChanged) -> Said:
    if obligation.satisfied_at is None:
        return "至今未办", "has not done so"
    at = shown(obligation.satisfied_at)
    zh, en = lasting(timedelta(milliseconds=obligation.late_by_ms or 0))
    return f"实际办于 {at}，迟 {zh}", f"did so at {at}, {en} late"


def _outage(obligation: ObligationChanged) -> Said:
    if "HUB_OUTAGE" not in obligation.flags:
        return "", ""
    return "迟延发生在枢纽停机期间。", "The hub itself was down when it fell due or arrived. "


def _clause_zh(cause: Cause) -> str:
    exceeded = f"超过地方参数 {cause.param}。" if _is_local(cause) else ""
    return f"{exceeded}依据：{cause.clause_ref}「{cause.clause}」"


def _clause_en(cause: Cause) -> str:
    exceeded = f"Local parameter {cause.param} is exceeded. " if _is_local(cause) else ""
    return f"{exceeded}By clause {cause.clause_ref} 「{cause.clause}」"


def _is_local(cause: Cause) -> bool:
    """A number that the district set is named where it was exceeded (spec §2)."""
    is_local = cause.threshold_source == "local_param" and cause.param is not None
    return is_local and not (isinstance(cause, ObligationChanged) and cause.status not in LATE)
