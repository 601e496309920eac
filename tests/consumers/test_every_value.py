"""Every value of every field arrives in ClickHouse as it was said."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from consumers.loader.batch import Batch
from consumers.loader.inserting import Inserter
from consumers.warehouse import create
from infra.embedded import Instance
from schemas.catalogue import MODELS, TOPIC_OF
from tests.consumers.extremes import Edge, framed, record_of
from tests.consumers.log import MORNING_MS, Log
from tests.consumers.reading import expected_row, rows_of
from tests.consumers.stored import Said

EDGES: tuple[Edge, ...] = ("least", "greatest", "null")


@pytest.fixture(scope="module")
def warehouse(hub_instance: Instance) -> Iterator[Log]:
    own = Log(hub_instance)
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

    assert (refused, batch.dead) == ([], {})
    rows = rows_of(warehouse, event_type)
    for offset, record in enumerate(records):
        wanted = expected_row(event_type, MORNING_MS, record)
        found = rows[TOPIC_OF[event_type], 1, offset]
        names = ("kafka_time", *record)
        assert dict(zip(names, found, strict=True)) == dict(zip(names, wanted, strict=True))
