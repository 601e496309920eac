"""Messages of `hub.alerts`, as the alerts processor says them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4, uuid5

from schemas.events.hub import (
    AlertAcknowledged,
    AlertRaised,
    AlertResolved,
    AlertSilenced,
)

IDS = UUID("00000000-0000-5000-8000-000000000002")
DISTRICT = "371322"
TOWNSHIP = "11371322017002002N"
NOON = datetime(2026, 11, 24, 4, 0, tzinfo=UTC)
"""Tuesday, 12:00 in Shanghai."""


def alert_id(number: int = 1) -> UUID:
    """Return the id of the alert of a number."""
    return uuid5(IDS, f"alert {number}")


def raised(number: int = 1, **given: Any) -> AlertRaised:
    """Return an overdue referral, unless told otherwise."""
    return AlertRaised(
        **{
            "output_id": alert_id(number),
            "district": DISTRICT,
            "judged_at": NOON,
            "code": "REFERRAL_OVERDUE",
            "severity": "BREACH",
            "rule_id": "YS-05",
            "clause_ref": "二(二)2",
            "agency": TOWNSHIP,
            "recipients": (TOWNSHIP, "JUSTICE_BUREAU"),
            "subject": f"违法-{number}",
            "evidence_event_ids": (uuid5(IDS, f"event {number}"),),
            "cause_output_id": uuid4(),
            "due_at": NOON - timedelta(hours=12),
            "message_zh": f"应移送违法-{number}，至今未办",
            "message_en": f"violation {number} is not referred",
            "accountable_roles": ("分管领导", "有关人员"),
            **given,
        }
    )


def done_late(number: int = 1, **given: Any) -> AlertRaised:
    """Return the same, discharged an hour later."""
    later = NOON + timedelta(hours=1)
    return raised(
        number,
        **{
            "judged_at": later,
            "ended_at": later,
            "message_zh": f"违法-{number} 已移送，迟",
            "message_en": f"violation {number} was referred late",
            **given,
        },
    )


def finding(number: int = 1, **given: Any) -> AlertRaised:
    """Return a violation that is over at once."""
    return raised(
        number, **{"ended_at": NOON, "code": "WRONG_SUBJECT", "rule_id": "QD-05", **given}
    )


def resolved(number: int = 1, **given: Any) -> AlertResolved:
    """Return the end of an alert, two hours later: it was waived."""
    return AlertResolved(
        **{
            "output_id": uuid4(),
            "district": DISTRICT,
            "judged_at": NOON + timedelta(hours=2),
            "alert_id": alert_id(number),
            "code": "REFERRAL_OVERDUE",
            "severity": "BREACH",
            "rule_id": "YS-05",
            "clause_ref": "二(二)2",
            "agency": TOWNSHIP,
            "recipients": (TOWNSHIP, "JUSTICE_BUREAU"),
            "subject": f"违法-{number}",
            "reason": "waived",
            "cause_output_id": uuid4(),
            "message_zh": f"预警解除：违法-{number}",
            "message_en": f"Resolved: violation {number}",
            **given,
        }
    )


def silenced(**given: Any) -> AlertSilenced:
    """Return a silence of the township for a day."""
    return AlertSilenced(
        **{
            "output_id": uuid4(),
            "district": DISTRICT,
            "judged_at": NOON,
            "silence_id": uuid5(IDS, "silence"),
            "agency": TOWNSHIP,
            "silenced_from": NOON,
            "silenced_until": NOON + timedelta(days=1),
            "said_by": "司法局 王某",
            "reason": "系统割接",
            **given,
        }
    )


def acknowledged(number: int = 1) -> AlertAcknowledged:
    """Return an acknowledgement."""
    return AlertAcknowledged(
        output_id=uuid4(),
        district=DISTRICT,
        judged_at=NOON,
        alert_id=alert_id(number),
        said_by="司法局 王某",
        reason="已督促",
    )
