"""How long it takes until it is said: from append to verdict, and from the due time to the alert.

On the broker's clock, at half of what one worker judges at its fullest, with the alerts worker
beside it. What is measured ends when a reader of committed records has it.
"""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final
from uuid import UUID, uuid5

from kafka import KafkaConsumer, TopicPartition

from infra.embedded import Instance
from producers.simulator.planned import Planned
from schemas.codec import decode
from schemas.events.hub import AlertRaised, HubOutput
from schemas.instants import epoch_millis, to_utc_millis
from tests.bench.figure import Figure, short
from tests.bench.matters import matters, registers
from tests.bench.parts import PATIENCE_S, embedded
from tests.streams.districts import planned
from tests.streams.office import Office, is_done
from tests.streams.vectors import founding, received

COPIES: Final = 6
"""Copies of every case in every district."""
SLICE_S: Final = 0.05
"""Events are appended in slices of so long, as many as the rate asks for."""
DUTIES: Final = 200
"""Duties that fall due one after the other."""
APART: Final = timedelta(milliseconds=50)
LEAD: Final = timedelta(seconds=20)
"""Time until the first of them is due."""
AIM_MS: Final = 1000.0
"""Within how long people are told of what has fallen due."""

_IDS: Final = UUID("5c0f1a52-52d4-5d58-9bb4-2f6f0e6c7a11")
_SAID: Final = ("hub.verdicts", "hub.obligations")
_PER_CENT: Final = 0.99


def run() -> list[Figure]:
    """Find the full rate, append at half of it, then let duties fall due."""
    with embedded() as instance:
        rate = _full_rate(instance) / 2
        verdicts, facts = _at(instance, rate)
        alerts = _due(instance)
    p99, read = _p99(verdicts), _p99(facts)
    return [
        Figure(
            "judge_delay.append_to_verdict_p99",
            short(p99),
            f"ms at {rate:.0f} events/s",
            short(p99 / read),
            "the 99th percentile of reading the same events",
        ),
        Figure(
            "judge_delay.due_to_alert_p99",
            short(_p99(alerts)),
            "ms",
            short(_p99(alerts) / AIM_MS),
            f"{AIM_MS:.0f} ms",
        ),
        Figure(
            "judge_delay.due_to_alert_most",
            short(max(alerts)),
            "ms",
            short(max(alerts) / AIM_MS),
            f"{AIM_MS:.0f} ms",
        ),
    ]


@contextmanager
def _working(instance: Instance, *stages: str) -> Iterator[Office]:
    """Run one worker of each stage on the broker's clock."""
    with (
        TemporaryDirectory(prefix="hutong-bench-") as home,
        Office(
            instance.kafka_bootstrap, Path(home), partitions=1, clock="broker", pack="default"
        ) as office,
    ):
        for stage in stages:
            office.start(stage, stage, stage)
        yield office


def _full_rate(instance: Instance) -> float:
    """Return how many events a second one worker judges that always has more to read."""
    events = matters(COPIES)
    with _working(instance, "judge") as office:
        office.publish(registers())
        office.reach(is_done, "the registers are judged")
        begun = time.perf_counter()
        office.publish(events)
        office.reach(is_done, "everything is judged")
        return len(events) / (time.perf_counter() - begun)


def _at(instance: Instance, rate: float) -> tuple[list[float], list[float]]:
    """Append at a rate; return the delays, in ms, of conclusions and of plainly reading facts."""
    events = matters(COPIES)
    with _working(instance, "judge") as office:
        office.publish(registers())
        office.reach(is_done, "the registers are judged")
        with _reader(office, (*_SAID, *{m.topic_plain for m in events})) as reader:
            heard, begun, position = [*()], time.perf_counter(), 0
            while position < len(events):
                upto = min(len(events), int((time.perf_counter() - begun) * rate))
                office.publish(events[position:upto])
                position = upto
                heard += _heard(reader, SLICE_S)
            deadline = time.monotonic() + PATIENCE_S
            while not is_done(office.shares()) and time.monotonic() < deadline:
                heard += _heard(reader, SLICE_S)
            heard += _heard(reader, 1.0)
    appended = {r.timestamp for r, _ in heard if "facts." in r.topic}
    facts = [at - r.timestamp for r, at in heard if "facts." in r.topic]
    verdicts = [
        at - judged
        for r, at in heard
        if isinstance(said := decode(r.value), HubOutput)
        and (judged := epoch_millis(said.judged_at)) in appended
    ]
    return verdicts, facts


def _due(instance: Instance) -> list[float]:
    """Return how long after its due time each alert could be read, in ms."""
    with _working(instance, "judge", "alerts") as office:
        office.publish(planned(fact.event, fact.shared_at) for fact in founding())
        first = to_utc_millis(datetime.now(UTC) + LEAD)
        awaited = {first + number * APART for number in range(DUTIES)}
        office.publish(_violations(first))
        with _reader(office, ("hub.alerts",)) as reader:
            told: dict[UUID, float] = {}
            deadline = time.monotonic() + PATIENCE_S
            while len(told) < DUTIES and time.monotonic() < deadline:
                for record, at in _heard(reader, 0.01):
                    alert = decode(record.value)
                    if isinstance(alert, AlertRaised) and alert.due_at in awaited:
                        told.setdefault(alert.output_id, at - epoch_millis(alert.due_at))
    if len(told) < DUTIES:
        raise TimeoutError(f"only {len(told)} of {DUTIES} alerts came\n{office.logs()}")
    return list(told.values())


def _violations(first: datetime) -> Iterator[Planned]:
    """Yield violations that must be handed over at once: two hours after they were discovered."""
    event = received("VS-025", 0).event
    now = datetime.now(UTC)
    for number in range(DUTIES):
        discovered = first + number * APART - timedelta(hours=2)
        named = {
            "event_id": uuid5(_IDS, str(number)),
            "violation_id": f"due-{number}",
            "subject": f"due-{number}",
            "discovered_at": discovered,
            "occurred_at": discovered,
            "formed_at": discovered,
            "recorded_at": now,
        }
        known = {name: value for name, value in named.items() if name in type(event).model_fields}
        yield planned(event.model_copy(update=known), now)


@contextmanager
def _reader(office: Office, plain: Iterable[str]) -> Iterator[KafkaConsumer]:
    """Read what is committed to some topics from now on."""
    consumer = KafkaConsumer(
        bootstrap_servers=office.bootstrap,
        isolation_level="read_committed",
        enable_auto_commit=False,
        fetch_max_wait_ms=10,
    )
    try:
        consumer.assign([TopicPartition(office.topics.named(name), 0) for name in plain])
        consumer.seek_to_end()
        for partition in consumer.assignment():
            consumer.position(partition)
        yield consumer
    finally:
        consumer.close()


def _heard(reader: KafkaConsumer, seconds: float) -> list[tuple[Any, float]]:
    """Return the records that came within some seconds, each with when, in ms since 1970."""
    found: list[tuple[Any, float]] = []
    until = time.monotonic() + seconds
    while (left := until - time.monotonic()) > 0:
        polled = reader.poll(timeout_ms=int(left * 1000) + 1)
        now = time.time() * 1000
        found += [(record, now) for records in polled.values() for record in records]
    return found


def _p99(delays: list[float]) -> float:
    """Return the delay that 99 of 100 do not exceed."""
    ordered = sorted(delays)
    return ordered[min(len(ordered) - 1, int(len(ordered) * _PER_CENT))]
