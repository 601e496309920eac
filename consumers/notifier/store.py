"""What the notifier remembers: one SQLite file, filled from `hub.alerts` alone.

What a message changes, what is to be told because of it, and how far the log was read are one
transaction. A notification that was taken leaves the outbox in the same transaction in which its
id is remembered as sent. Instants are milliseconds since 1970 UTC.
"""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import astuple, dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any, Final
from uuid import UUID

from consumers.notifier.standing import News, Standing, State
from schemas.events.hub import AlertSilenced
from schemas.instants import epoch_millis

_KEPT_READ: Final = 20_000
"""Alerts that are kept read."""

_SENT_KEPT: Final = timedelta(days=90)
"""How long the ids of what was sent are kept."""

_TABLES: Final = """
CREATE TABLE IF NOT EXISTS offsets (part INTEGER PRIMARY KEY, next INTEGER NOT NULL);
CREATE TABLE IF NOT EXISTS alerts (
  id TEXT PRIMARY KEY, state TEXT NOT NULL, stands TEXT NOT NULL,
  repeat_at INTEGER, repeats INTEGER NOT NULL DEFAULT 0, escalate_at INTEGER);
CREATE INDEX IF NOT EXISTS alerts_firing ON alerts (state) WHERE state = 'firing';
CREATE INDEX IF NOT EXISTS alerts_repeat ON alerts (repeat_at) WHERE repeat_at IS NOT NULL;
CREATE INDEX IF NOT EXISTS alerts_escalate ON alerts (escalate_at) WHERE escalate_at IS NOT NULL;
CREATE TABLE IF NOT EXISTS told (
  id TEXT NOT NULL, receiver TEXT NOT NULL, PRIMARY KEY (id, receiver)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS waiting (
  id TEXT NOT NULL, receiver TEXT NOT NULL, news TEXT NOT NULL, version TEXT NOT NULL,
  since INTEGER NOT NULL, held INTEGER NOT NULL, part INTEGER, off INTEGER,
  PRIMARY KEY (id, receiver));
CREATE TABLE IF NOT EXISTS groups (
  receiver TEXT NOT NULL, agency TEXT NOT NULL, rule TEXT NOT NULL, last INTEGER NOT NULL,
  PRIMARY KEY (receiver, agency, rule)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS outbox (
  number INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, receiver TEXT NOT NULL,
  body TEXT NOT NULL, made INTEGER NOT NULL, due INTEGER NOT NULL, attempts INTEGER NOT NULL);
CREATE TABLE IF NOT EXISTS sources (id TEXT NOT NULL, part INTEGER NOT NULL, off INTEGER NOT NULL);
CREATE INDEX IF NOT EXISTS sources_id ON sources (id);
CREATE TABLE IF NOT EXISTS sent (id TEXT PRIMARY KEY, at INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS reminded (day TEXT PRIMARY KEY) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS digested (month TEXT PRIMARY KEY) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS silences (id TEXT PRIMARY KEY, said TEXT NOT NULL) WITHOUT ROWID;
"""


@dataclass(frozen=True, slots=True)
class Source:
    """Where in `hub.alerts` something stands."""

    partition: int
    offset: int


@dataclass(frozen=True, slots=True)
class Waiting:
    """Something to tell somebody. `held`: it has waited through quiet hours.

    `version` names what is told, so that telling it again has the same id.
    """

    alert_id: UUID
    receiver: str
    news: News
    version: str
    since: int
    held: bool
    source: Source | None


@dataclass(frozen=True, slots=True)
class Parcel:
    """A notification in the outbox."""

    id: str
    receiver: str
    body: str
    made: int
    attempts: int


