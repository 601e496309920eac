"""The notifier's round: read `hub.alerts`, decide what is told, note both; couriers deliver."""

from __future__ import annotations

import fcntl
import logging
import sqlite3
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

from consumers.failures import ConsumerError, UnreachableError
from consumers.notifier.asking import Warehouse
from consumers.notifier.courier import Courier
from consumers.notifier.desk import Desk, Past
from consumers.notifier.heartbeat import HeartbeatThread
from consumers.notifier.lead_digest import LeadDigestThread
from consumers.notifier.reader import AlertLog
from consumers.notifier.reminders import ReminderThread
from consumers.notifier.settings import NotifierSettings
from consumers.notifier.standing import Standing, is_silenced
from consumers.notifier.store import Source, Store
from schemas.codec import UnreadableError, decode
from schemas.commits import pace_of
from schemas.metrics import RECORDS, committed, lag
from schemas.problems import InvalidEventError
from schemas.topics import Topics

_LOG: Final = logging.getLogger("hutong.notifier")

_IDLE_S: Final = 0.2
"""How long a quiet log is waited on before time is looked at again, in seconds."""

_PLAN_EVERY_S: Final = 1.0
"""How often time alone (quiet hours, repeats, silences) is looked at, in seconds."""

_COMMIT_EVERY_S: Final = 5.0
_SIGN_OF_LIFE_S: Final = 60.0
"""How old the last whole round may be for the notifier to count as well, in seconds."""

WORKER: Final = "notifier"
_FIRST_PAUSE_S: Final = 0.5
_LONGEST_PAUSE_S: Final = 10.0


