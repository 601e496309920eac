"""The local store of one partition's state: a SQLite file that the changelog can rebuild.

Values and the changelog offset they reach are written in one SQLite transaction, so a store is
never half a batch ahead. Whatever is missing is read again from the changelog.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final, Self

from streams.judge.parcels import FORMAT, Changes, Parcel, parcelled

_SCHEMA = """
CREATE TABLE IF NOT EXISTS state (
    key TEXT PRIMARY KEY, value BLOB NOT NULL, parcel INTEGER NOT NULL
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS state_by_parcel ON state (parcel) WHERE parcel > 0;
CREATE TABLE IF NOT EXISTS parcels (number INTEGER PRIMARY KEY, entries INTEGER NOT NULL);
CREATE TABLE IF NOT EXISTS live (entries INTEGER NOT NULL);
INSERT INTO live SELECT 0 WHERE NOT EXISTS (SELECT 1 FROM live);
CREATE TRIGGER IF NOT EXISTS added AFTER INSERT ON state WHEN NEW.parcel > 0
    BEGIN UPDATE live SET entries = entries + 1; END;
CREATE TRIGGER IF NOT EXISTS removed AFTER DELETE ON state WHEN OLD.parcel > 0
    BEGIN UPDATE live SET entries = entries - 1; END;
CREATE TABLE IF NOT EXISTS meta (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
"""
"""`state.parcel` is the number of the parcel that holds the value now; 0 for what is kept."""

_PUT = """
INSERT INTO state VALUES (?, ?, ?)
ON CONFLICT (key) DO UPDATE SET value = excluded.value, parcel = excluded.parcel
"""

_PAGE = 1000
"""Rows of a scan that are held at once."""

_AFTER_PREFIX = "\U0010ffff"

_CACHE_KIB: Final = 64 * 1024
"""Pages held in memory. Keys are spread, so a small cache writes most pages with every batch."""

_CHECKPOINT_PAGES: Final = 16_000
"""Pages of 4 KiB in the write-ahead log before they go into the file: each goes once for many
batches."""

_SLACK: Final = 2_000
"""Entries that may be out of date in any log: below this no parcel is emptied."""

_AT_ONCE: Final = 8
"""Parcels that are emptied in one batch at most."""


class Store:
    """Committed state on disk. `origin` names the changelog it was read from."""

    def __init__(self, path: Path, origin: str) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self._path = path
        self._db = _opened(path)
        if self._meta("origin") != origin:
            self.clear()
            self._set_meta("origin", origin)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @property
    def changelog_offset(self) -> int:
        """The next changelog offset to read."""
        return int(self._meta("changelog_offset") or 0)

    def get(self, key: str) -> bytes | None:
        """Return a committed value."""
        row = self._db.execute("SELECT value FROM state WHERE key = ?", (key,)).fetchone()
        return row[0] if row else None

    def scan(self, prefix: str) -> Iterator[tuple[str, bytes]]:
        """Yield committed (key, value) whose key starts with the prefix, by key."""
        after, end = prefix, prefix + _AFTER_PREFIX
        while page := self._db.execute(
            "SELECT key, value FROM state WHERE key >= ? AND key < ? ORDER BY key LIMIT ?",
            (after, end, _PAGE),
        ).fetchall():
            yield from page
            after = page[-1][0] + "\0"

    def parcels_for(self, changes: Changes) -> list[Parcel]:
        """Return the parcels that carry changes, and empty old ones where too much is dead."""
        wanted, emptied = dict(changes), []
        dead = self._dead()
        for number, entries in self._db.execute(
            "SELECT number, entries FROM parcels ORDER BY number LIMIT ?", (_AT_ONCE,)
        ).fetchall():
            if dead <= _SLACK:
                break
            found = self._db.execute("SELECT key, value FROM state WHERE parcel = ?", (number,))
            moved = {key: value for key, value in found if key not in changes}
            wanted |= moved
            dead -= entries - len(moved)
            emptied.append(Parcel(number, is_kept=False, changes=None))
        first = int(self._meta("parcel") or 0) + 1
        return [*parcelled(wanted, first), *emptied]

    def _dead(self) -> int:
        """Return by how many entries the log holds more than twice what counts."""
        (held,) = self._db.execute("SELECT total(entries) FROM parcels").fetchone()
        (live,) = self._db.execute("SELECT entries FROM live").fetchone()
        return int(held) - 2 * int(live)

    def apply(self, parcels: Iterable[Parcel], changelog_offset: int) -> None:
        """Commit parcels in the order of the log; they reach up to a changelog offset."""
        with self._db:
            newest = int(self._meta("parcel") or 0)
            for parcel in parcels:
                self._take(parcel)
                newest = max(newest, parcel.number)
            self._set_meta("parcel", str(newest))
            self._set_meta("changelog_offset", str(changelog_offset))

    def _take(self, parcel: Parcel) -> None:
        number = 0 if parcel.is_kept else parcel.number
        if parcel.changes is None:
            self._db.execute("DELETE FROM state WHERE parcel = ?", (number,))
            self._db.execute("DELETE FROM parcels WHERE number = ?", (number,))
            return
        put = [(k, v, number) for k, v in parcel.changes.items() if v is not None]
        gone = [(k,) for k, v in parcel.changes.items() if v is None]
        self._db.executemany(_PUT, put)
        self._db.executemany("DELETE FROM state WHERE key = ?", gone)
        if number:
            entries = len(parcel.changes)
            self._db.execute("INSERT OR REPLACE INTO parcels VALUES (?, ?)", (number, entries))

    def clear(self) -> None:
        """Forget everything: it will be read again from the changelog."""
        with self._db:
            self._db.execute("DELETE FROM state")
            self._db.execute("DELETE FROM parcels")
            self._db.execute("UPDATE live SET entries = 0")
            self._db.execute("DELETE FROM meta WHERE name IN ('changelog_offset', 'parcel')")

    def close(self) -> None:
        """Close the file."""
        self._db.close()

    def _meta(self, name: str) -> str | None:
        row = self._db.execute("SELECT value FROM meta WHERE name = ?", (name,)).fetchone()
        return row[0] if row else None

    def _set_meta(self, name: str, value: str) -> None:
        self._db.execute("INSERT OR REPLACE INTO meta VALUES (?, ?)", (name, value))


def _opened(path: Path) -> sqlite3.Connection:
    """Open the file; one that is no sound database of this format is put away.

    Nothing is lost with it: the changelog has it all.
    """
    try:
        db = _connected(path)
    except sqlite3.DatabaseError as error:
        if isinstance(error, sqlite3.OperationalError):
            raise
        return _anew(path)
    (version,) = db.execute("PRAGMA user_version").fetchone()
    if version == FORMAT:
        return db
    (tables,) = db.execute("SELECT count(*) FROM sqlite_master").fetchone()
    if tables:
        db.close()
        db = _anew(path)
    _set_up(db)
    return db


def _anew(path: Path) -> sqlite3.Connection:
    for leftover in path.parent.glob(f"{path.name}*"):
        leftover.unlink()
    db = _connected(path)
    _set_up(db)
    return db


def _set_up(db: sqlite3.Connection) -> None:
    db.executescript(_SCHEMA)
    db.execute(f"PRAGMA user_version = {FORMAT}")


def _connected(path: Path) -> sqlite3.Connection:
    db = sqlite3.connect(path, isolation_level="IMMEDIATE", check_same_thread=False)
    db.execute("PRAGMA journal_mode = WAL")
    db.execute("PRAGMA synchronous = NORMAL")
    db.execute(f"PRAGMA cache_size = -{_CACHE_KIB}")
    db.execute(f"PRAGMA wal_autocheckpoint = {_CHECKPOINT_PAGES}")
    return db
