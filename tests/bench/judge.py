"""The judge without Kafka: a day through the docket, against decoding its messages alone."""

from __future__ import annotations

from collections import Counter
from contextlib import suppress
from typing import Final

from producers.simulator.planned import Simulation
from schemas.codec import UnreadableError, decode
from schemas.instants import epoch_millis
from schemas.problems import InvalidEventError
from streams.judge.docket import TICKS, Docket
from streams.judge.merge import LogRecord
from streams.judge.state import MemoryBase, State
from tests.bench.day import day
from tests.bench.figure import Figure, Spent, compared, in_turns, timed
from tests.packs import few_rules

EVENTS: Final = 2000
BATCH: Final = 1000
"""Records between two commits: what the worker takes at most while it catches up."""
ROUNDS: Final = 3


def run() -> list[Figure]:
    """Judge a day with its ticks, and decode the same messages."""
    log = _log(day(EVENTS))
    rounds = in_turns(lambda: _judge(log), lambda: _decode(log), ROUNDS)
    against = "schemas.codec.decode alone"
    return [
        compared("judge.events", "events/s", lambda spent: spent.rate, rounds, against),
        compared("judge.cpu", "CPU ms/event", lambda spent: spent.cpu_ms, rounds, against),
    ]


def _log(simulation: Simulation) -> list[LogRecord]:
    offsets: Counter[str] = Counter()
    log = [
        LogRecord(TICKS, 0, offset, epoch_millis(tick), b"000000", None, ())
        for offset, tick in enumerate(simulation.ticks)
    ]
    for message in simulation.messages:
        topic = message.topic_plain
        at = epoch_millis(message.shared_at)
        log.append(
            LogRecord(topic, 0, offsets[topic], at, message.key, message.value, message.headers)
        )
        offsets[topic] += 1
    return sorted(log, key=lambda record: record.order)


def _judge(log: list[LogRecord]) -> Spent:
    base = MemoryBase()
    state = State(base)
    docket = Docket(state, few_rules(), 0)

    def judge() -> None:
        for start in range(0, len(log), BATCH):
            for record in log[start : start + BATCH]:
                docket.take(record)
            docket.close_batch()
            base.apply(state.take_changes())

    return timed(_messages(log), judge)


def _decode(log: list[LogRecord]) -> Spent:
    def read() -> None:
        for record in log:
            if record.topic != TICKS:
                with suppress(UnreadableError, InvalidEventError):
                    decode(record.value)

    return timed(_messages(log), read)


def _messages(log: list[LogRecord]) -> int:
    return sum(record.topic != TICKS for record in log)
