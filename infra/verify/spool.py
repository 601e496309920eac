"""A spool: what a comparison has read and needs again, in a SQLite file that is thrown away.

The log of a partition is read once and taken up again district by district, so that memory holds
one district at a time, whatever the number of districts and the length of the log.
"""

from __future__ import annotations

import json
import sqlite3
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, Self

from infra.verify.differences import Part, Position

_TABLES: Final = """
CREATE TABLE facts (district TEXT, at_ms INTEGER, topic TEXT, offset INTEGER, key BLOB,
                    headers TEXT, value BLOB);
CREATE TABLE said (district TEXT, topic TEXT, offset INTEGER, kind TEXT, id TEXT, value BLOB);
CREATE TABLE letters (topic TEXT, number INTEGER, offset INTEGER, stage TEXT);
CREATE TABLE wanted (part TEXT, id TEXT, cause TEXT, place TEXT, topic TEXT, number INTEGER,
                     offset INTEGER, is_done INTEGER);
CREATE TABLE found (part TEXT, id TEXT, cause TEXT, place TEXT, topic TEXT, number INTEGER,
                    offset INTEGER, is_ours INTEGER);
"""
_INDEXES_AND_VIEWS: Final = """
CREATE INDEX facts_of ON facts (district, at_ms, topic, offset);
CREATE INDEX said_of ON said (district, topic, offset);
CREATE INDEX said_id ON said (id);
CREATE INDEX letters_at ON letters (topic, number, offset);
CREATE INDEX wanted_id ON wanted (part, id, cause, place);
CREATE INDEX found_id ON found (part, id, cause, place);
CREATE VIEW unsent AS SELECT * FROM wanted w WHERE NOT EXISTS (
  SELECT 1 FROM found f
  WHERE f.part = w.part AND f.id = w.id AND f.cause = w.cause AND f.place = w.place);
CREATE VIEW unfounded AS SELECT * FROM found f WHERE f.is_ours AND NOT EXISTS (
  SELECT 1 FROM wanted w
  WHERE f.part = w.part AND f.id = w.id AND f.cause = w.cause AND f.place = w.place);
"""


@dataclass(frozen=True, slots=True)
class Kept:
    """A record of facts as it was read; the topic without namespace."""

    topic: str
    partition: int
    offset: int
    timestamp: int
    key: bytes | None
    value: bytes | None
    headers: tuple[tuple[str, bytes], ...]


