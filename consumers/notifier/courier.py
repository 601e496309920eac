"""One thread a receiver: takes its notifications out of the outbox until it has them."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Final

from consumers.notifier.alertmanager import AlertmanagerCarrier
from consumers.notifier.desk import Notification
from consumers.notifier.messenger import MessengerCarrier
from consumers.notifier.sending import Carrier, NotTakenError
from consumers.notifier.settings import (
    AlertmanagerReceiver,
    AnyReceiver,
    MessengerReceiver,
    WebhookReceiver,
)
from consumers.notifier.standing import Standing
from consumers.notifier.store import Parcel, Store
from consumers.notifier.webhook import WebhookCarrier
from schemas.instants import epoch_millis
from schemas.metrics import NOTIFICATION_DELAY, NOTIFICATIONS

_LOG: Final = logging.getLogger("hutong.notifier")

_FIRST_PAUSE_S: Final = 1.0
_LONGEST_PAUSE_S: Final = 300.0
_IDLE_S: Final = 0.5
"""How long an empty outbox is waited on before it is looked at again, in seconds."""


def carrier_of(receiver: AnyReceiver) -> Carrier:
    """Return what hands notifications to a receiver."""
    match receiver:
        case AlertmanagerReceiver():
            return AlertmanagerCarrier(receiver)
        case WebhookReceiver():
            return WebhookCarrier(receiver)
        case MessengerReceiver():
            return MessengerCarrier(receiver)


def pause_after(attempts: int) -> timedelta:
    """Return how long to wait after so many failures in a row: doubled each time, up to 5 min."""
    return timedelta(seconds=min(_FIRST_PAUSE_S * 2 ** min(attempts, 20), _LONGEST_PAUSE_S))


class Courier(threading.Thread):
    """Delivers in the order of the outbox; what is refused alone does not hold up the rest.

    At least once: a notification that was taken, and of which that could not be noted, is sent
    again with the same id.
    """

    def __init__(
        self,
        store: Store,
        receiver: AnyReceiver,
        firing: Callable[[str], list[Standing]],
        is_well: Callable[[], bool],
        stop: threading.Event,
    ) -> None:
        super().__init__(name=f"courier-{receiver.name}", daemon=True)
        self._store = store
        self._receiver = receiver
        self._carrier = carrier_of(receiver)
        self._firing = firing
        self._is_well = is_well
        self._stop_event = stop
        self._wake = threading.Event()
        self._failures = 0
        self._resend_at = datetime.min.replace(tzinfo=UTC)
        self.error: Exception | None = None
        """What ended the thread, if anything but `stop` did."""

    def wake(self) -> None:
        """Look at the outbox now, unless the receiver is away."""
        self._wake.set()

    def run(self) -> None:
        """Deliver until told to stop."""
        try:
            while not self._stop_event.is_set():
                self._wake.clear()
                if not self.step(datetime.now(UTC)):
                    self._wake.wait(_IDLE_S)
        except Exception as error:  # noqa: BLE001  the main thread ends the process with it
            self.error = error
        finally:
            self._carrier.close()

    def step(self, now: datetime) -> bool:
        """Deliver one notification, or say again what is firing; return whether any was due."""
        if isinstance(self._carrier, AlertmanagerCarrier) and now >= self._resend_at:
            return self._resend(self._carrier, now)
        parcel = self._store.next_parcel(self._receiver.name, now)
        if parcel is None:
            return False
        try:
            self._carrier.deliver(Notification.model_validate_json(parcel.body))
        except NotTakenError as error:
            self._not_taken(parcel, error)
        else:
            taken_at = datetime.now(UTC)
            self._store.taken(parcel, taken_at)
            self._has_answered()
            self._measure(parcel, taken_at)
        return True

    def _measure(self, parcel: Parcel, taken_at: datetime) -> None:
        name = self._receiver.name
        NOTIFICATIONS.labels(name).inc()
        NOTIFICATION_DELAY.labels(name).observe((epoch_millis(taken_at) - parcel.made) / 1000)
        said = {"receiver": name, "notification_id": parcel.id}
        _LOG.info("A notification is taken.", extra=said)

    def _resend(self, carrier: AlertmanagerCarrier, now: datetime) -> bool:
        receiver = self._receiver
        if not isinstance(receiver, AlertmanagerReceiver):
            raise TypeError(receiver)
        try:
            carrier.resend(self._firing(receiver.name), is_well=self._is_well())
        except NotTakenError as error:
            self._resend_at = now + timedelta(seconds=min(receiver.resend_s, _LONGEST_PAUSE_S))
            self._pause(error)
        else:
            self._resend_at = now + timedelta(seconds=receiver.resend_s)
            self._has_answered()
        return True

    def _not_taken(self, parcel: Parcel, error: NotTakenError) -> None:
        """Try the parcel again later: all of them if the receiver is away, else this one alone."""
        if error.is_away:
            self._store.postpone(parcel, datetime.now(UTC))
            self._pause(error)
            return
        pause = pause_after(parcel.attempts)
        self._store.postpone(parcel, datetime.now(UTC) + pause)
        _LOG.error(
            "Receiver %s refuses notification %s: %s. It is kept, and tried again in %.1f s.",
            self._receiver.name,
            parcel.id,
            error.sentence,
            pause.total_seconds(),
        )

    def _pause(self, error: NotTakenError) -> None:
        pause = error.after or pause_after(self._failures)
        self._failures += 1
        _LOG.warning(
            "Receiver %s takes nothing: %s. Nothing is lost; trying again in %.1f s.",
            self._receiver.name,
            error.sentence,
            pause.total_seconds(),
        )
        self._stop_event.wait(pause.total_seconds())

    def _has_answered(self) -> None:
        if self._failures:
            _LOG.warning("Receiver %s takes notifications again.", self._receiver.name)
        self._failures = 0
