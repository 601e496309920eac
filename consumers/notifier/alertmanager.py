"""Prometheus Alertmanager, API v2 (`POST /api/v2/alerts`).

An alert is known by its labels, which stay the same while it lives. As Prometheus does, what is
firing is said again and again, each time with an end a little ahead: should the notifier be
silent, it lapses. The watchdog lapses too, and that is the alarm: `HutongNotifierAlive` fires as
long as the notifier works, and a route sends it to a dead man's switch.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from typing import Any, Final

import httpx

from consumers.notifier.desk import Notification
from consumers.notifier.sending import post
from consumers.notifier.settings import AlertmanagerReceiver
from consumers.notifier.standing import Standing, State

WATCHDOG: Final = "HutongNotifierAlive"

Json = dict[str, Any]

_AT_ONCE: Final = 500
"""Alerts in one request, at most."""

_LAPSES_AFTER: Final = 3
"""Times of `resend_s` after which what is not said again has ended."""


class AlertmanagerCarrier:
    """Posts alerts to one Alertmanager."""

    def __init__(self, receiver: AlertmanagerReceiver) -> None:
        self._receiver = receiver
        token = receiver.bearer_token
        self._headers = {"Authorization": f"Bearer {token}"} if token else {}
        self._client = httpx.Client(timeout=receiver.timeout_s)

    def deliver(self, notification: Notification) -> None:
        """Post what is new.

        Raises:
            NotTakenError: it was not answered with 2xx.
        """
        now = datetime.now(UTC)
        alerts = [self._alert(item.alert, now) for item in notification.items]
        self._post(alerts, {"Idempotency-Key": notification.id})

    def resend(self, firing: Iterable[Standing], *, is_well: bool) -> None:
        """Post again what is firing, and the watchdog if all is well.

        Raises:
            NotTakenError: it was not answered with 2xx.
        """
        now = datetime.now(UTC)
        watchdog = [self._watchdog(now)] if is_well else []
        alerts = [*watchdog, *(self._alert(standing, now) for standing in firing)]
        for start in range(0, len(alerts), _AT_ONCE):
            self._post(alerts[start : start + _AT_ONCE], {})

    def close(self) -> None:
        """Close its connections."""
        self._client.close()

    def _post(self, alerts: list[Json], headers: dict[str, str]) -> None:
        content = json.dumps(alerts, ensure_ascii=False).encode()
        url = f"{self._receiver.url}/api/v2/alerts"
        post(self._client, url, content, {**self._headers, **headers})

    def _lapse(self, now: datetime) -> datetime:
        return now + timedelta(seconds=self._receiver.resend_s * _LAPSES_AFTER)

    def _watchdog(self, now: datetime) -> Json:
        return {
            "labels": {"alertname": WATCHDOG, "severity": "none"},
            "annotations": {
                "summary": "互通预警通知服务运行正常；此项消失即为故障",
                "description": "The notifier works; when this ends, it does not.",
            },
            "startsAt": _rfc3339(now),
            "endsAt": _rfc3339(self._lapse(now)),
        }

    def _alert(self, standing: Standing, now: datetime) -> Json:
        started = min(standing.started_at, now)
        match standing.state:
            case State.FIRING:
                ends = self._lapse(now)
            case State.OVER:
                shown = timedelta(hours=self._receiver.finding_hours)
                ends = max(standing.ended_at or now, now + shown)
            case State.RESOLVED:
                ends = max(min(standing.ended_at or now, now), started)
        return {
            "labels": _filled(
                {
                    "alertname": f"Hutong_{standing.rule_id}",
                    "alert_id": str(standing.alert_id),
                    "agency": standing.agency,
                    "rule": standing.rule_id,
                    "severity": standing.severity,
                    "district": standing.district,
                }
            ),
            "annotations": _filled(
                {
                    "summary": standing.message_zh,
                    "description": standing.message_en,
                    "code": standing.code,
                    "clause": standing.clause_ref,
                    "subject": standing.subject,
                    "recipients": ",".join(standing.recipients),
                    "roles": ",".join(standing.roles),
                    "due_at": _rfc3339(standing.due_at) if standing.due_at else "",
                    "acknowledged_by": standing.acknowledged_by or "",
                }
            ),
            "startsAt": _rfc3339(started),
            "endsAt": _rfc3339(ends),
        }


def _filled(labels: dict[str, str]) -> dict[str, str]:
    """Leave out what is empty, as an alert about no single agency: to Alertmanager it is absent."""
    return {name: value for name, value in labels.items() if value}


def _rfc3339(instant: datetime) -> str:
    return instant.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
