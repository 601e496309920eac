"""The whole comparison, and mending what the workers behind the judge have missed."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final

from clickhouse_driver import Client
from kafka import KafkaProducer

from consumers.loader.batch import Batch
from consumers.loader.inserting import Inserter
from infra.verify.differences import Part, Position, Remedy, Report
from infra.verify.judged import compare_judge, read_output
from infra.verify.log import LogFiles
from infra.verify.relayed import GROUPS, compare_relayed, missed, read_letters
from infra.verify.spool import Spool
from infra.verify.stored import compare_stored
from producers.connecting import connected
from schemas.events.hub import Delivery
from streams.policy.pack import PackOf
from streams.raising import alert_of

_LOADER: Final = "hutong-loader"
_PATIENCE_S: Final = 10.0
_RELAYED: Final = (Part.DELIVERIES, Part.ALERTS)
_AT_ONCE: Final = 1000


@dataclass(frozen=True, slots=True)
class Sides:
    """What is compared: the log, the rule packs, and ClickHouse, None where it is left out."""

    log: LogFiles
    pack_of: PackOf
    client: Client | None
    database: str
    simulated: bool


def compare(sides: Sides, parts: frozenset[Part], *, resend: bool) -> Report:
    """Return what differs; `resend` sends again and loads what the workers have missed.

    Raises:
        LogGapError: the log no longer holds its beginning, or what was read of it.
        UnreachableError: Kafka or ClickHouse does not answer.
        KafkaError: Kafka stops answering.
    """
    report = Report()
    log = sides.log
    with Spool() as spool:
        done = {part: log.committed(GROUPS[part]) for part in _RELAYED}
        loaded = log.committed(_LOADER)
        if parts - {Part.JUDGE}:
            read_letters(log, spool)
        if Part.JUDGE in parts:
            compare_judge(log, spool, sides.pack_of, report)
        for part in _RELAYED:
            if part in parts:
                compare_relayed(log, spool, part, done[part], report)
                if resend and (sources := missed(spool, part)):
                    _send(sides, sources)
                    report.mended[Remedy.RESEND] = report.mended.get(Remedy.RESEND, 0) + len(
                        sources
                    )
        if Part.CLICKHOUSE in parts and sides.client is not None:
            lacking = compare_stored(log, spool, sides.client, sides.database, loaded, report)
            if resend and lacking and _load(sides, sides.client, lacking) == len(lacking):
                report.mended[Remedy.RELOAD] = len(lacking)
    return report


def _send(sides: Sides, sources: Iterable[Position]) -> None:
    """Send what a worker has missed, as it would: the same ids, and the same bytes."""
    # Faust takes a second to import, and most comparisons have nothing to send.
    from streams.relay import Outgoing, outgoing  # noqa: PLC0415
    from streams.router import Inboxes, addressed  # noqa: PLC0415

    log = sides.log
    inboxes = Inboxes(log.bootstrap, log.topics, simulated=sides.simulated)

    def made(source: Position) -> Outgoing | None:
        record = log.record(source.topic, source.partition, source.offset)
        output = read_output(record)
        if output is None:
            return None
        if isinstance(output, Delivery):
            topic = asyncio.run(inboxes.of(output.to))
            return addressed(output, record.value, topic)
        alert = alert_of(output)
        return None if alert is None else outgoing(alert, log.topics)

    producer: Any = connected(KafkaProducer, log.bootstrap, _PATIENCE_S, acks="all")
    try:
        sent = []
        for source in sources:
            if (message := made(source)) is None:
                continue
            stamp = {"timestamp_ms": message.at_ms} if sides.simulated else {}
            sent.append(
                producer.send(
                    message.topic,
                    key=message.key,
                    value=message.value,
                    headers=message.headers,
                    **stamp,
                )
            )
            if len(sent) >= _AT_ONCE:
                _await(sent)
        _await(sent)
    finally:
        producer.close()


def _await(sent: list[Any]) -> None:
    for future in sent:
        future.get(timeout=_PATIENCE_S)
    sent.clear()


def _load(sides: Sides, client: Client, lacking: list[Position]) -> int:
    """Insert the rows of records as the loader would; return how many ClickHouse took."""
    inserter, taken = Inserter(client, sides.database), 0
    for start in range(0, len(lacking), _AT_ONCE):
        batch = Batch(sides.log.topics.plain)
        for place in lacking[start : start + _AT_ONCE]:
            batch.add(sides.log.record(place.topic, place.partition, place.offset))
        for event_type, loadables in batch.tables.items():
            taken += len(loadables) - len(inserter.insert(event_type, loadables))
    return taken
