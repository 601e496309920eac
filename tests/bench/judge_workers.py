"""Two workers against one: how much faster a backlog of many districts is judged by both."""

from __future__ import annotations

import time
from datetime import timedelta
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import Final

from infra.embedded import Instance
from tests.bench.figure import Figure, short
from tests.bench.matters import matters, registers
from tests.bench.parts import embedded
from tests.streams.office import Office, held_by, is_done

COPIES: Final = 6
"""Copies of every case in every district."""
PARTITIONS: Final = 4
ROUNDS: Final = 3


def run() -> list[Figure]:
    """Judge the same backlog by one worker and by two, in turns."""
    with embedded() as instance:
        found = [(_rate(instance, 2), _rate(instance, 1)) for _ in range(ROUNDS)]
    return [
        Figure(
            "judge_workers.two_vs_one",
            short(median(two for two, _ in found)),
            "events/s",
            short(median(two / one for two, one in found)),
            "one worker over the same log",
        )
    ]


def _rate(instance: Instance, workers: int) -> float:
    """Return how many events a second are judged, from the tick that frees them to the last."""
    founded, planned = registers(), matters(COPIES)
    with (
        TemporaryDirectory(prefix="hutong-bench-") as home,
        Office(
            instance.kafka_bootstrap, Path(home), partitions=PARTITIONS, pack="default"
        ) as office,
    ):
        for number in range(workers):
            office.start(f"worker-{number}", f"worker-{number}")
        office.publish(founded)
        office.tick(founded[-1].shared_at)
        office.reach(lambda s: held_by(workers)(s) and is_done(s), "the registers are judged")
        office.publish(planned)
        begun = time.perf_counter()
        office.tick(planned[-1].shared_at + timedelta(seconds=1))
        office.reach(is_done, "the backlog is judged")
        return len(planned) / (time.perf_counter() - begun)
