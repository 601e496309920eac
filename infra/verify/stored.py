"""The ClickHouse tables against the log: each readable message has its row, and each row a message.

Both sides are read in the order of offsets and compared as they come by; nothing is gathered.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from clickhouse_driver import Client

from consumers.warehouse import answering, quoted
from infra.verify.differences import Difference, Kind, Part, Position, Remedy, Report
from infra.verify.log import LogFiles
from infra.verify.relayed import Done
from infra.verify.spool import Spool
from schemas.catalogue import FACTS, MODELS, TOPIC_OF, table_of
from schemas.codec import UnreadableError, decode_record
from schemas.topics import FAMILIES, HUB

_STAGE: Final = "loader"
_TOPICS: Final = tuple(sorted((*(f"facts.{f}" for f in FAMILIES), *(f"hub.{n}" for n in HUB))))

Row = tuple[int, str, int, str]
"""Offset, event type, milliseconds of the shared time, id of the event or output."""


def compare_stored(
    log: LogFiles, spool: Spool, client: Client, database: str, done: Done, report: Report
) -> list[Position]:
    """Add what differs; return the positions of which a row ought to be there or is another.

    `done` is what the loader had committed before the dead letters were read into the spool.

    Raises:
        UnreachableError: ClickHouse does not answer.
        LogGapError: the log no longer holds its beginning.
        KafkaError: Kafka stops answering.
    """
    lacking: list[Position] = []
    for topic in _TOPICS:
        for number in log.numbers(topic):
            end = log.ends([topic], [number])[topic, number]
            loaded = done.get((topic, number), 0)
            log.check({(topic, number): max(end, loaded)})
            report.waits("loader", max(0, end - loaded))
            rows = _rows(client, database, topic, number)
            for found in _compared(log, spool, (topic, number), end, loaded, rows, report):
                report.differences.append(found)
                if found.remedy is Remedy.RELOAD and found.position is not None:
                    lacking.append(found.position)
    return lacking


def _compared(
    log: LogFiles,
    spool: Spool,
    partition: tuple[str, int],
    end: int,
    loaded: int,
    rows: Iterator[Row],
    report: Report,
) -> Iterator[Difference]:
    topic, number = partition
    row = next(rows, None)
    for record in log.records(topic, number, end):
        here = Position(topic, number, record.offset)
        while row is not None and row[0] < record.offset:
            yield _surplus(row, topic, number)
            row = next(rows, None)
        wanted = _wanted(record, topic)
        is_there = row is not None and row[0] == record.offset
        is_due = wanted is not None and not is_there and record.offset < loaded
        if wanted is not None and is_due and not spool.has_letter(here, _STAGE):
            yield Difference(
                Part.CLICKHOUSE,
                Kind.MISSING,
                wanted[1],
                table_of(wanted[1]),
                here,
                "日志中有此消息，表中无此行",
                "the log has the message; its row is missing",
                Remedy.RELOAD,
            )
        while row is not None and row[0] == record.offset:
            report.count("rows")
            if wanted is not None and row[1:] != wanted[1:]:
                yield _other(row, wanted, here)
            row = next(rows, None)
    while row is not None:
        if row[0] < end:
            yield _surplus(row, topic, number)
        row = next(rows, None)


def _other(row: Row, wanted: Row, here: Position) -> Difference:
    is_same_table = row[1] == wanted[1]
    return Difference(
        Part.CLICKHOUSE,
        Kind.DIFFERENT if is_same_table else Kind.SURPLUS,
        row[1],
        table_of(row[1]),
        here,
        f"该行为 {row[1:]}，日志为 {wanted[1:]}",
        f"the row is {row[1:]}, the log says {wanted[1:]}",
        Remedy.RELOAD if is_same_table else Remedy.LOOK,
    )


def _surplus(row: Row, topic: str, number: int) -> Difference:
    return Difference(
        Part.CLICKHOUSE,
        Kind.SURPLUS,
        row[1],
        table_of(row[1]),
        Position(topic, number, row[0]),
        "表中有此行，日志中无此消息",
        "the row is there; the log has no such message",
        Remedy.LOOK,
    )


def _wanted(record: Any, topic: str) -> Row | None:
    """Return what the row of a record says; None where it can have none."""
    try:
        event_type, said = decode_record(record.value)
    except UnreadableError:
        return None
    if TOPIC_OF.get(event_type) != topic:
        return None
    return record.offset, event_type, record.timestamp, str(said[_id_column(event_type)])


def _id_column(event_type: str) -> str:
    return "event_id" if event_type in FACTS else "output_id"


def _rows(client: Client, database: str, topic: str, number: int) -> Iterator[Row]:
    """Yield the rows of a partition from all tables of its topic, by offset."""
    tables = [event_type for event_type in MODELS if TOPIC_OF[event_type] == topic]
    rows = " UNION ALL ".join(_select(event_type, database) for event_type in tables)
    query = f"SELECT * FROM ({rows}) ORDER BY kafka_offset"  # noqa: S608  # likewise
    with answering(client):
        yield from client.execute_iter(query, {"topic": topic, "number": number})


def _select(event_type: str, database: str) -> str:
    table, id_ = f"{quoted(database)}.{table_of(event_type)}", _id_column(event_type)
    return (
        f"SELECT kafka_offset, '{event_type}', toUnixTimestamp64Milli(kafka_time), toString({id_}) "  # noqa: S608  # names of the catalogue
        f"FROM {table} FINAL WHERE kafka_topic = %(topic)s AND kafka_partition = %(number)s"
    )
