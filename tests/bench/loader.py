"""The loader from topic to table, against fastavro decoding the same messages alone."""

from __future__ import annotations

import threading
import time
from io import BytesIO
from itertools import chain, islice, repeat
from typing import Any, Final

import fastavro

from consumers.loader import Loader
from consumers.loader.dead_letters import DeadLetterBox
from consumers.loader.inserting import Inserter
from consumers.loader.reader import LogReader
from consumers.warehouse import connect, create, database_of
from infra.embedded import Instance
from producers.simulator.planned import Planned
from schemas.codec import FRAME_BYTES, schema_id_of
from schemas.contracts import contracts
from tests.bench.day import readable
from tests.bench.figure import Figure, Spent, compared, measured_in_turns, timed
from tests.bench.parts import PATIENCE_S, embedded, topics_in, write

ROWS: Final = 10_000
"""Messages of a round."""
EVENTS: Final = 2000
"""Distinct events among them; each row is a position, so a repeated event is a row as well."""
ROUNDS: Final = 3


def run() -> list[Figure]:
    """Load a chunk of messages of all types each round, and decode the same chunk."""
    chunk = list(islice(chain.from_iterable(repeat(readable(EVENTS))), ROWS))
    schemas = {id_: fastavro.parse_schema(c.schema) for id_, c in contracts().items()}
    bodies = [(schemas[schema_id_of(m.value) or 0], m.value[FRAME_BYTES:]) for m in chunk]
    with embedded() as instance:
        loading = _Loading(instance, chunk)
        try:
            rounds = measured_in_turns(loading.load, lambda: _decode(bodies), ROUNDS)
        finally:
            loading.close()
    against = "fastavro decoding the same messages alone"
    return [
        compared("loader.rows", "rows/s", lambda spent: spent.rate, rounds, against),
        compared("loader.cpu", "CPU ms/row", lambda spent: spent.cpu_ms, rounds, against),
    ]


class _Loading:
    """A loader in this process, stepped by hand, with a warehouse that stands already."""

    def __init__(self, instance: Instance, chunk: list[Planned]) -> None:
        self._bootstrap = instance.kafka_bootstrap
        self._chunk = chunk
        self._topics = topics_in(instance, "loader.", "simulated")
        self._client = connect(instance.clickhouse_host, instance.clickhouse_port)
        database = database_of(self._topics)
        create(self._client, database)
        self._reader = LogReader(self._bootstrap, self._topics)
        self._box = DeadLetterBox(self._bootstrap, self._topics)
        inserter = Inserter(self._client, database)
        self._loader = Loader(self._reader, inserter, self._box, self._topics)

    def load(self) -> Spent:
        """Write the chunk, then load it; only the loading is measured."""
        write(self._bootstrap, self._topics, self._chunk)
        goal = self._loader.progress.loaded + len(self._chunk)
        stop, deadline = threading.Event(), time.monotonic() + PATIENCE_S

        def rounds() -> None:
            while self._loader.progress.loaded < goal:
                if time.monotonic() > deadline:
                    raise TimeoutError(f"not loaded within {PATIENCE_S} s")
                self._loader.store(self._loader.gather(stop))
                self._loader.commit()

        return timed(len(self._chunk), rounds)

    def close(self) -> None:
        """Close the connections."""
        self._box.close()
        self._reader.close()
        self._client.disconnect()


def _decode(bodies: list[tuple[Any, bytes]]) -> Spent:
    def read() -> None:
        for schema, body in bodies:
            fastavro.schemaless_reader(BytesIO(body), schema, None)

    return timed(len(bodies), read)
