"""预警: which conclusions of the judge raise an alert, and what it says. Pure.

Who is late or broke a clause, on what, since when, by which clause. One lateness is one alert:
its id names the obligation, so a duty that is overdue today and done late tomorrow raises the
same alert twice, the second time saying when it was done; a replay raises it again unchanged.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from types import MappingProxyType
from typing import Final
from uuid import UUID, uuid5

from schemas.events.hub import AlertRaised, HubOutput, ObligationChanged, VerdictIssued
from schemas.instants import SHANGHAI
from streams.policy.rulebook import RULES

NAMESPACE: Final = UUID("2c9a4b1e-7f3d-5e86-8a1b-64d0f5c3b972")
"""Namespace of alert ids; changing it would raise every old alert once more."""

JUSTICE_BUREAU: Final = "JUSTICE_BUREAU"
"""区司法局, named by its role: it hears of every alert."""


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

_NAMELESS: Final = "DUTY_OVERDUE"
_SAME_DAY: Final = "GX-11"
_SAME_DAY_MISSED: Final = "SAME_DAY_MISSED"
_ALARMING: Final = frozenset({"WARN", "BREACH", "CRITICAL"})
_LATE: Final = frozenset({"overdue", "satisfied_late"})


def alert_of(output: HubOutput) -> AlertRaised | None:
    """Return the alert that an output of the judge raises, or None."""
    match output:
        case VerdictIssued(verdict="VIOLATION", withdrawn=False) if output.severity in _ALARMING:
            return _of_violation(output)
        case ObligationChanged(withdrawn=False) if output.status in _LATE:
            return None if _has_its_verdict(output) else _of_lateness(output)
        case _:
            return None


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
        next(iter(rule.codes), _NAMELESS),
        f"履行“{rule.title_zh}”的义务",
        f"discharge its duty “{rule.title_en}”",
    )


def _has_its_verdict(output: ObligationChanged) -> bool:
    """Whether the judge says SAME_DAY_MISSED of this lateness: then that raises the alert."""
    return output.rule_id == _SAME_DAY and output.status == "satisfied_late"


def _of_violation(verdict: VerdictIssued) -> AlertRaised:
    lateness = verdict.obligation_id if verdict.code == _SAME_DAY_MISSED else None
    return AlertRaised(
        output_id=_id_of(lateness or verdict.output_id),
        district=verdict.district,
        judged_at=verdict.judged_at,
        code=verdict.code or verdict.rule_id,
        severity=verdict.severity,
        rule_id=verdict.rule_id,
        clause_ref=verdict.clause_ref,
        agency=verdict.agency,
        recipients=_recipients(verdict.agency),
        subject=verdict.subject,
        evidence_event_ids=verdict.subject_event_ids,
        cause_output_id=verdict.output_id,
        due_at=None,
        message_zh=f"{verdict.agency}（{verdict.subject}）：{verdict.explanation_zh}；"
        f"认定于 {_shown(verdict.judged_at)}。{_by_clause_zh(verdict)}",
        message_en=f"{verdict.agency} ({verdict.subject}): {verdict.explanation_en}; "
        f"found at {_shown(verdict.judged_at)}. {_by_clause_en(verdict)}",
    )


def _of_lateness(obligation: ObligationChanged) -> AlertRaised:
    duty = duty_of(obligation.rule_id)
    state_zh, state_en = _state(obligation)
    until = _shown(obligation.due_at or obligation.clock_start)
    subject = obligation.subject
    evidence = (obligation.trigger_event_id, obligation.satisfied_by_event_id)
    return AlertRaised(
        output_id=_id_of(obligation.obligation_id),
        district=obligation.district,
        judged_at=obligation.judged_at,
        code=duty.code,
        severity=_severity(obligation),
        rule_id=obligation.rule_id,
        clause_ref=obligation.clause_ref,
        agency=obligation.debtor,
        recipients=_recipients(obligation.debtor),
        subject=subject,
        evidence_event_ids=tuple(event_id for event_id in evidence if event_id is not None),
        cause_output_id=obligation.output_id,
        due_at=obligation.due_at,
        message_zh=f"{obligation.debtor} 应于 {until} 前{duty.zh}（{subject}），{state_zh}。"
        f"{_by_clause_zh(obligation)}",
        message_en=f"{obligation.debtor} had until {until} to {duty.en} ({subject}) "
        f"and {state_en}. {_by_clause_en(obligation)}",
    )


def _id_of(cause: UUID) -> UUID:
    return uuid5(NAMESPACE, f"alert\x1f{cause}")


def _recipients(agency: str) -> tuple[str, ...]:
    return (agency, JUSTICE_BUREAU)


def _severity(obligation: ObligationChanged) -> str:
    """A late duty of the policy is a breach of it, whoever set the number of hours."""
    bare_param = obligation.threshold_source == "local_param" and not obligation.clause
    return "WARN" if bare_param else "BREACH"


def _state(obligation: ObligationChanged) -> tuple[str, str]:
    if obligation.satisfied_at is None:
        return "至今未办", "has not done so"
    at = _shown(obligation.satisfied_at)
    late = timedelta(milliseconds=obligation.late_by_ms or 0)
    return (
        f"实际办于 {at}，迟 {_span(late, '天', '小时', '分', '秒')}",
        f"did so at {at}, {_span(late, ' d', ' h', ' min', ' s')} late",
    )


def _by_clause_zh(cause: VerdictIssued | ObligationChanged) -> str:
    exceeded = f"超过地方参数 {cause.param}。" if _is_local(cause) else ""
    return f"{exceeded}依据：{cause.clause_ref}「{cause.clause}」"


def _by_clause_en(cause: VerdictIssued | ObligationChanged) -> str:
    exceeded = f"Local parameter {cause.param} is exceeded. " if _is_local(cause) else ""
    return f"{exceeded}By clause {cause.clause_ref} 「{cause.clause}」"


def _is_local(cause: VerdictIssued | ObligationChanged) -> bool:
    """A number that the district set is named; the clause itself names none (spec §2)."""
    return cause.threshold_source == "local_param" and cause.param is not None


def _shown(instant: datetime) -> str:
    """Asia/Shanghai, to the second; the last instant of a day reads 23:59:59."""
    return f"{instant.astimezone(SHANGHAI):%Y-%m-%d %H:%M:%S}"


def _span(late: timedelta, *units: str) -> str:
    """The two largest units of a delay; below a minute, seconds to the millisecond."""
    minutes, seconds = divmod(late, timedelta(minutes=1))
    counts = (minutes // 1440, minutes // 60 % 24, minutes % 60)
    named = [f"{count}{unit}" for count, unit in zip(counts, units, strict=False) if count]
    return " ".join(named[:2]) or f"{seconds.total_seconds():.3f}{units[-1]}"
