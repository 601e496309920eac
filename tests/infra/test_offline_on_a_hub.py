"""`hutong whatif` and `hutong readiness` read the log of a running hub to its end."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from kafka import KafkaProducer

from infra.embedded import Instance
from infra.topics import ensure_topics
from schemas.codec import encode
from schemas.instants import epoch_millis
from schemas.topics import Topics
from tests.infra.commands import Run
from tests.streams.vectors import all_received, case, founding


@pytest.fixture
def stored(hub_instance: Instance, topics: Topics) -> Topics:
    """A hub whose log holds a registry, one worked case, and a message nobody can read."""
    ensure_topics(hub_instance.kafka_bootstrap, topics, partitions=2, clock="simulated")
    producer = KafkaProducer(bootstrap_servers=hub_instance.kafka_bootstrap, acks="all")
    for fact in founding():
        producer.send(
            topics.named(fact.topic),
            value=encode(fact.event),
            key=fact.event.district.encode(),
            timestamp_ms=epoch_millis(fact.shared_at),
        )
    for message in all_received(case("VS-025")):
        producer.send(
            topics.named(message.fact.topic),
            value=encode(message.event),
            key=message.key,
            headers=list(message.headers),
            timestamp_ms=epoch_millis(message.fact.shared_at),
        )
    producer.send(topics.named("facts.cases"), value=b"unreadable", key=b"139901")
    producer.close()
    return topics


@pytest.mark.usefixtures("stored")
def test_what_if_judges_the_stored_log_by_another_pack(hutong: Run, tmp_path: Path) -> None:
    pack = tmp_path / "p.toml"
    pack.write_text('[pack]\nid = "p"\nversion = "9"\n[params]\nimmediate_hours = 1\n', "utf-8")
    code, out, _ = hutong("whatif", "--pack", pack, "--format", "json")
    found = json.loads(out)
    (one,) = (o for o in found["otherwise"] if o["kind"] == "obligation")
    assert (code, one["rule"]) == (0, "YS-06")
    assert one["because"] == ["param immediate_hours: 2 → 1"]


@pytest.mark.usefixtures("stored")
def test_readiness_is_read_from_the_stored_registry(hutong: Run) -> None:
    code, out, _ = hutong("readiness", "--rule", "XT-03", "--format", "json")
    (district,) = json.loads(out)
    assert (code, district["district"]) == (0, "139901")
    assert district["rules"][0]["lacks"][0]["need"] == "liaisons"


@pytest.mark.usefixtures("topics")
def test_a_hub_without_topics_is_unreachable(hutong: Run) -> None:
    code, _, err = hutong("readiness")
    assert (code, "先运行 'hutong topic create'" in err, "There is no topic" in err) == (
        4,
        True,
        True,
    )


@pytest.mark.usefixtures("no_kafka")
def test_a_hub_without_kafka_is_unreachable(hutong: Run) -> None:
    code, _, err = hutong("readiness")
    assert (code, "--events" in err) == (4, True)
