"""What the notifier does by the clock beside its alerts: a thread that looks at it now and then."""

from __future__ import annotations

import logging
import threading
from abc import ABC, abstractmethod
from datetime import UTC, datetime
from typing import Final

from consumers.failures import ConsumerError
from consumers.notifier.asking import Warehouse
from consumers.notifier.desk import Desk
from consumers.notifier.store import Store

_LOG: Final = logging.getLogger("hutong.notifier")
_LOOK_EVERY_S: Final = 20.0


class DailyThread(threading.Thread, ABC):
    """Asks the warehouse when it is time, and has the desk tell what it says.

    A courtesy: alerts go on without it. What fails is tried again; `failing` says what does.
    """

    failing: str

    def __init__(
        self, name: str, warehouse: Warehouse, store: Store, desk: Desk, stop: threading.Event
    ) -> None:
        super().__init__(name=name, daemon=True)
        self._warehouse, self._store, self._desk = warehouse, store, desk
        self._stop_event = stop

    def run(self) -> None:
        """Look at the clock until told to stop."""
        while not self._stop_event.is_set():
            try:
                self.look(datetime.now(UTC))
            except ConsumerError as error:
                _LOG.warning("%s: %s Trying again.", self.failing, error.sentence)
            except Exception:  # noqa: BLE001  alerts go on without it
                _LOG.exception("%s. Trying again.", self.failing)
            self._stop_event.wait(_LOOK_EVERY_S)

    @abstractmethod
    def look(self, now: datetime) -> bool:
        """Do what is to be done by now and was not done yet; return whether it was done now.

        Raises:
            ConsumerError: the warehouse cannot say.
        """
