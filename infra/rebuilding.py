"""重建: the judge's state of a partition, made anew from the log when changelog or store is lost.

The whole log is judged again up to where the judge had come. What stands on `hub.*` already is not
said again; what is missing there is said. The new state replaces the old one in the changelog. A
rebuild that is cut short leaves a state without offsets, with which no judge starts; rebuilding
again goes on from there, for what it had said stands in the log by then.
"""

from __future__ import annotations

import json
import shutil
import sqlite3
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, Self

from kafka import TopicPartition
from kafka.structs import OffsetAndMetadata

from infra.verify.judged import JUDGE_GROUP, LETTERS, OUTPUTS, SOURCES, read_output
from infra.verify.log import LogFiles
from infra.verify.spool import Spool
from schemas.catalogue import TOPIC_OF
from schemas.codec import decode, encode
from schemas.events.hub import HubOutput, ObligationChanged, VerdictIssued
from schemas.instants import epoch_millis
from streams.judge.docket import Docket
from streams.judge.merge import LogRecord
from streams.judge.parcels import Parcel, parcelled
from streams.judge.partition import OFFSETS, Hub, producer_of
from streams.judge.state import State
from streams.judge.store import Store
from streams.policy.pack import PackOf

CHANGELOG: Final = "hub.judge-state"
_BATCH: Final = 1000

Conclusion = ObligationChanged | VerdictIssued

_TABLES: Final = """
CREATE TABLE ids (kind TEXT, id TEXT, PRIMARY KEY (kind, id)) WITHOUT ROWID;
CREATE TABLE last (id TEXT PRIMARY KEY, value BLOB, is_met INTEGER NOT NULL) WITHOUT ROWID;
"""


@dataclass(frozen=True, slots=True)
class Rebuilt:
    """What came of a partition: records judged, outputs that stood already, and those said now.

    `strange` counts conclusions in the log that nothing leads to: they are left as they are.
    """

    partition: int
    records: int
    known: int
    said: int
    strange: int


class _Standing:
    """What stands on `hub.*` of a partition, in a file that is thrown away."""

    def __init__(self, folder: Path) -> None:
        self._db = sqlite3.connect(folder / "standing.sqlite", isolation_level=None)
        self._db.execute("PRAGMA journal_mode = OFF")
        self._db.executescript(_TABLES)
        self._db.execute("BEGIN")

    def close(self) -> None:
        self._db.close()

    def add(self, output: HubOutput, value: bytes) -> None:
        """Take an output of the log."""
        row = (output.TYPE, str(output.output_id))
        self._db.execute("INSERT OR IGNORE INTO ids VALUES (?, ?)", row)
        if (id_ := _conclusion_of(output)) is not None:
            self._db.execute("INSERT OR REPLACE INTO last VALUES (?, ?, 0)", (id_, value))

    def lacks(self, output: HubOutput) -> bool:
        """Whether an output of the docket is to be said; the docket gives them in their order.

        Of a conclusion that stands, what comes after its last word is: what came before it was
        said, by the same words or by others.
        """
        id_ = _conclusion_of(output)
        if id_ is None:
            row = (output.TYPE, str(output.output_id))
            rows = self._db.execute("SELECT 1 FROM ids WHERE kind = ? AND id = ?", row)
            return rows.fetchone() is None
        found = self._db.execute("SELECT value, is_met FROM last WHERE id = ?", (id_,)).fetchone()
        if found is None or found[1]:
            return True
        if decode(found[0]) == output:
            self._db.execute("UPDATE last SET is_met = 1 WHERE id = ?", (id_,))
        return False

    def unmet(self, id_: str) -> Conclusion | None:
        """Return the last word of a conclusion that the docket has not come to; it is met now."""
        found = self._db.execute(
            "SELECT value FROM last WHERE id = ? AND NOT is_met", (id_,)
        ).fetchone()
        if found is None:
            return None
        self._db.execute("UPDATE last SET is_met = 1 WHERE id = ?", (id_,))
        said = decode(found[0])
        return said if isinstance(said, ObligationChanged | VerdictIssued) else None

    def strange(self) -> int:
        """Return how many conclusions stand that the docket never came to."""
        values = self._db.execute("SELECT value FROM last WHERE NOT is_met")
        said = (decode(value) for (value,) in values)
        return sum(1 for one in said if isinstance(one, Conclusion) and not one.withdrawn)


