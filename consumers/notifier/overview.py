"""Every alert and silence as the log says: what `hutong alert` shows and answers."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, Final
from uuid import UUID

from kafka import KafkaProducer
from kafka.errors import KafkaError

from consumers.failures import unanswered
from consumers.notifier.reader import AlertLog
from consumers.notifier.standing import Standing, State, fold, is_silenced
from schemas.catalogue import TOPIC_OF
from schemas.codec import UnreadableError, decode, encode
from schemas.events.hub import (
    AlertAcknowledged,
    AlertRaised,
    AlertResolved,
    AlertSilenced,
    HubOutput,
)
from schemas.problems import InvalidEventError
from schemas.topics import Topics

_IDLE_S: Final = 0.2
_TIMEOUT_S: Final = 10


@dataclass(slots=True)
class Overview:
    """How all alerts stand, and the silences that were ever said, the newest of each."""

    alerts: dict[UUID, Standing] = field(default_factory=dict)
    silences: dict[UUID, AlertSilenced] = field(default_factory=dict)

    def firing(self) -> list[Standing]:
        """Return what is still owed, the longest first."""
        found = [alert for alert in self.alerts.values() if alert.state is State.FIRING]
        return sorted(found, key=lambda alert: alert.started_at)

    def silenced_until(self, alert: Standing, now: datetime) -> datetime | None:
        """Return until when an alert is silenced, or None."""
        ends = [s.silenced_until for s in self.silences.values() if is_silenced(alert, s, now)]
        return max(ends, default=None)

    def hear(self, output: object) -> None:
        """Take in one message of `hub.alerts`."""
        match output:
            case AlertRaised() | AlertResolved():
                id_ = output.output_id if isinstance(output, AlertRaised) else output.alert_id
                standing, _ = fold(self.alerts.get(id_), output, output.judged_at)
                if standing is not None:
                    self.alerts[id_] = standing
            case AlertSilenced():
                self.silences[output.silence_id] = output
            case AlertAcknowledged() if (alert := self.alerts.get(output.alert_id)) is not None:
                by = {"acknowledged_by": output.said_by}
                self.alerts[output.alert_id] = alert.model_copy(update=by)
            case _:
                pass


def overview(bootstrap: str, topics: Topics) -> Overview:
    """Read `hub.alerts` to its end.

    Raises:
        UnreachableError: Kafka does not answer.
        ConsumerError: there is no such topic.
    """
    found = Overview()
    log = AlertLog(bootstrap, topics)
    try:
        ends = log.ends()
        log.begin({})
        while any(at < ends[number] for number, at in log.positions().items()):
            for record in log.poll(_IDLE_S):
                try:
                    found.hear(decode(record.value))
                except (UnreadableError, InvalidEventError):
                    continue  # the loader sets it aside
    finally:
        log.close()
    return found


def say(bootstrap: str, topics: Topics, output: HubOutput) -> None:
    """Write a silence or an acknowledgement into the log, and return when it is there.

    Raises:
        UnreachableError: Kafka does not answer.
    """
    try:
        producer: Any = KafkaProducer(
            bootstrap_servers=bootstrap,
            client_id="hutong-alert",
            acks="all",
            bootstrap_timeout_ms=_TIMEOUT_S * 1000,
            allow_auto_create_topics=False,
            metrics_enabled=False,
        )
        try:
            sent = producer.send(
                topics.named(TOPIC_OF[output.TYPE]),
                key=output.district.encode(),
                value=encode(output),
            )
            sent.get(timeout=_TIMEOUT_S)
        finally:
            producer.close(timeout=2)
    except (KafkaError, OSError) as error:
        raise unanswered("Kafka", bootstrap, type(error).__name__) from error


def now_utc() -> datetime:
    """Return the present instant, to the millisecond."""
    now = datetime.now(UTC)
    return now.replace(microsecond=now.microsecond // 1000 * 1000)
