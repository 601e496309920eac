"""`hutong whatif` and `hutong readiness` read the log of a running hub to its end."""

from __future__ import annotations

import json
import socket
from pathlib import Path
from uuid import uuid4

import pytest
from kafka import KafkaProducer

from infra.embedded import Instance
from infra.topics import ensure_topics
from schemas.codec import encode
from schemas.instants import epoch_millis
from schemas.topics import Topics
from streams.casebook.world import default_world
from tests.infra.commands import Run
from tests.infra.event_files import received


@pytest.fixture
def stored(hub_instance: Instance, monkeypatch: pytest.MonkeyPatch) -> Topics:
    """A hub whose log holds a registry, one worked case, and a message nobody can read."""
    topics = Topics(f"w{uuid4().hex[:8]}.")
    monkeypatch.setenv("HUTONG_KAFKA_PORT", hub_instance.kafka_bootstrap.rpartition(":")[2])
    monkeypatch.setenv("HUTONG_CLICKHOUSE_PORT", str(hub_instance.clickhouse_port))
    monkeypatch.setenv("HUTONG_NAMESPACE", topics.namespace)
    ensure_topics(hub_instance.kafka_bootstrap, topics, partitions=2, clock="simulated")
    producer = KafkaProducer(bootstrap_servers=hub_instance.kafka_bootstrap, acks="all")
    for fact in default_world().founding():
        producer.send(
            topics.named(fact.topic),
            value=encode(fact.event),
            key=fact.event.district.encode(),
            timestamp_ms=epoch_millis(fact.shared_at),
        )
    for message in received("VS-025"):
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


def test_a_hub_without_topics_or_without_kafka_is_unreachable(
    stored: Topics, hutong: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HUTONG_NAMESPACE", f"no{stored.namespace}")
    code, _, err = hutong("readiness")
    assert (code, "hutong topic create" in err) == (4, True)
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        monkeypatch.setenv("HUTONG_KAFKA_PORT", str(taken.getsockname()[1]))
        code, _, err = hutong("readiness")
    assert (code, "--events" in err) == (4, True)
