"""A table made for an earlier contract follows today's, and loses nothing."""

from __future__ import annotations

import subprocess
import sys
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest

from consumers.failures import ConsumerError
from consumers.loader.batch import Batch
from consumers.loader.inserting import Inserter
from consumers.loader.rows import shape_from
from consumers.warehouse import connect, create
from infra.embedded import Instance
from schemas.catalogue import MODELS, TOPIC_OF, table_of
from schemas.clickhouse import POSITION_COLUMNS, columns, table_ddl
from schemas.codec import decode_record
from schemas.contracts import Contract, contracts, ddl, latest
from schemas.normal_forms import normal_forms
from schemas.table_changes import changes
from tests.consumers.extremes import Edge, framed_by, record_by
from tests.consumers.log import MORNING_MS, Log, until
from tests.consumers.reading import expected_row, rows_of
from tests.consumers.stored import Said

EDGES: tuple[Edge, ...] = ("least", "greatest", "null")
EARLIER = [
    contract
    for contract in contracts().values()
    if contract.event_type in MODELS and contract.version < latest(contract.event_type).version
]
VERSIONS = sorted({contract.version for contract in EARLIER})
REWRITTEN = sorted(
    {
        contract.version
        for contract in EARLIER
        if any(
            clause.startswith("MODIFY")
            for clause in changes(
                [*POSITION_COLUMNS, *columns(contract.schema)], latest(contract.event_type).schema
            )
        )
    }
)
"""Versions of which a column has another type by now: the others' rows stay as they are."""

_STARTING = """
import sys
from consumers.warehouse import connect, create
create(connect(sys.argv[1], int(sys.argv[2])), sys.argv[3])
"""


@dataclass
class Then:
    """A warehouse as an earlier version of the project left it."""

    log: Log
    version: int
    said: dict[str, list[bytes]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Make the tables of then and fill them as the loader of then did."""
        self.log.client.execute(f"CREATE DATABASE {self.log.database} ENGINE = Atomic")
        for contract in EARLIER:
            if contract.version == self.version:
                self.said[contract.event_type] = self._fill(contract)

    def _fill(self, contract: Contract) -> list[bytes]:
        made = table_ddl(contract.event_type, MODELS[contract.event_type], contract.schema)
        self.log.client.execute(made.replace("{database}", self.log.database))
        records = [record_by(contract, edge) for edge in EDGES]
        shape = shape_from(contract.schema, normal_forms(MODELS[contract.event_type]))
        topic = TOPIC_OF[contract.event_type]
        rows = [shape.row((topic, 1, at, MORNING_MS), it) for at, it in enumerate(records)]
        self.log.client.execute(
            f"INSERT INTO {self.log.database}.{table_of(contract.event_type)} VALUES",
            [list(column) for column in zip(*rows, strict=True)],
            columnar=True,
        )
        return [framed_by(contract, record) for record in records]

    def load(self, event_type: str, values: list[bytes]) -> None:
        """Load messages at the next offsets, with today's loader."""
        batch = Batch(str)
        for offset, value in enumerate(values, start=len(self.said[event_type])):
            batch.add(Said(TOPIC_OF[event_type], offset, value))
        inserter = Inserter(self.log.client, self.log.database)
        assert (inserter.insert(event_type, batch.tables[event_type]), batch.dead) == ([], {})
        self.said[event_type] += values

    def check(self) -> None:
        """Every row is what its message says to today's reader, defaults included."""
        for event_type, values in self.said.items():
            rows = rows_of(self.log, event_type)
            wanted = {
                (TOPIC_OF[event_type], 1, offset): expected_row(
                    event_type, MORNING_MS, decode_record(value)[1]
                )
                for offset, value in enumerate(values)
            }
            assert rows == wanted, event_type

    def columns(self, database: str) -> dict[str, list[Any]]:
        """Return the columns of the tables that there were then, in their order."""
        return {
            event_type: self.log.client.execute(
                "SELECT name, type, comment FROM system.columns WHERE database = %(database)s "
                "AND table = %(table)s ORDER BY position",
                {"database": database, "table": table_of(event_type)},
            )
            for event_type in self.said
        }


@pytest.fixture(params=VERSIONS)
def then(hub_instance: Instance, request: pytest.FixtureRequest) -> Iterator[Then]:
    log = Log(hub_instance)
    yield Then(log, request.param)
    log.close()


def test_rows_of_an_earlier_version_stay_and_messages_of_both_versions_load(then: Then) -> None:
    create(then.log.client, then.log.database)
    then.check()
    for event_type, earlier in list(then.said.items()):
        today = latest(event_type)
        then.load(event_type, list(earlier))
        then.load(event_type, [framed_by(today, record_by(today, edge)) for edge in EDGES])
    then.check()
    for event_type in then.said:
        then.log.client.execute(f"OPTIMIZE TABLE {then.log.database}.{table_of(event_type)} FINAL")
    then.check()


def test_a_table_that_followed_is_like_a_new_one(then: Then) -> None:
    create(then.log.client, then.log.database)
    new = f"{then.log.database}_new"
    then.log.client.execute(f"CREATE DATABASE {new} ENGINE = Atomic")
    try:
        for event_type in then.said:
            then.log.client.execute(ddl(event_type).replace("{database}", new))
        assert then.columns(then.log.database) == then.columns(new)
    finally:
        then.log.client.execute(f"DROP DATABASE {new} SYNC")


@pytest.mark.parametrize("then", REWRITTEN, indirect=True)
def test_old_rows_read_right_before_their_parts_are_rewritten(then: Then) -> None:
    for event_type in then.said:
        then.log.client.execute(f"SYSTEM STOP MERGES {then.log.database}.{table_of(event_type)}")
    create(then.log.client, then.log.database)
    assert then.log.one(
        f"SELECT count() FROM system.mutations WHERE database = '{then.log.database}' "
        "AND NOT is_done"
    )
    then.check()


def test_loaders_that_start_at_once_all_find_the_table_right(then: Then) -> None:
    failed: list[BaseException] = []
    together = threading.Barrier(3)

    def start() -> None:
        client = connect(*then.log.addresses[1:])
        together.wait()
        try:
            create(client, then.log.database)
        except BaseException as error:  # noqa: BLE001  # shown by the test
            failed.append(error)
        finally:
            client.disconnect()

    threads = [threading.Thread(target=start) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failed == []
    then.check()


def test_a_loader_that_is_killed_half_way_is_finished_by_the_next(then: Then) -> None:
    database = then.log.database
    before = then.columns(database)
    command = [sys.executable, "-c", _STARTING, *map(str, then.log.addresses[1:]), database]
    child = subprocess.Popen(command)
    try:
        until(lambda: then.columns(database) != before, "a table has followed")
    finally:
        child.kill()
        child.wait()
    create(then.log.client, database)
    then.check()


def test_a_change_that_would_lose_values_leaves_the_table_as_it_was(then: Then) -> None:
    event_type = next(iter(then.said))
    table = f"{then.log.database}.{table_of(event_type)}"
    then.log.client.execute(f"ALTER TABLE {table} MODIFY COLUMN subject Nullable(String)")
    before = then.columns(then.log.database)[event_type]
    with pytest.raises(ConsumerError, match=r"Column subject .* it would lose values"):
        create(then.log.client, then.log.database)
    assert then.columns(then.log.database)[event_type] == before