class Store:
    """The file. Safe for several threads; every method is atomic, more in a `transaction`."""

    def __init__(self, file: Path) -> None:
        file.parent.mkdir(parents=True, exist_ok=True)
        self._lock = threading.RLock()
        self._depth = 0
        self._standings: dict[UUID, Standing] = {}
        self._db = sqlite3.connect(file, isolation_level=None, check_same_thread=False)
        self._db.execute("PRAGMA journal_mode = WAL")
        self._db.execute("PRAGMA synchronous = FULL")
        self._db.executescript(_TABLES)

    def close(self) -> None:
        """Close the file."""
        with self._lock:
            self._db.close()

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """All of it, or, where it raises, nothing."""
        with self._lock:
            self._depth += 1
            try:
                if self._depth > 1:
                    yield
                    return
                self._db.execute("BEGIN IMMEDIATE")
                try:
                    yield
                except BaseException:
                    self._db.execute("ROLLBACK")
                    self._standings.clear()
                    raise
                self._db.execute("COMMIT")
            finally:
                self._depth -= 1

    # How far the log was read.

    def offsets(self) -> dict[int, int]:
        """Return partition → the offset to read next; empty for a new store."""
        return dict(self._rows("SELECT part, next FROM offsets"))

    def read_to(self, partition: int, following: int) -> None:
        """Note that a partition was read up to, not including, an offset."""
        self._do("INSERT OR REPLACE INTO offsets VALUES (?, ?)", partition, following)

    def unsettled(self) -> dict[int, int]:
        """Return partition → the first offset of which something is not told yet."""
        return dict(
            self._rows(
                "SELECT part, min(off) FROM (SELECT part, off FROM waiting UNION ALL "
                "SELECT part, off FROM sources) WHERE part IS NOT NULL GROUP BY part"
            )
        )

    # How the alerts stand.

    def standing(self, alert_id: UUID) -> Standing | None:
        """Return how an alert stands, or None where it was never raised."""
        with self._lock:
            if (known := self._standings.get(alert_id)) is not None:
                return known
            rows = self._rows("SELECT stands FROM alerts WHERE id = ?", str(alert_id))
            if not rows:
                return None
            return self._remember(Standing.model_validate_json(rows[0][0]))

    def _remember(self, standing: Standing) -> Standing:
        """Keep some alerts read: what waits is looked at again and again."""
        self._standings[standing.alert_id] = standing
        if len(self._standings) > _KEPT_READ:
            del self._standings[next(iter(self._standings))]
        return standing

    def put(self, standing: Standing) -> None:
        """Keep how an alert stands; what is no longer firing is not repeated or escalated."""
        self._do(
            "INSERT INTO alerts (id, state, stands) VALUES (?, ?, ?) "
            "ON CONFLICT (id) DO UPDATE SET state = excluded.state, stands = excluded.stands",
            str(standing.alert_id),
            standing.state.value,
            standing.model_dump_json(),
        )
        with self._lock:
            self._remember(standing)
        if standing.state is not State.FIRING or standing.acknowledged_by:
            self.schedule(standing.alert_id, None, None)

    def schedule(
        self, alert_id: UUID, repeat_at: datetime | None, escalate_at: datetime | None
    ) -> None:
        """Set when an alert is repeated and escalated next; None means never."""
        self._do(
            "UPDATE alerts SET repeat_at = ?, escalate_at = ? WHERE id = ?",
            repeat_at and epoch_millis(repeat_at),
            escalate_at and epoch_millis(escalate_at),
            str(alert_id),
        )

    def firing(self) -> list[Standing]:
        """Return every alert of which something is still owed."""
        rows = self._rows("SELECT stands FROM alerts WHERE state = 'firing' ORDER BY id")
        return [Standing.model_validate_json(stands) for (stands,) in rows]

    def to_repeat(self, now: datetime) -> list[tuple[Standing, int]]:
        """Return what is to be told again by now, and how often it was."""
        rows = self._rows(
            "SELECT stands, repeats FROM alerts WHERE repeat_at <= ?",
            epoch_millis(now),
        )
        return [(Standing.model_validate_json(stands), repeats) for stands, repeats in rows]

    def repeated(self, alert_id: UUID, following: datetime) -> None:
        """Count a repetition and set the next."""
        self._do(
            "UPDATE alerts SET repeats = repeats + 1, repeat_at = ? WHERE id = ?",
            epoch_millis(following),
            str(alert_id),
        )

    def to_escalate(self, now: datetime) -> list[Standing]:
        """Return what is to be escalated by now."""
        rows = self._rows(
            "SELECT stands FROM alerts WHERE escalate_at <= ?",
            epoch_millis(now),
        )
        return [Standing.model_validate_json(stands) for (stands,) in rows]

    def escalated(self, alert_id: UUID) -> None:
        """Note that an alert was escalated: that happens once."""
        self._do("UPDATE alerts SET escalate_at = NULL WHERE id = ?", str(alert_id))

    # Who was told, and who is to be.

    def told(self, alert_id: UUID) -> set[str]:
        """Return the receivers that were told of an alert."""
        rows = self._rows("SELECT receiver FROM told WHERE id = ?", str(alert_id))
        return {receiver for (receiver,) in rows}

    def tell(self, alert_id: UUID, receiver: str) -> None:
        """Note that a receiver is told of an alert."""
        self._do("INSERT OR IGNORE INTO told VALUES (?, ?)", str(alert_id), receiver)

    def wait(self, waiting: Waiting) -> None:
        """Note what is to be told; it takes the place of what was to be told of the same alert."""
        source = waiting.source
        self._do(
            "INSERT OR REPLACE INTO waiting VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            str(waiting.alert_id),
            waiting.receiver,
            waiting.news.value,
            waiting.version,
            waiting.since,
            int(waiting.held),
            source and source.partition,
            source and source.offset,
        )

    def waiting(self) -> list[Waiting]:
        """Return everything that is to be told, the oldest first."""
        rows = self._rows("SELECT * FROM waiting ORDER BY since, rowid")
        return [_waiting(row) for row in rows]

    def waits(self, alert_id: UUID, receiver: str) -> Waiting | None:
        """Return what a receiver is to be told of an alert, or None."""
        rows = self._rows(
            "SELECT * FROM waiting WHERE id = ? AND receiver = ?", str(alert_id), receiver
        )
        return _waiting(rows[0]) if rows else None

    def wait_no_more(self, alert_id: UUID, receiver: str) -> None:
        """Forget what was to be told."""
        self._do("DELETE FROM waiting WHERE id = ? AND receiver = ?", str(alert_id), receiver)

    def last_of_group(self, receiver: str, agency: str, rule: str) -> int | None:
        """Return when a receiver was last told of an agency and a rule, or None."""
        rows = self._rows(
            "SELECT last FROM groups WHERE receiver = ? AND agency = ? AND rule = ?",
            *(receiver, agency, rule),
        )
        return int(rows[0][0]) if rows else None

    def told_group(self, receiver: str, agency: str, rule: str, at: datetime) -> None:
        """Note when a receiver is told of an agency and a rule."""
        self._do(
            "INSERT OR REPLACE INTO groups VALUES (?, ?, ?, ?)",
            *(receiver, agency, rule, epoch_millis(at)),
        )

    # The outbox.

    def post(
        self, id_: str, receiver: str, body: str, at: datetime, sources: Iterable[Source]
    ) -> None:
        """Put a notification into the outbox, unless it is there or was sent."""
        now = epoch_millis(at)
        with self.transaction():
            posted = self._do(
                "INSERT OR IGNORE INTO outbox (id, receiver, body, made, due, attempts) "
                "SELECT ?, ?, ?, ?, ?, 0 WHERE NOT EXISTS (SELECT 1 FROM sent WHERE id = ?)",
                *(id_, receiver, body, now, now, id_),
            )
            for source in sources if posted else ():
                self._do("INSERT INTO sources VALUES (?, ?, ?)", id_, *astuple(source))

    def next_parcel(self, receiver: str, now: datetime) -> Parcel | None:
        """Return the notification that a receiver is to be sent next, or None."""
        rows = self._rows(
            "SELECT id, receiver, body, made, attempts FROM outbox "
            "WHERE receiver = ? AND due <= ? ORDER BY number LIMIT 1",
            receiver,
            epoch_millis(now),
        )
        return Parcel(*rows[0]) if rows else None

    def taken(self, parcel: Parcel, at: datetime) -> None:
        """Note that a receiver has a notification."""
        with self.transaction():
            self._do("INSERT OR IGNORE INTO sent VALUES (?, ?)", parcel.id, epoch_millis(at))
            self._do("DELETE FROM outbox WHERE id = ?", parcel.id)
            self._do("DELETE FROM sources WHERE id = ?", parcel.id)

    def postpone(self, parcel: Parcel, due: datetime) -> None:
        """Note that a receiver did not take a notification, and when to try again."""
        self._do(
            "UPDATE outbox SET attempts = attempts + 1, due = ? WHERE id = ?",
            epoch_millis(due),
            parcel.id,
        )

    def outbox(self) -> dict[str, tuple[int, int]]:
        """Return receiver → how many notifications wait, and when the oldest was made."""
        rows = self._rows("SELECT receiver, count(*), min(made) FROM outbox GROUP BY receiver")
        return {receiver: (count, made) for receiver, count, made in rows}

    def drop_strangers(self, known: set[str]) -> int:
        """Drop what is meant for receivers that are no longer set; return how many there were."""
        gone = 0
        with self.transaction():
            for table in ("outbox", "waiting"):
                for (receiver,) in self._rows(f"SELECT DISTINCT receiver FROM {table}"):  # noqa: S608
                    if receiver not in known:
                        gone += self._do(f"DELETE FROM {table} WHERE receiver = ?", receiver)  # noqa: S608
            self._do("DELETE FROM sources WHERE id NOT IN (SELECT id FROM outbox)")
        return gone

    def forget_sent(self, now: datetime) -> None:
        """Forget what was sent long ago: it cannot come again."""
        self._do("DELETE FROM sent WHERE at < ?", epoch_millis(now - _SENT_KEPT))

    # Reminders before the end of work.

    def was_reminded(self, day: date) -> bool:
        """Whether agencies were reminded on a day."""
        return bool(self._rows("SELECT 1 FROM reminded WHERE day = ?", day.isoformat()))

    def reminded(self, day: date) -> None:
        """Note that agencies were reminded on a day."""
        self._do("INSERT OR IGNORE INTO reminded VALUES (?)", day.isoformat())

    # Digests of leads.

    def was_digested(self, month: str) -> bool:
        """Whether the digest of a month (`2026-11`) was made."""
        return bool(self._rows("SELECT 1 FROM digested WHERE month = ?", month))

    def digested(self, month: str) -> None:
        """Note that the digest of a month was made."""
        self._do("INSERT OR IGNORE INTO digested VALUES (?)", month)

    # Silences.

    def silence(self, silence: AlertSilenced) -> None:
        """Keep a silence; the newest of an id counts."""
        self._do(
            "INSERT OR REPLACE INTO silences VALUES (?, ?)",
            str(silence.silence_id),
            silence.model_dump_json(),
        )

    def silences(self, now: datetime) -> list[AlertSilenced]:
        """Return the silences that have not ended, and forget the others."""
        rows = self._rows("SELECT said FROM silences")
        found = [AlertSilenced.model_validate_json(said) for (said,) in rows]
        for silence in found:
            if silence.silenced_until <= now:
                self._do("DELETE FROM silences WHERE id = ?", str(silence.silence_id))
        return [silence for silence in found if silence.silenced_until > now]

    def _rows(self, sql: str, *values: object) -> list[Any]:
        with self._lock:
            return self._db.execute(sql, values).fetchall()

    def _do(self, sql: str, *values: object) -> int:
        with self._lock:
            return self._db.execute(sql, values).rowcount


def _waiting(row: Any) -> Waiting:
    id_, receiver, news, version, since, held, part, off = row
    source = None if part is None else Source(part, off)
    return Waiting(UUID(id_), receiver, News(news), version, since, bool(held), source)
