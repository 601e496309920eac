"""Killing the loader, and the reconciliation that follows: Kafka against ClickHouse."""

from __future__ import annotations

import hashlib
import random
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from schemas.catalogue import MODELS
from schemas.codec import UnreadableError, decode, decode_record
from schemas.dead_letters import dead_letter_id
from schemas.events.hub import DeadLetter
from tests.consumers.log import Log, some, until
from tests.consumers.reading import Position, expected_row, rows_of

TYPES = ("penalty.decided", "violation.discovered", "referral.sent", "obligation.changed")


def a_mixed_load(log: Log, count: int, *, start: int = 0) -> None:
    """Write messages of several types to both partitions; every fiftieth is unreadable."""
    for partition in range(log.partitions):
        numbers = range(start + partition, start + count, log.partitions)
        log.say(*(some(TYPES[n % len(TYPES)], n) for n in numbers), partition=partition)
        unreadable = [f"unreadable {n}".encode() for n in numbers if n % 50 < log.partitions]
        log.write("facts.cases", unreadable, partition=partition)


@contextmanager
def writing(log: Log, each: int, pause_s: float) -> Iterator[None]:
    """Keep writing, `each` messages at a time, for as long as the block lasts."""
    done = threading.Event()

    def work() -> None:
        start = 1_000_000
        while not done.wait(pause_s):
            a_mixed_load(log, each, start=start)
            start += each

    thread = threading.Thread(target=work)
    thread.start()
    try:
        yield
    finally:
        done.set()
        thread.join()


@contextmanager
def loader_process(log: Log, death: str = "") -> Iterator[subprocess.Popen[bytes]]:
    """Run the loader as a process; it is killed with -9 at the latest when the block ends."""
    command = [sys.executable, "-m", "tests.consumers.loader_process", *map(str, log.addresses)]
    child = subprocess.Popen([*command, log.topics.namespace, *([death] if death else [])])
    try:
        yield child
    finally:
        child.kill()
        child.wait(30)


def killed_at_random(log: Log, chance: random.Random, longest_s: float) -> None:
    """Start a loader and kill it with -9 after a while."""
    with loader_process(log) as child:
        time.sleep(chance.uniform(0.2, longest_s))
        assert child.poll() is None


def loaded_to_the_end(log: Log) -> None:
    """Let a loader run until it has committed everything there is."""
    with loader_process(log) as child:

        def at_the_end() -> bool:
            assert child.poll() is None
            kept = log.committed()  # asked first: what is written meanwhile is not missed
            ends: dict[tuple[str, int], int] = {}
            for topic, partition, offset in log.all_messages():
                ends[topic, partition] = max(ends.get((topic, partition), 0), offset + 1)
            return kept == ends

        until(at_the_end, "everything is loaded", 120)


def reconcile(log: Log) -> int:
    """Compare count and content of every partition; return the number of messages.

    Every readable message is one row, and every other one has a dead letter, once by id.

    Raises:
        AssertionError: something is missing, is there twice, or differs.
    """
    wanted: dict[str, dict[Position, list[Any]]] = {t: {} for t in MODELS}
    dead = set()
    letters = set()
    messages = log.all_messages()
    for position, record in messages.items():
        try:
            event_type, fields = decode_record(record.value)
        except UnreadableError:
            dead.add(dead_letter_id(*position))
            continue
        wanted[event_type][position] = expected_row(event_type, record.timestamp, fields)
        if position[0] == "hub.dead-letters":
            letter = decode(record.value)
            assert isinstance(letter, DeadLetter)
            letters.add(letter.output_id)
    for event_type, rows in wanted.items():
        found = rows_of(log, event_type)
        assert _counts(found) == _counts(rows), event_type
        assert _hashes(found) == _hashes(rows), event_type
    assert letters == dead
    assert {row[0] for row in log.ask("SELECT output_id FROM db.v_dead_letters")} == dead
    return len(messages)


def _counts(rows: dict[Position, list[Any]]) -> Counter[tuple[str, int]]:
    return Counter((topic, partition) for topic, partition, _ in rows)


def _hashes(rows: dict[Position, list[Any]]) -> dict[tuple[str, int], str]:
    hashes: dict[tuple[str, int], Any] = {}
    for (topic, partition, offset), row in sorted(rows.items()):
        digest = hashes.setdefault((topic, partition), hashlib.sha256())
        digest.update(f"{offset} {row}".encode())
    return {partition: digest.hexdigest() for partition, digest in hashes.items()}
