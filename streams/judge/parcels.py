"""Parcels: many state changes in one changelog record, in a log that can still be compacted.

Every record has a key of its own, so Kafka's compaction alone would drop nothing. What never
changes (facts, receipts, the register) goes into parcels that are kept for good. What changes goes
into others: when more than half of what those hold is out of date, the oldest is emptied. Whatever
of it still counts is written again with the batch under way, and the parcel is deleted in the same
transaction, so that the log always holds the whole state. Oldest first, because a deletion must
stand as long as any parcel before it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from struct import Struct
from typing import Final

FORMAT: Final = 2
"""Version of what is written to the changelog and the store."""

KEPT: Final = ("fact/", "receipt/", "registry/")
"""Prefixes of state keys that are put once and never changed."""

_LENGTHS: Final = Struct(">Ii")
_DELETED: Final = -1
_MOST_BYTES: Final = 512 * 1024
"""A parcel is closed when it is as large as this; one change may be larger."""

Changes = Mapping[str, bytes | None]


class FormatError(ValueError):
    """The changelog was written in another format."""


@dataclass(frozen=True, slots=True)
class Parcel:
    """Changes of one record; None for a parcel that is deleted. `number` rises with the log."""

    number: int
    is_kept: bool
    changes: Changes | None

    @property
    def key(self) -> bytes:
        """The record's key."""
        return f"{FORMAT}/{'kept' if self.is_kept else 'live'}/{self.number}".encode()

    @property
    def value(self) -> bytes | None:
        """The record's value: per change the lengths of key and value, then both."""
        if self.changes is None:
            return None
        parts: list[bytes] = []
        for name, value in self.changes.items():
            key = name.encode()
            parts += (
                _LENGTHS.pack(len(key), _DELETED if value is None else len(value)),
                key,
                value or b"",
            )
        return b"".join(parts)


def parcelled(changes: Changes, first: int) -> Iterator[Parcel]:
    """Yield changes as parcels, numbered from `first` on: what is kept, then what may change."""
    kept: dict[str, bytes | None] = {}
    live: dict[str, bytes | None] = {}
    for key, value in changes.items():
        (kept if key.startswith(KEPT) else live)[key] = value
    number = first
    for group, is_kept in ((kept, True), (live, False)):
        for part in _cut(group):
            yield Parcel(number, is_kept, part)
            number += 1


def _cut(changes: Changes) -> Iterator[Changes]:
    part: dict[str, bytes | None] = {}
    size = 0
    for key, value in changes.items():
        part[key] = value
        size += len(key) + len(value or b"")
        if size >= _MOST_BYTES:
            yield part
            part, size = {}, 0
    if part:
        yield part


def opened(key: bytes, value: bytes | None) -> Parcel:
    """Return the parcel in a record.

    Raises:
        FormatError: the record is of another format, or damaged.
    """
    match key.decode(errors="replace").split("/"):
        case [version, "kept" | "live" as kind, number] if version == str(FORMAT):
            changes = None if value is None else dict(_changes(value))
            return Parcel(int(number), kind == "kept", changes)
        case _:
            raise FormatError(f"record {key!r} is not of format {FORMAT}")


def _changes(value: bytes) -> Iterable[tuple[str, bytes | None]]:
    at = 0
    while at < len(value):
        key_bytes, value_bytes = _LENGTHS.unpack_from(value, at)
        begin = at + _LENGTHS.size
        middle = begin + key_bytes
        at = middle + max(0, value_bytes)
        if at > len(value):
            raise FormatError("a parcel of the changelog is cut short")
        content = None if value_bytes == _DELETED else value[middle:at]
        yield value[begin:middle].decode(), content
