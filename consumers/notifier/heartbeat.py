"""A sign of life to a dead man's switch: whoever misses it raises the alarm."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from typing import Final

import httpx

from consumers.notifier.settings import Heartbeat

_LOG: Final = logging.getLogger("hutong.notifier")


class HeartbeatThread(threading.Thread):
    """Fetches an address every so often, as long as all is well."""

    def __init__(
        self, heartbeat: Heartbeat, is_well: Callable[[], bool], stop: threading.Event
    ) -> None:
        super().__init__(name="heartbeat", daemon=True)
        self._heartbeat = heartbeat
        self._is_well = is_well
        self._stop_event = stop

    def run(self) -> None:
        """Beat until told to stop; an address that does not answer is not asked in between."""
        url, every = self._heartbeat.url, self._heartbeat.every_s
        if url is None:
            return
        with httpx.Client(timeout=min(every, 10.0)) as client:
            while not self._stop_event.is_set():
                if self._is_well():
                    self._beat(client, url)
                self._stop_event.wait(every)

    def _beat(self, client: httpx.Client, url: str) -> None:
        try:
            client.get(url).raise_for_status()
        except httpx.HTTPError as error:
            _LOG.warning("The heartbeat's address does not answer (%s).", type(error).__name__)
