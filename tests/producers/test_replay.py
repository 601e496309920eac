"""A simulation sent to real Kafka: every message, raw ones too, at its planned time."""

from __future__ import annotations

from datetime import date, datetime

from infra.embedded import Instance
from infra.topics import ensure_topics
from producers.simulator.replay import Progress, replay
from producers.simulator.simulation import simulate
from schemas.topics import Topics
from tests.producers.reading import records


def test_the_log_holds_the_simulation_byte_for_byte_at_the_planned_times(
    hub_instance: Instance,
) -> None:
    topics = Topics("replay.")
    bootstrap = hub_instance.kafka_bootstrap
    ensure_topics(bootstrap, topics, partitions=3, clock="simulated")
    simulation = simulate(2, day=date(2026, 11, 23), events=500)
    steps: list[Progress] = []
    ticked: list[tuple[datetime, int]] = []

    def on_tick(tick: datetime) -> None:
        ticked.append((tick, sum(m.shared_at <= tick for m in simulation.messages)))

    replayed = replay(simulation, bootstrap, topics, progress=steps.append, on_tick=on_tick)

    assert [tick for tick, _ in ticked] == list(simulation.ticks)
    assert [step.acknowledged for step in steps] == [count for _, count in ticked]
    assert steps[-1].acknowledged == steps[-1].total == len(simulation.messages)
    assert sum(replayed.by_topic.values()) == len(simulation.messages)
    log = {
        (topic, record.partition, record.offset): record
        for topic in topics.facts
        for record in records(bootstrap, topic)
    }
    assert len(log) == len(simulation.messages)
    for receipt, message in zip(replayed.receipts, simulation.messages, strict=True):
        record = log[receipt.topic, receipt.partition, receipt.offset]
        assert receipt.topic == topics.named(message.topic_plain)
        assert receipt.shared_at == message.shared_at
        assert (record.key, record.value) == (message.key, message.value)
        assert tuple(record.headers) == message.headers
        assert record.timestamp == round(message.shared_at.timestamp() * 1000)


def test_a_replay_may_be_held_back_to_a_multiple_of_real_time(hub_instance: Instance) -> None:
    topics = Topics("replay-paced.")
    bootstrap = hub_instance.kafka_bootstrap
    ensure_topics(bootstrap, topics, partitions=3, clock="simulated")
    simulation = simulate(3, day=date(2026, 11, 23), events=200)
    replayed = replay(simulation, bootstrap, topics, speed=200_000)
    assert len(replayed.receipts) == len(simulation.messages)
