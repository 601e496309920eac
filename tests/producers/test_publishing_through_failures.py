"""Kafka that pauses, and Kafka that is killed: nothing acknowledged is lost, nothing comes twice.

An instance of its own, because it is stopped and killed.
"""

from __future__ import annotations

import os
import signal
import subprocess
from collections import defaultdict
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from infra.embedded import Instance, start
from infra.settings import Settings
from infra.topics import ensure_topics
from producers.delivery import Limits
from producers.errors import BufferFullError, NotAcknowledgedError, StillPendingError
from producers.publisher import Pending, Publisher
from producers.simulator.simulation import simulate
from schemas.codec import decode
from schemas.envelope import Event
from schemas.topics import Topics
from tests.producers.reading import records

pytestmark = [
    pytest.mark.usefixtures("unclosed_by_kafka_python"),
    pytest.mark.filterwarnings("ignore::ResourceWarning"),
]


@pytest.fixture
def instance(tmp_path: Path) -> Iterator[Instance]:
    settings = Settings.load(
        data_dir=tmp_path,
        kafka_port=0,
        kafka_controller_port=0,
        clickhouse_port=0,
        clickhouse_http_port=0,
    )
    with start(settings) as started:
        yield started


@pytest.fixture(scope="module")
def events() -> list[Event]:
    simulation = simulate(6, day=date(2026, 11, 23), events=600)
    ids = {event.event_id: event for m in simulation.messages if (event := m.event)}
    return list(ids.values())


def _started_again(instance: Instance) -> Instance:
    kafka = instance.state.parts["kafka"].ports
    settings = instance.settings.model_copy(
        update={"kafka_port": kafka["client"], "kafka_controller_port": kafka["controller"]}
    )
    return start(settings)


def _as_said(bootstrap: str, topics: Topics, pendings: dict[Pending, Event]) -> None:
    """Every receipt points at its event, and the log holds those events once and in order."""
    said = defaultdict(list)
    for pending, event in pendings.items():
        receipt = pending.receipt(0)
        said[receipt.topic].append((receipt.partition, receipt.offset, event))
    for topic in topics.facts:
        found = [(r.partition, r.offset, decode(r.value)) for r in records(bootstrap, topic)]
        assert found == said[topic]


def test_a_paused_kafka_blocks_publishing_with_a_clear_end_and_then_all_arrives(
    instance: Instance, events: list[Event]
) -> None:
    topics = Topics("paused.")
    ensure_topics(instance.kafka_bootstrap, topics, partitions=3, clock="broker")
    limits = Limits(buffer_bytes=60_000, block_s=0.5)
    publisher = Publisher(instance.kafka_bootstrap, topics, limits=limits)
    pendings = {publisher.publish(events[0]): events[0]}
    publisher.flush()
    os.kill(instance.pids["kafka"], signal.SIGSTOP)
    try:
        refused = _publish_until_refused(publisher, events[1:], pendings)
        assert "stayed full for 0.5 s" in str(refused)
        with pytest.raises(StillPendingError, match="wait for the receipt again"):
            list(pendings)[-1].receipt(0.2)
        with pytest.raises(NotAcknowledgedError, match="no answer yet") as caught:
            publisher.flush(0.2)
        assert len(caught.value.names) == len(pendings) - 1
    finally:
        os.kill(instance.pids["kafka"], signal.SIGCONT)
    publisher.close()
    assert 2 < len(pendings) < len(events)
    _as_said(instance.kafka_bootstrap, topics, pendings)


def test_a_kafka_killed_midway_loses_nothing_acknowledged_and_repeats_nothing(
    instance: Instance, events: list[Event]
) -> None:
    topics = Topics("killed.")
    ensure_topics(instance.kafka_bootstrap, topics, partitions=3, clock="broker")
    third = len(events) // 3
    with Publisher(instance.kafka_bootstrap, topics) as publisher:
        pendings = {publisher.publish(event): event for event in events[:third]}
        next(iter(pendings)).receipt(30)
        pendings |= {publisher.publish(event): event for event in events[third : 2 * third]}
        os.kill(instance.pids["kafka"], signal.SIGKILL)
        pendings |= {publisher.publish(event): event for event in events[2 * third :]}
        instance.wait(60)
        instance.stop()
        with _started_again(instance) as again:
            publisher.flush()
            _as_said(again.kafka_bootstrap, topics, pendings)


def test_what_a_dead_kafka_never_acknowledged_is_named_when_the_publisher_closes(
    instance: Instance, events: list[Event]
) -> None:
    topics = Topics("dead.")
    ensure_topics(instance.kafka_bootstrap, topics, partitions=3, clock="broker")
    publisher = Publisher(instance.kafka_bootstrap, topics, limits=Limits(delivery_s=3.0))
    publisher.publish_and_wait(events[0], timeout=30)
    os.kill(instance.pids["kafka"], signal.SIGKILL)
    _gone(instance)
    publisher.publish(events[1])
    told = publisher.publish(events[2])
    with pytest.raises(NotAcknowledgedError, match=str(events[2].event_id)):
        told.receipt(60)
    with pytest.raises(NotAcknowledgedError, match="publish the same again") as caught:
        publisher.close()
    assert caught.value.names == (f"{events[1].TYPE} {events[1].event_id}",)


def _publish_until_refused(
    publisher: Publisher, events: list[Event], pendings: dict[Pending, Event]
) -> BufferFullError | None:
    for event in events:
        try:
            pendings[publisher.publish(event)] = event
        except BufferFullError as refused:
            return refused
    return None


def _gone(instance: Instance) -> None:
    try:
        instance.wait(60)
    except subprocess.TimeoutExpired:
        pytest.fail("the runner outlived its Kafka")
