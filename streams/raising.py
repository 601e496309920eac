"""预警: which conclusions of the judge raise an alert, which end one, and whom they reach. Pure.

A message of the judge gives at most one message about an alert, and nothing is remembered in
between: what was published before stands in the message itself. One matter of concern is one
alert: its id names the duty or the verdict's question, so a duty that is overdue today and done
late tomorrow raises the same alert twice, the second time saying when it was done; a replay
raises it again unchanged. Accountability leads are not among the judge's outputs, and so are
never alerts.
"""

from __future__ import annotations

from typing import Final
from uuid import UUID, uuid5

from schemas.events.hub import (
    AlertRaised,
    AlertResolved,
    HubOutput,
    ObligationChanged,
    VerdictIssued,
)
from streams.alert_texts import (
    LATE,
    Said,
    duty_of,
    of_end,
    of_finding,
    of_lateness,
    of_warning,
    warning_code,
)
from streams.policy.rulebook import RULES

NAMESPACE: Final = UUID("2c9a4b1e-7f3d-5e86-8a1b-64d0f5c3b972")
"""Namespace of alert ids; changing it would raise every old alert once more."""

JUSTICE_BUREAU: Final = "JUSTICE_BUREAU"
"""区司法局, named by its role: it hears of every alert but warnings."""

LEADING_GROUP_OFFICE: Final = "LEADING_GROUP_OFFICE"
"""领导小组办公室, named by its role: it hears of what is CRITICAL (ZZ-01)."""

DUE_SOON: Final = "due_soon"
"""What stands for the status of an open duty that was published as due soon."""

_ALARMING: Final = frozenset({"WARN", "BREACH", "CRITICAL"})
_SAME_DAY: Final = "GX-11"
_SAME_DAY_MISSED: Final = "SAME_DAY_MISSED"


def alert_of(output: HubOutput) -> AlertRaised | AlertResolved | None:
    """Return the alert that an output of the judge raises or ends, or None."""
    match output:
        case ObligationChanged():
            return _of_duty(output)
        case VerdictIssued() if not _is_told_by_its_duty(output):
            return _of_verdict(output)
        case _:
            return None


def alert_id_of_duty(obligation_id: UUID) -> UUID:
    """Return the id of the alert of a late duty."""
    return uuid5(NAMESPACE, f"alert\x1f{obligation_id}")


def alert_id_of_verdict(verdict_id: UUID) -> UUID:
    """Return the id of the alert of a violation."""
    return uuid5(NAMESPACE, f"finding\x1f{verdict_id}")


def _of_duty(obligation: ObligationChanged) -> AlertRaised | AlertResolved | None:
    before, is_late = obligation.previous_status, obligation.status in LATE
    if is_late and not obligation.withdrawn:
        is_news = not obligation.rejudged or before in LATE
        return _late(obligation) if is_news else None
    if before in LATE:
        return _duty_resolved(obligation, late=True)
    if obligation.due_soon_since is not None and not obligation.withdrawn:
        return _warned(obligation)
    return _duty_resolved(obligation, late=False) if before == DUE_SOON else None


def _of_verdict(verdict: VerdictIssued) -> AlertRaised | AlertResolved | None:
    if _accuses(verdict.verdict, verdict.severity) and not verdict.withdrawn:
        is_news = not verdict.rejudged or verdict.previous_verdict == "VIOLATION"
        return _found(verdict) if is_news else None
    return _verdict_resolved(verdict) if verdict.previous_verdict == "VIOLATION" else None


def _accuses(verdict: str, severity: str) -> bool:
    return verdict == "VIOLATION" and severity in _ALARMING


def _is_told_by_its_duty(verdict: VerdictIssued) -> bool:
    """SAME_DAY_MISSED says again what its sharing duty says: one source keeps one order."""
    return verdict.rule_id == _SAME_DAY and verdict.obligation_id is not None


def _found(verdict: VerdictIssued) -> AlertRaised:
    zh, en = of_finding(verdict)
    return AlertRaised(
        output_id=alert_id_of_verdict(verdict.verdict_id or verdict.output_id),
        district=verdict.district,
        judged_at=verdict.judged_at,
        code=verdict.code or verdict.rule_id,
        severity=verdict.severity,
        rule_id=verdict.rule_id,
        clause_ref=verdict.clause_ref,
        agency=verdict.agency,
        recipients=_recipients(verdict.agency, verdict.severity),
        subject=verdict.subject,
        evidence_event_ids=verdict.subject_event_ids,
        cause_output_id=verdict.output_id,
        due_at=None,
        message_zh=zh,
        message_en=en,
        accountable_roles=_roles(verdict.rule_id),
        ended_at=verdict.judged_at,
    )


