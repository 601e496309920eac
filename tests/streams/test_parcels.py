"""The changelog in parcels: whoever reads it, from wherever, comes to the same state."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path
from random import Random
from typing import Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from streams.judge.parcels import FormatError, Parcel, opened, parcelled
from streams.judge.store import Store

Record = tuple[bytes, bytes | None]

BATCHES: Final = 600
KEYS: Final = 150

_changes = st.dictionaries(st.text(min_size=1), st.none() | st.binary(), min_size=1)


@given(_changes, st.integers(1, 2**40))
def test_what_is_put_into_parcels_comes_out_of_them(
    changes: dict[str, bytes | None], first: int
) -> None:
    parcels = list(parcelled(changes, first))
    read = [opened(parcel.key, parcel.value) for parcel in parcels]
    assert read == parcels
    assert [parcel.number for parcel in read] == list(range(first, first + len(read)))
    assert {k: v for parcel in read for k, v in (parcel.changes or {}).items()} == changes


def test_large_changes_go_into_several_parcels() -> None:
    changes = {f"scope/{n}": bytes(200_000) for n in range(10)}
    assert [len(parcel.changes or ()) for parcel in parcelled(changes, 1)] == [3, 3, 3, 1]


@pytest.mark.parametrize("key", [b"scope/matter/1", b"1/live/1", b"\xff", b"2/other/1"])
def test_a_record_of_another_format_is_refused(key: bytes) -> None:
    with pytest.raises(FormatError, match="not of format"):
        opened(key, b"")


def test_a_parcel_cut_short_is_refused() -> None:
    value = Parcel(1, is_kept=False, changes={"due/1": b"12"}).value or b""
    with pytest.raises(FormatError, match="cut short"):
        opened(b"2/live/1", value[:-1])


def _lived(store: Store, log: list[Record], chance: Random) -> dict[str, bytes]:
    """Let a store live through many batches, and return what it must hold."""
    expected: dict[str, bytes] = {}
    for number in range(BATCHES):
        changes: dict[str, bytes | None] = {f"fact/{number}": b"f"}
        for _ in range(chance.randint(1, 40)):
            key = f"scope/{chance.randrange(KEYS)}"
            changes[key] = None if chance.random() < 0.2 else str(number).encode()
        for key, value in changes.items():
            if value is None:
                expected.pop(key, None)
            else:
                expected[key] = value
        parcels = store.parcels_for(changes)
        log += [(parcel.key, parcel.value) for parcel in parcels]
        store.apply(parcels, len(log))
    return expected


def _compacted(log: list[Record], since: int) -> list[Record]:
    """Return the log from an offset on as compaction leaves it: the last record of each key."""
    last = {key: offset for offset, (key, _) in enumerate(log)}
    return [(k, v) for offset, (k, v) in enumerate(log) if offset >= since and last[k] == offset]


def test_a_store_equals_what_was_put_and_so_does_one_that_reads_the_log_from_anywhere(
    tmp_path: Path,
) -> None:
    chance = Random(7)  # noqa: S311  # changes, not secrets
    log: list[Record] = []
    with Store(tmp_path / "own.sqlite", "here") as own:
        expected = _lived(own, log, chance)
        assert dict(own.scan("")) == expected
    for since in (0, *(chance.randrange(len(log)) for _ in range(20))):
        with Store(tmp_path / f"{since}.sqlite", "here") as behind:
            for key, value in log[:since]:
                behind.apply([opened(key, value)], 0)
            rest = _compacted(log, since)
            behind.apply([opened(key, value) for key, value in rest], len(log))
            assert dict(behind.scan("")) == expected


def test_what_is_out_of_date_does_not_pile_up(tmp_path: Path) -> None:
    log: list[Record] = []
    with Store(tmp_path / "own.sqlite", "here") as own:
        _lived(own, log, Random(7))  # noqa: S311  # changes, not secrets
    parcels = [opened(key, value) for key, value in _compacted(log, 0)]
    written = sum(len(opened(k, v).changes or ()) for k, v in log)
    kept = sum(len(p.changes or ()) for p in parcels)
    assert written > 10_000
    assert kept < BATCHES + 2 * KEYS + 2_000 + 8 * 50, "twice what counts, and the slack"


def test_a_store_of_another_format_is_made_anew(tmp_path: Path) -> None:
    path = tmp_path / "own.sqlite"
    with Store(path, "here") as store:
        store.apply(list(parcelled({"time": b"1"}, 1)), 5)
    with closing(sqlite3.connect(path)) as older:
        older.execute("PRAGMA user_version = 1")
    with Store(path, "here") as store:
        assert (store.get("time"), store.changelog_offset) == (None, 0)
