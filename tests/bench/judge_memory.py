"""What open matters cost in memory, beyond what the judge holds of any number of them."""

from __future__ import annotations

import tracemalloc
from collections import Counter
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from producers.simulator.planned import Planned
from schemas.instants import epoch_millis
from streams.judge.docket import Docket
from streams.judge.merge import LogRecord
from streams.judge.state import State
from streams.judge.store import Store
from streams.packs import default_pack
from tests.bench.figure import Figure, short
from tests.bench.matters import opened, registers

HELD: Final = 22_000
"""Matters after which the judge holds as many decoded as it ever does."""
MORE: Final = 6_000
BATCH: Final = 500
_SHARE: Final = 100_000
_MB: Final = 1e6


def run() -> list[Figure]:
    """Open matters until nothing more is held, then more, and look at what those alone cost."""
    planned = opened(HELD + MORE)
    with (
        TemporaryDirectory(prefix="hutong-bench-") as home,
        Store(Path(home) / "judge.sqlite", "bench") as store,
    ):
        tracemalloc.start()
        judge = _Judge(store)
        judge.take(registers())
        judge.take(_next(planned, HELD))
        before, _ = tracemalloc.get_traced_memory()
        bytes_read = judge.take(_next(planned, MORE))
        grown = tracemalloc.get_traced_memory()[0] - before
        tracemalloc.stop()
    mb = grown / MORE * _SHARE / _MB
    read_mb = bytes_read / MORE * _SHARE / _MB
    return [
        Figure(
            "judge_memory.open_matters",
            short(mb),
            "MB per 100,000",
            short(mb / read_mb),
            "their first messages as they stand in the log",
        )
    ]


def _next(planned: Iterator[Planned], count: int) -> list[Planned]:
    return list(islice(planned, count))


class _Judge:
    """A docket over a store, without Kafka."""

    def __init__(self, store: Store) -> None:
        self._store, self._state = store, State(store)
        self._docket = Docket(self._state, default_pack(), 0)
        self._offsets: Counter[str] = Counter()

    def take(self, messages: list[Planned]) -> int:
        """Judge messages batch by batch; return their bytes."""
        for first in range(0, len(messages), BATCH):
            for message in messages[first : first + BATCH]:
                self._docket.take(self._record(message))
            self._docket.close_batch()
            parcels = self._store.parcels_for(self._state.take_changes())
            self._store.apply(parcels, 0)
        return sum(len(message.value) for message in messages)

    def _record(self, message: Planned) -> LogRecord:
        topic = message.topic_plain
        self._offsets[topic] += 1
        return LogRecord(
            topic,
            0,
            self._offsets[topic],
            epoch_millis(message.shared_at),
            message.key,
            message.value,
            message.headers,
        )