class Notifier:
    """One notifier on one store."""

    def __init__(
        self, log: AlertLog, store: Store, settings: NotifierSettings, warehouse: Warehouse
    ) -> None:
        self._log = log
        self._store = store
        self._settings = settings
        self._desk = Desk(store, settings)
        self._stop = threading.Event()
        self._couriers = [
            Courier(store, receiver, self._firing_for, self.is_well, self._stop)
            for receiver in settings.receivers
        ]
        self._helpers: list[threading.Thread] = [
            HeartbeatThread(settings.heartbeat, self.is_well, self._stop)
        ]
        if settings.reminder is not None:
            reminder = settings.reminder
            self._helpers.append(ReminderThread(reminder, warehouse, store, self._desk, self._stop))
        if settings.lead_digest is not None:
            digest = settings.lead_digest
            self._helpers.append(LeadDigestThread(digest, warehouse, store, self._desk, self._stop))
        self._past_ends: dict[int, int] = {}
        self._past: Past | None = None
        self._read: dict[int, int] = {}
        self._is_lost = False
        """Kafka was away in the middle of a round: what was read and not noted is read again."""
        self._planned_at = self._committed_at = 0.0
        self._well_at = 0.0
        self._pace = 0.0
        """Alerts a second, when some were heard last."""

    def run(self, stop: threading.Event) -> None:
        """Tell until `stop` is set; what is away is waited for.

        Raises:
            UnreachableError: Kafka does not answer at the start.
            ConsumerError: the log is not the one that was read before.
        """
        self._begin()
        for thread in (*self._couriers, *self._helpers):
            thread.start()
        pause = _FIRST_PAUSE_S
        try:
            while not stop.is_set():
                try:
                    self._round()
                except UnreachableError as error:
                    self._is_lost = True
                    _LOG.warning("%s Nothing is lost; trying again.", error.sentence)
                    stop.wait(pause)
                    pause = min(pause * 2, _LONGEST_PAUSE_S)
                else:
                    pause = _FIRST_PAUSE_S
        finally:
            self._stop.set()
            for courier in self._couriers:
                courier.wake()
                courier.join(timeout=2.0)

    def is_well(self) -> bool:
        """Whether the log was read and everything decided within the last minute."""
        return time.monotonic() - self._well_at < _SIGN_OF_LIFE_S

    def _begin(self) -> None:
        gone = self._store.drop_strangers({r.name for r in self._settings.receivers})
        if gone:
            _LOG.warning("%d notifications of receivers that are no longer set are dropped.", gone)
        self._store.forget_sent(datetime.now(UTC))
        offsets = self._store.offsets()
        if not offsets:
            told = self._log.told()
            self._past = Past.TOLD if told else Past.UNTOLD
            self._past_ends = told or self._log.ends()
        self._log.begin(offsets)

    def _round(self) -> None:
        if self._is_lost:
            self._log.begin(self._store.offsets())
            self._is_lost = False
        records = self._log.poll(_IDLE_S)
        positions = self._log.positions()
        now = datetime.now(UTC)
        begun = time.monotonic()
        with self._store.transaction():
            for record in records:
                self._hear(record, now)
            self._end_history(positions, now)
            if self._past is None:
                self._note_read(positions)
                if records or time.monotonic() - self._planned_at > _PLAN_EVERY_S:
                    self._desk.plan(now)
                    self._planned_at = time.monotonic()
        RECORDS.labels(WORKER).inc(len(records))
        if records:
            self._pace = pace_of(len(records), time.monotonic() - begun)
        for courier in self._couriers:
            if courier.error is not None:
                raise courier.error
            courier.wake()
        if time.monotonic() - self._committed_at > _COMMIT_EVERY_S:
            self._note_told()

    def _note_read(self, positions: dict[int, int]) -> None:
        for partition, position in positions.items():
            if self._read.get(partition) != position:
                self._store.read_to(partition, position)
                self._read[partition] = position

    def _hear(self, record: Any, now: datetime) -> None:
        source = Source(record.partition, record.offset)
        is_past = record.offset < self._past_ends.get(record.partition, 0)
        try:
            message = decode(record.value)
        except (UnreadableError, InvalidEventError) as error:
            _LOG.warning(  # the loader sets it aside
                "A message cannot be read and is passed over (%s).",
                type(error).__name__,
                extra={
                    "topic": "hub.alerts",
                    "partition": record.partition,
                    "offset": record.offset,
                },
            )
            return
        self._desk.hear(message, source, now, self._past if is_past else None)

    def _end_history(self, positions: dict[int, int], now: datetime) -> None:
        """Note that the history is read; until then no offset is kept, so that it is read whole."""
        if self._past is None:
            return
        if all(positions[number] >= end for number, end in self._past_ends.items()):
            if self._past is Past.UNTOLD:
                self._desk.open(now)
            self._past, self._past_ends = None, {}

    def _note_told(self) -> None:
        """Note in Kafka how far everything was told, which shows that Kafka is there."""
        behind = self._log.behind()
        lag(WORKER, behind, self._pace)
        if self._past is None:
            self._log.note_told(self._store.offsets() | self._store.unsettled(), self._pace)
            committed(WORKER)
        self._committed_at = self._well_at = time.monotonic()

    def _firing_for(self, receiver: str) -> list[Standing]:
        """Return what an Alertmanager that was told of it is to show as firing now."""
        now = datetime.now(UTC)
        silences = self._store.silences(now)
        return [
            standing
            for standing in self._store.firing()
            if receiver in self._store.told(standing.alert_id)
            and not any(is_silenced(standing, silence, now) for silence in silences)
        ]


def run(
    bootstrap: str,
    topics: Topics,
    settings: NotifierSettings,
    warehouse: Warehouse,
    data_dir: Path,
    stop: threading.Event,
) -> None:
    """Tell until `stop` is set.

    Raises:
        UnreachableError: Kafka does not answer at the start.
        ConsumerError: there is no such topic, the log is another one, the store cannot be used,
            or another notifier works in the directory.
    """
    with ExitStack() as open_ones:
        try:
            data_dir.mkdir(parents=True, exist_ok=True)
            open_ones.enter_context(_only_one(data_dir))
            store = Store(data_dir / f"{topics.namespace}notifier.sqlite")
            open_ones.callback(store.close)
            log = AlertLog(bootstrap, topics)
            open_ones.callback(log.close)
            Notifier(log, store, settings, warehouse).run(stop)
        except (sqlite3.Error, OSError) as error:
            raise ConsumerError(
                f"The notifier's store in {data_dir} cannot be used ({error}): free the disk or "
                "name another data directory. It is filled again from hub.alerts."
            ) from error


@contextmanager
def _only_one(data_dir: Path) -> Iterator[None]:
    with data_dir.joinpath("notifier.lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise ConsumerError(
                f"Another notifier works in {data_dir}: give each a directory of its own."
            ) from error
        yield