def check_log(log: LogFiles) -> None:
    """Raise unless the log holds all that a rebuild needs, in every partition.

    Raises:
        LogGapError: it no longer holds what was judged, or what was said of it.
    """
    for number in log.numbers(CHANGELOG):
        _extent(log, number)


def _extent(log: LogFiles, number: int) -> tuple[dict[str, int], dict[tuple[str, int], int]]:
    """Return up to where each source was judged, and where the outputs end."""
    committed = log.committed(JUDGE_GROUP)
    offsets = {t: committed[t, number] for t in SOURCES if (t, number) in committed}
    if not offsets:  # the group's commits are gone too: all that stands in the log
        offsets = {topic: end for (topic, _), end in log.ends(SOURCES, [number]).items() if end}
    outputs = log.ends((*OUTPUTS, LETTERS), [number])
    log.check({(topic, number): end for topic, end in offsets.items()} | outputs)
    return offsets, outputs


def rebuild_partition(hub: Hub, pack_of: PackOf, log: LogFiles, number: int) -> Rebuilt:
    """Rebuild one partition. No judge may run meanwhile.

    Raises:
        LogGapError: the log no longer holds what was judged, or what was said of it.
        KafkaError: Kafka stops answering; begin again.
    """
    offsets, outputs = _extent(log, number)
    with tempfile.TemporaryDirectory(prefix="hutong-rebuild-") as folder, Spool() as spool:
        standing = _Standing(Path(folder))
        with Writer(hub, number) as writer, Store(Path(folder) / "state.sqlite", "new") as store:
            for (topic, _), end in outputs.items():
                for record in log.records(topic, number, end):
                    if (output := read_output(record)) is not None:
                        standing.add(output, record.value)
            for topic, end in offsets.items():
                for record in log.records(topic, number, end):
                    spool.add_fact("", topic, record)
            old = _old_keys(log, number)
            writer.invalidate(old)
            counts = _judged(spool, number, pack_of, (store, standing), writer)
            first = 1 + max((key.number for key in old), default=0) + 1
            writer.write_state(store.scan(""), first, offsets)
        strange = standing.strange()
        standing.close()
    return Rebuilt(number, *counts, strange)


def forget_stores(hub: Hub) -> None:
    """Delete the stores of this data directory: they are read anew from the changelog."""
    for place in hub.data_dir.glob("judge*"):
        for file in place.glob(f"{hub.topics.judge_state}-*.sqlite*"):
            file.unlink()
        if not any(place.iterdir()):
            shutil.rmtree(place)


def _judged(
    spool: Spool,
    number: int,
    pack_of: PackOf,
    kept: tuple[Store, _Standing],
    writer: Writer,
) -> tuple[int, int, int]:
    """Judge the log anew; return the records, the outputs that stood and those said now."""
    store, standing = kept
    state = State(store)
    docket = Docket(state, pack_of, number)
    records = known = said = 0
    missing: list[HubOutput] = []

    def close() -> None:
        nonlocal said
        docket.close_batch()
        store.apply([Parcel(1, is_kept=False, changes=state.take_changes())], 0)
        writer.say(missing)
        said += len(missing)
        missing.clear()

    for record in spool.facts("", number):
        records += 1
        for output in docket.take(_log_record(record)):
            if standing.lacks(output):
                missing.append(output)
            else:
                known += 1
        if not records % _BATCH:
            close()
    close()
    for outputs in docket.correct(standing.unmet):
        missing += outputs
        if len(missing) >= _BATCH:
            close()
    close()
    return records, known, said