def _late(obligation: ObligationChanged) -> AlertRaised:
    severity = _severity(obligation)
    return _of_obligation(
        obligation,
        alert_id_of_duty(obligation.obligation_id),
        _late_code(obligation),
        severity,
        of_lateness(obligation),
    ).model_copy(
        update={
            "recipients": _recipients(obligation.debtor, severity),
            "accountable_roles": _roles(obligation.rule_id),
            "ended_at": obligation.satisfied_at,
        }
    )


def _warned(obligation: ObligationChanged) -> AlertRaised:
    """A warning goes to the debtor alone and is over when the duty falls due."""
    return _of_obligation(
        obligation,
        _warning_id(obligation),
        warning_code(obligation.rule_id),
        "WARN",
        of_warning(obligation),
    ).model_copy(update={"ended_at": obligation.due_at})


def _of_obligation(
    obligation: ObligationChanged, alert_id: UUID, code: str, severity: str, said: Said
) -> AlertRaised:
    evidence = (obligation.trigger_event_id, obligation.satisfied_by_event_id)
    return AlertRaised(
        output_id=alert_id,
        district=obligation.district,
        judged_at=obligation.judged_at,
        code=code,
        severity=severity,
        rule_id=obligation.rule_id,
        clause_ref=obligation.clause_ref,
        agency=obligation.debtor,
        recipients=(obligation.debtor,),
        subject=obligation.subject,
        evidence_event_ids=tuple(event_id for event_id in evidence if event_id is not None),
        cause_output_id=obligation.output_id,
        due_at=obligation.due_at,
        message_zh=said[0],
        message_en=said[1],
    )


def _duty_resolved(obligation: ObligationChanged, *, late: bool) -> AlertResolved:
    reason = "withdrawn" if obligation.withdrawn else obligation.status
    duty, severity = duty_of(obligation.rule_id), _severity(obligation)
    everybody = _recipients(obligation.debtor, severity)
    return _resolved(
        obligation,
        alert_id=alert_id_of_duty(obligation.obligation_id) if late else _warning_id(obligation),
        code=duty.code if late else warning_code(obligation.rule_id),
        severity=severity if late else "WARN",
        agency=obligation.debtor,
        recipients=everybody if late else (obligation.debtor,),
        what=(duty.zh, duty.en),
        reason=reason,
    )


def _verdict_resolved(verdict: VerdictIssued) -> AlertResolved:
    code = verdict.code or verdict.rule_id
    return _resolved(
        verdict,
        alert_id=alert_id_of_verdict(verdict.verdict_id or verdict.output_id),
        code=code,
        severity=verdict.severity,
        agency=verdict.agency,
        recipients=_recipients(verdict.agency, verdict.severity),
        what=(f"{verdict.agency} {code}".strip(), f"{verdict.agency} {code}".strip()),
        reason="withdrawn" if verdict.withdrawn else "superseded",
    )


def _resolved(
    cause: VerdictIssued | ObligationChanged,
    *,
    alert_id: UUID,
    code: str,
    severity: str,
    agency: str,
    recipients: tuple[str, ...],
    what: Said,
    reason: str,
) -> AlertResolved:
    zh, en = of_end(cause, what, reason)
    return AlertResolved(
        output_id=uuid5(NAMESPACE, f"resolved\x1f{alert_id}\x1f{cause.output_id}"),
        district=cause.district,
        judged_at=cause.judged_at,
        alert_id=alert_id,
        code=code,
        severity=severity,
        rule_id=cause.rule_id,
        clause_ref=cause.clause_ref,
        agency=agency,
        recipients=recipients,
        subject=cause.subject,
        reason=reason,
        cause_output_id=cause.output_id,
        message_zh=zh,
        message_en=en,
    )


def _warning_id(obligation: ObligationChanged) -> UUID:
    return uuid5(NAMESPACE, f"warning\x1f{obligation.obligation_id}")


def _late_code(obligation: ObligationChanged) -> str:
    if obligation.rule_id == _SAME_DAY and obligation.satisfied_at is not None:
        return _SAME_DAY_MISSED
    return duty_of(obligation.rule_id).code


def _recipients(agency: str, severity: str) -> tuple[str, ...]:
    """Return who is told: a conclusion about several agencies names none."""
    concerned = (agency,) if agency else ()
    above = (LEADING_GROUP_OFFICE,) if severity == "CRITICAL" else ()
    return (*concerned, JUSTICE_BUREAU, *above)


def _roles(rule_id: str) -> tuple[str, ...]:
    """Return the roles that the clause names: an alert that nobody heeds goes up to them."""
    rule = RULES.get(rule_id)
    return rule.accountable_roles if rule else ()


def _severity(obligation: ObligationChanged) -> str:
    """A late duty of the policy is a breach of it, whoever set the number of hours."""
    bare_param = obligation.threshold_source == "local_param" and not obligation.clause
    return "WARN" if bare_param else "BREACH"
