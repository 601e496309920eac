"""Every value of every field arrives in ClickHouse as it was said."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID

import pytest

from consumers.loader.batch import Batch
from consumers.loader.inserting import Inserter
from consumers.loader.rows import shape_of
from consumers.warehouse import create
from schemas.catalogue import MODELS, TOPIC_OF, table_of
from schemas.contracts import latest
from schemas.instants import epoch_millis
from tests.consumers.extremes import Edge, framed, record_of
from tests.consumers.log import DISTRICT, MORNING_MS, Log

EDGES: tuple[Edge, ...] = ("least", "greatest", "null")


class Said:
    """A record as it would come from Kafka."""

    partition = 1
    timestamp = MORNING_MS
    key = DISTRICT
    headers = ()

    def __init__(self, topic: str, offset: int, value: bytes) -> None:
        self.topic = topic
        self.offset = offset
        self.value = value


@pytest.fixture(scope="module")
def warehouse(request: pytest.FixtureRequest) -> Any:
    own = Log(request.getfixturevalue("hub_instance"))
    create(own.client, own.database)
    yield own
    own.close()


@pytest.mark.parametrize("event_type", MODELS)
def test_the_least_greatest_and_null_value_of_every_field_come_back_equal(
    warehouse: Log, event_type: str
) -> None:
    records = [record_of(event_type, edge) for edge in EDGES]
    batch = Batch(str)
    for offset, record in enumerate(records):
        batch.add(Said(TOPIC_OF[event_type], offset, framed(event_type, record)))

    refused = Inserter(warehouse.client, warehouse.database).insert(
        event_type, batch.tables[event_type]
    )

    assert (refused, batch.dead) == ([], [])
    columns = shape_of(event_type).columns
    rows = warehouse.client.execute(
        f"SELECT {', '.join(f'`{c}`' for c in columns)} FROM {warehouse.database}."  # noqa: S608
        f"{table_of(event_type)} FINAL ORDER BY kafka_offset",
        settings={"strings_as_bytes": True},  # some are not UTF-8
    )
    for offset, (record, row) in enumerate(zip(records, rows, strict=True)):
        assert [_plain(v) for v in row[:4]] == [
            TOPIC_OF[event_type].encode(),
            1,
            offset,
            MORNING_MS,
        ]
        named: dict[str, Any] = {}
        for field, found in zip(latest(event_type).schema["fields"], row[4:], strict=True):
            assert _plain(found) == _expected(field["type"], record[field["name"]], named), (
                field["name"],
                EDGES[offset],
            )


def _plain(found: Any) -> Any:
    """Return what was read with instants as milliseconds: floats carry them a little off."""
    match found:
        case datetime():
            return round(found.timestamp() * 1000)
        case list() | tuple():
            return [_plain(item) for item in found]
    return found


def _expected(avro: Any, said: Any, named: dict[str, Any]) -> Any:
    match avro:
        case ["null", inner]:
            if said is None and _is_record(inner, named):
                return [
                    [] if isinstance(f["type"], dict) and f["type"]["type"] == "array" else None
                    for f in _record(inner, named)["fields"]
                ]
            return None if said is None else _expected(inner, said, named)
        case {"type": "array", "items": items}:
            return [_expected(items, item, named) for item in said]
        case _ if _is_record(avro, named):
            fields = _record(avro, named)["fields"]
            return [_expected(f["type"], said[f["name"]], named) for f in fields]
    match said:
        case datetime():
            return epoch_millis(said)
        case str():
            return said.encode()
        case date() | UUID() | _:
            return said


def _is_record(avro: Any, named: dict[str, Any]) -> bool:
    if isinstance(avro, dict) and avro.get("type") == "record":
        named[f"{avro['namespace']}.{avro['name']}"] = avro
        return True
    return isinstance(avro, str) and avro in named


def _record(avro: Any, named: dict[str, Any]) -> Any:
    return named[avro] if isinstance(avro, str) else avro