def _log_record(record: Any) -> LogRecord:
    return LogRecord(
        record.topic,
        record.partition,
        record.offset,
        record.timestamp,
        record.key,
        record.value,
        record.headers,
    )


def _conclusion_of(output: HubOutput) -> str | None:
    match output:
        case ObligationChanged():
            return str(output.obligation_id)
        case VerdictIssued():
            return str(output.verdict_id or output.output_id)
        case _:
            return None


@dataclass(frozen=True, slots=True)
class _Key:
    """A record of the old changelog: its key, and the number of its parcel, 0 if it has none."""

    raw: bytes
    number: int


def _old_keys(log: LogFiles, number: int) -> list[_Key]:
    """Return the keys of the changelog, of whatever format."""
    end = log.ends([CHANGELOG], [number])[CHANGELOG, number]
    found: dict[bytes, None] = {}
    for record in log.records(CHANGELOG, number, end):
        found[record.key] = None
    return [_Key(raw, _parcel_number(raw)) for raw in found]


def _parcel_number(raw: bytes) -> int:
    last = raw.rpartition(b"/")[2]
    return int(last) if last.isdigit() else 0


class Writer:
    """The partition's own producer: whoever judged it before is fenced."""

    def __init__(self, hub: Hub, number: int) -> None:
        self._hub, self._number = hub, number
        self._producer = producer_of(hub, number)
        self._producer.init_transactions()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._producer.close(timeout=5)

    def invalidate(self, old: list[_Key]) -> None:
        """Take the old state away, its offsets first."""
        newest = max((key.number for key in old), default=0)
        no_offsets = Parcel(newest + 1, is_kept=False, changes={OFFSETS: None})
        self._put([(no_offsets.key, no_offsets.value)])
        self._put([(key.raw, None) for key in old])

    def say(self, outputs: list[HubOutput]) -> None:
        """Publish outputs."""
        if not outputs:
            return
        self._producer.begin_transaction()
        for output in outputs:
            at: Mapping[str, Any] = (
                {"timestamp_ms": epoch_millis(output.judged_at)} if self._hub.simulated else {}
            )
            self._producer.send(
                self._hub.topics.named(TOPIC_OF[output.TYPE]),
                key=output.district.encode(),
                value=encode(output),
                partition=self._number,
                **at,
            )
        self._producer.commit_transaction()

    def write_state(
        self, state: Iterator[tuple[str, bytes]], first: int, offsets: Mapping[str, int]
    ) -> None:
        """Write the new state, its offsets last and with them the group's."""
        number, changes = first, dict[str, bytes | None]()
        for key, value in state:
            changes[key] = value
            if len(changes) >= _BATCH:
                number = self._put_parcels(changes, number)
                changes = {}
        changes[OFFSETS] = json.dumps(dict(offsets), sort_keys=True).encode()
        self._put_parcels(changes, number, offsets)

    def _put_parcels(
        self, changes: Mapping[str, bytes | None], first: int, offsets: Mapping[str, int] = {}
    ) -> int:
        parcels = list(parcelled(changes, first))
        self._put([(parcel.key, parcel.value) for parcel in parcels], offsets)
        return parcels[-1].number + 1

    def _put(
        self,
        records: Iterable[tuple[bytes, bytes | None]],
        offsets: Mapping[str, int] | None = None,
    ) -> None:
        records = list(records)
        if not records:
            return
        self._producer.begin_transaction()
        for key, value in records:
            self._producer.send(
                self._hub.topics.judge_state, key=key, value=value, partition=self._number
            )
        if offsets:
            self._producer.send_offsets_to_transaction(
                {
                    TopicPartition(self._hub.topics.named(t), self._number): OffsetAndMetadata(
                        offset, "", -1
                    )
                    for t, offset in offsets.items()
                },
                self._hub.group,
            )
        self._producer.commit_transaction()