class Spool:
    """The file; a context manager."""

    def __init__(self) -> None:
        self._folder = tempfile.TemporaryDirectory(prefix="hutong-verify-")
        self._db = sqlite3.connect(Path(self._folder.name) / "spool.sqlite", isolation_level=None)
        self._db.execute("PRAGMA journal_mode = OFF")
        self._db.execute("PRAGMA synchronous = OFF")
        self._db.executescript(_TABLES + _INDEXES_AND_VIEWS)
        self._db.execute("BEGIN")

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._db.close()
        self._folder.cleanup()

    # One partition's facts, and what was said of them.

    def clear(self) -> None:
        """Forget the partition that was looked at."""
        self._db.execute("DELETE FROM facts")
        self._db.execute("DELETE FROM said")

    def add_fact(self, district: str, plain: str, record: Any) -> None:
        """Keep a record of facts."""
        headers = json.dumps([[name, (value or b"").hex()] for name, value in record.headers])
        row = (district, record.timestamp, plain, record.offset, record.key, headers, record.value)
        self._db.execute("INSERT INTO facts VALUES (?, ?, ?, ?, ?, ?, ?)", row)

    def add_said(
        self, district: str, plain: str, offset: int, kind: str, id_: str, value: bytes
    ) -> None:
        """Keep something that the hub said; `kind` is its event type."""
        row = (district, plain, offset, kind, id_, value)
        self._db.execute("INSERT INTO said VALUES (?, ?, ?, ?, ?, ?)", row)

    def districts(self) -> list[str]:
        """Return the districts of the partition that was read."""
        rows = self._db.execute("SELECT district FROM facts UNION SELECT district FROM said")
        return sorted(district for (district,) in rows)

    def facts(self, district: str, number: int) -> Iterator[Kept]:
        """Yield the records of a district, in the order of their arrival."""
        rows = self._db.execute(
            "SELECT topic, offset, at_ms, key, value, headers FROM facts WHERE district = ? "
            "ORDER BY at_ms, topic, offset",
            (district,),
        )
        for topic, offset, at_ms, key, value, headers in rows:
            pairs = tuple((name, bytes.fromhex(said)) for name, said in json.loads(headers))
            yield Kept(topic, number, offset, at_ms, key, value, pairs)

    def said(self, district: str) -> Iterator[tuple[str, int, bytes]]:
        """Yield (topic, offset, value) of what was said of a district, in the order of the log."""
        yield from self._db.execute(
            "SELECT topic, offset, value FROM said WHERE district = ? ORDER BY topic, offset",
            (district,),
        )

    def said_twice(self) -> Iterator[tuple[str, str, str, int, int]]:
        """Yield (kind, id, topic, last offset, different values) of what was said repeatedly."""
        yield from self._db.execute(
            "SELECT kind, id, topic, max(offset), count(DISTINCT value) FROM said "
            "GROUP BY kind, id HAVING count(*) > 1"
        )

    # The dead letters of the whole hub.

    def add_letter(self, of: Position, stage: str) -> None:
        """Keep which position a dead letter is of, and who wrote it."""
        row = (of.topic, of.partition, of.offset, stage)
        self._db.execute("INSERT INTO letters VALUES (?, ?, ?, ?)", row)

    def has_letter(self, of: Position, stage: str) -> bool:
        """Whether a stage has set a message aside."""
        rows = self._db.execute(
            "SELECT 1 FROM letters WHERE topic = ? AND number = ? AND offset = ? AND stage = ?",
            (of.topic, of.partition, of.offset, stage),
        )
        return rows.fetchone() is not None

    # What ought to be sent on, and what was.

    def want(
        self, part: Part, ids: tuple[str, str, str], source: Position, *, is_done: bool
    ) -> None:
        """Note what a worker ought to send; `ids` are id, cause and place.

        `is_done`: the worker counts the source as done.
        """
        row = (part, *ids, source.topic, source.partition, source.offset, is_done)
        self._db.execute("INSERT INTO wanted VALUES (?, ?, ?, ?, ?, ?, ?, ?)", row)

    def find(self, part: Part, ids: tuple[str, str, str], at: Position, *, is_ours: bool) -> None:
        """Note what a worker has sent; `is_ours`: it claims to follow from what the judge said."""
        row = (part, *ids, at.topic, at.partition, at.offset, is_ours)
        self._db.execute("INSERT INTO found VALUES (?, ?, ?, ?, ?, ?, ?, ?)", row)

    def not_found(self, part: Part, stage: str) -> Iterator[tuple[tuple[str, str, str], Position]]:
        """Yield (ids, source) of what is done and was not sent; what was set aside is not wanted.

        In the order of the log, so that sending it keeps that order.
        """
        for *ids, topic, number, offset in self._db.execute(
            "SELECT id, cause, place, topic, number, offset FROM unsent u "
            "WHERE part = ? AND is_done AND NOT EXISTS (SELECT 1 FROM letters l WHERE "
            "l.topic = u.topic AND l.number = u.number AND l.offset = u.offset AND l.stage = ?) "
            "ORDER BY topic, number, offset",
            (part, stage),
        ):
            yield (ids[0], ids[1], ids[2]), Position(topic, number, offset)

    def still_to_do(self, part: Part) -> int:
        """Return how many are wanted that the worker has not come to and were not sent."""
        (number,) = self._db.execute(
            "SELECT count(*) FROM unsent WHERE part = ? AND NOT is_done",
            (part,),
        ).fetchone()
        return int(number)

    def not_wanted(self, part: Part) -> Iterator[tuple[tuple[str, str, str], Position]]:
        """Yield (ids, where it stands) of what was sent and follows from nothing."""
        for *ids, topic, number, offset in self._db.execute(
            "SELECT id, cause, place, topic, number, offset FROM unfounded WHERE part = ? "
            "ORDER BY topic, number, offset",
            (part,),
        ):
            yield (ids[0], ids[1], ids[2]), Position(topic, number, offset)

    def found_twice(self, part: Part) -> Iterator[tuple[tuple[str, str, str], Position]]:
        """Yield (ids, where the last stands) of what was sent more than once."""
        for *ids, topic, number, offset in self._db.execute(
            "SELECT id, cause, place, topic, number, max(offset) FROM found WHERE part = ? "
            "GROUP BY id, cause, place HAVING count(*) > 1",
            (part,),
        ):
            yield (ids[0], ids[1], ids[2]), Position(topic, number, offset)

    def size(self, part: Part) -> int:
        """Return how many different things were sent."""
        (number,) = self._db.execute(
            "SELECT count(*) FROM (SELECT DISTINCT id, cause, place FROM found WHERE part = ?)",
            (part,),
        ).fetchone()
        return int(number)
