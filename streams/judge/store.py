"""The local store of one partition's state: a SQLite file that the changelog can rebuild.

Values and the changelog offset they reach are written in one SQLite transaction, so a store is
never half a batch ahead. Whatever is missing is read again from the changelog.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Self

_SCHEMA = """
CREATE TABLE IF NOT EXISTS state (key TEXT PRIMARY KEY, value BLOB NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS meta (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
"""
_PAGE = 1000
"""Rows of a scan that are held at once."""

_AFTER_PREFIX = "\U0010ffff"


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

    def apply(self, changes: dict[str, bytes | None], changelog_offset: int) -> None:
        """Commit changes (None deletes) that reach up to a changelog offset."""
        with self._db:
            self._db.executemany(
                "INSERT OR REPLACE INTO state VALUES (?, ?)",
                [(key, value) for key, value in changes.items() if value is not None],
            )
            self._db.executemany(
                "DELETE FROM state WHERE key = ?",
                [(key,) for key, value in changes.items() if value is None],
            )
            self._set_meta("changelog_offset", str(changelog_offset))

    def clear(self) -> None:
        """Forget everything: it will be read again from the changelog."""
        with self._db:
            self._db.execute("DELETE FROM state")
            self._db.execute("DELETE FROM meta WHERE name = 'changelog_offset'")

    def close(self) -> None:
        """Close the file."""
        self._db.close()

    def _meta(self, name: str) -> str | None:
        row = self._db.execute("SELECT value FROM meta WHERE name = ?", (name,)).fetchone()
        return row[0] if row else None

    def _set_meta(self, name: str, value: str) -> None:
        self._db.execute("INSERT OR REPLACE INTO meta VALUES (?, ?)", (name, value))


def _opened(path: Path) -> sqlite3.Connection:
    """Open the file; one that is no sound database is put away, for the changelog has it all."""
    try:
        return _connected(path)
    except sqlite3.DatabaseError as error:
        if isinstance(error, sqlite3.OperationalError):
            raise
        for leftover in path.parent.glob(f"{path.name}*"):
            leftover.unlink()
        return _connected(path)


def _connected(path: Path) -> sqlite3.Connection:
    db = sqlite3.connect(path, isolation_level="IMMEDIATE", check_same_thread=False)
    db.execute("PRAGMA journal_mode = WAL")
    db.execute("PRAGMA synchronous = NORMAL")
    db.executescript(_SCHEMA)
    return db
