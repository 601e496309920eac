"""Where one alert stands, folded from the messages of `hub.alerts`. Pure."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Final
from uuid import UUID

from pydantic import BaseModel, ConfigDict

from schemas.events.hub import AlertRaised, AlertResolved, AlertSilenced

SEVERITIES: Final = ("INFO", "WARN", "BREACH", "CRITICAL")
"""From the least to the gravest."""

_SOON: Final = "_DUE_SOON"


class State(StrEnum):
    """Where an alert stands."""

    FIRING = "firing"
    """Something is still owed."""
    OVER = "over"
    """It is to be known, and nothing is left to do: done late, a finding, a warning."""
    RESOLVED = "resolved"
    """It holds no longer."""


class News(StrEnum):
    """What there is to tell of an alert."""

    RAISED = "raised"
    ENDED = "ended"
    """The duty was discharged, late."""
    RESOLVED = "resolved"
    REPEATED = "repeated"
    ESCALATED = "escalated"
    REMINDED = "reminded"
    """A reminder before the end of work; no alert."""
    LEADS = "leads"
    """Leads of an agency, a rule and a month, counted; no alert."""


class Standing(BaseModel):
    """One alert as it stands now. `causes` are the outputs behind its newest instant."""

    model_config = ConfigDict(frozen=True)

    alert_id: UUID
    state: State
    district: str
    agency: str
    rule_id: str
    clause_ref: str
    code: str
    severity: str
    subject: str
    recipients: tuple[str, ...]
    roles: tuple[str, ...]
    due_at: datetime | None
    started_at: datetime
    judged_at: datetime
    ended_at: datetime | None
    message_zh: str
    message_en: str
    causes: tuple[UUID, ...]
    acknowledged_by: str | None = None


def fold(
    before: Standing | None, message: AlertRaised | AlertResolved, now: datetime
) -> tuple[Standing | None, News | None]:
    """Return how an alert stands after a message, and what there is to tell, if anything.

    A message that was heard before, or is older than what is known, changes nothing: the alerts
    processor may say things again after a crash. A warning that is read after its due time is
    not told any more.
    """
    if before is not None and _is_known(before, message):
        return before, None
    match message:
        case AlertRaised():
            after = _raised(before, message)
            return after, _news_of_raising(before, after, now)
        case AlertResolved():
            return _resolved(before, message)


def is_silenced(standing: Standing, silence: AlertSilenced, now: datetime) -> bool:
    """Whether a silence keeps an alert quiet at an instant: it has every value that is given."""
    named = (
        (silence.agency, standing.agency),
        (silence.rule_id, standing.rule_id),
        (silence.code, standing.code),
        (silence.severity, standing.severity),
        (silence.alert_id, standing.alert_id),
    )
    return (
        silence.district == standing.district
        and silence.silenced_from <= now < silence.silenced_until
        and all(wanted is None or wanted == found for wanted, found in named)
    )


def _is_known(before: Standing, message: AlertRaised | AlertResolved) -> bool:
    return message.judged_at < before.judged_at or (
        message.judged_at == before.judged_at and message.cause_output_id in before.causes
    )


def _raised(before: Standing | None, alert: AlertRaised) -> Standing:
    again = before is not None and before.state is State.FIRING
    return Standing(
        alert_id=alert.output_id,
        state=State.FIRING if alert.ended_at is None else State.OVER,
        district=alert.district,
        agency=alert.agency,
        rule_id=alert.rule_id,
        clause_ref=alert.clause_ref,
        code=alert.code,
        severity=alert.severity,
        subject=alert.subject,
        recipients=alert.recipients,
        roles=alert.accountable_roles,
        due_at=alert.due_at,
        started_at=before.started_at if before is not None and again else alert.judged_at,
        judged_at=alert.judged_at,
        ended_at=alert.ended_at,
        message_zh=alert.message_zh,
        message_en=alert.message_en,
        causes=_causes(before, alert),
        acknowledged_by=before.acknowledged_by if before is not None and again else None,
    )


def _resolved(before: Standing | None, end: AlertResolved) -> tuple[Standing | None, News | None]:
    if before is None:
        return None, None
    after = before.model_copy(
        update={
            "state": State.RESOLVED,
            "judged_at": end.judged_at,
            "ended_at": end.judged_at,
            "message_zh": end.message_zh,
            "message_en": end.message_en,
            "causes": _causes(before, end),
        }
    )
    return after, None if before.state is State.RESOLVED else News.RESOLVED


def _causes(before: Standing | None, message: AlertRaised | AlertResolved) -> tuple[UUID, ...]:
    known = before.causes if before is not None and before.judged_at == message.judged_at else ()
    return (*known, message.cause_output_id)


def _news_of_raising(before: Standing | None, after: Standing, now: datetime) -> News | None:
    if after.code.endswith(_SOON) and after.ended_at is not None and after.ended_at <= now:
        return None
    if before is None or before.state is State.RESOLVED:
        return News.RAISED
    if before.state is State.FIRING and after.state is State.OVER:
        return News.ENDED
    if before.state is State.OVER and after.state is State.FIRING:
        return News.RAISED
    is_graver = _grade(after.severity) > _grade(before.severity)
    return News.RAISED if is_graver or after.code != before.code else None


def _grade(severity: str) -> int:
    """Return how grave it is; a severity of a later version counts as the gravest."""
    return SEVERITIES.index(severity) if severity in SEVERITIES else len(SEVERITIES)
