"""The topic `_schemas` on real Kafka."""

from __future__ import annotations

import json
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from uuid import uuid4

import httpx
import pytest
from kafka import KafkaAdminClient, KafkaProducer
from kafka.admin import ConfigResource, ConfigResourceType, NewTopic

from infra.embedded import Instance
from producers.schema_registry.errors import (
    ChangedError,
    IdTakenError,
    RegistryError,
    RegistryUnreachableError,
)
from producers.schema_registry.following import following
from producers.schema_registry.records import Record, Registered, ours, schema_record, wanted
from producers.schema_registry.topic import SchemasTopic, ensure, publish, read
from tests.producers.schema_registry.served import served_catalogue

_PATIENCE_S = 30.0


@pytest.fixture
def topic(hub_instance: Instance) -> SchemasTopic:
    return SchemasTopic(hub_instance.kafka_bootstrap, f"sr{uuid4().hex[:8]}._schemas")


def _write(topic: SchemasTopic, record: Record) -> None:
    producer = KafkaProducer(bootstrap_servers=topic.bootstrap, acks="all")
    try:
        producer.send(topic.name, key=record.key, value=record.value).get(timeout=30)
    finally:
        producer.close()


def test_publishing_makes_a_compacted_topic_of_one_partition_that_is_kept(
    topic: SchemasTopic,
) -> None:
    publish(topic)

    admin = KafkaAdminClient(bootstrap_servers=topic.bootstrap)
    try:
        (described,) = admin.describe_topics([topic.name])
        resource = ConfigResource(ConfigResourceType.TOPIC, topic.name)
        config = admin.describe_configs([resource])["topic"][topic.name]
    finally:
        admin.close()
    assert len(described["partitions"]) == 1
    assert str(config["cleanup.policy"]["value"]) == "compact"
    assert str(config["retention.ms"]["value"]) == "-1"


def test_publishing_again_writes_nothing(topic: SchemasTopic) -> None:
    first, second = publish(topic), publish(topic)

    assert (first.written, first.standing) == (len(list(wanted())), 0)
    assert (second.written, second.standing) == (0, first.written)
    assert list(read(topic)) == list(wanted())


def test_what_was_changed_meanwhile_is_put_right_and_nothing_else(topic: SchemasTopic) -> None:
    publish(topic)
    _write(topic, schema_record(ours()[3].gone()))

    assert publish(topic).written == 1
    assert list(read(topic))[-1] == schema_record(ours()[3])


def test_a_contract_that_stands_is_never_replaced_by_another_content(topic: SchemasTopic) -> None:
    publish(topic)
    before = json.loads(ours()[3].schema)
    before["fields"].pop()
    theirs = schema_record(replace(ours()[3], schema=json.dumps(before)))
    _write(topic, theirs)

    with pytest.raises(ChangedError, match=f"id {ours()[3].schema_id}"):
        publish(topic)
    assert list(read(topic))[-1] == theirs


def test_of_several_publishers_at_once_each_record_is_written_by_one(topic: SchemasTopic) -> None:
    with ThreadPoolExecutor(4) as several:
        done = list(several.map(publish, [topic] * 4))

    assert sum(published.written for published in done) == len(list(wanted()))
    assert list(read(topic)) == list(wanted())


def test_of_two_contents_that_are_published_at_once_one_is_refused(
    topic: SchemasTopic, monkeypatch: pytest.MonkeyPatch
) -> None:
    one, other = (_draft(f"版本 {name}") for name in "甲乙")
    texts = {1: one, 2: other}
    own = threading.local()
    monkeypatch.setattr("producers.schema_registry.publishing.ours", lambda: (texts[own.number],))
    monkeypatch.setattr(
        "producers.schema_registry.publishing.wanted", lambda: [schema_record(texts[own.number])]
    )
    both = threading.Barrier(2)

    def publishing(number: int) -> str:
        own.number = number
        both.wait(_PATIENCE_S)
        try:
            publish(topic)
        except ChangedError:
            return "refused"
        return "published"

    with ThreadPoolExecutor(2) as several:
        said = list(several.map(publishing, texts))

    assert said.count("refused") == 1
    (kept,) = (texts[number] for number, text in zip(texts, said, strict=True) if text != "refused")
    assert list(read(topic)) == [schema_record(kept)]


def _draft(doc: str) -> Registered:
    return replace(ours()[0], schema=json.dumps({**json.loads(ours()[0].schema), "doc": doc}))


def test_somebody_elses_schema_under_an_id_of_ours_stops_publishing(topic: SchemasTopic) -> None:
    ensure(topic)
    theirs = schema_record(Registered("orders-value", 1, 7, '"string"'))
    _write(topic, theirs)

    with pytest.raises(IdTakenError, match="orders-value version 1"):
        publish(topic)
    assert list(read(topic)) == [theirs]


def test_what_others_register_is_served_beside_ours(topic: SchemasTopic) -> None:
    publish(topic)
    theirs = replace(ours()[0], subject="orders-value", schema_id=90_001, schema='"string"')
    with (
        following(topic) as followed,
        served_catalogue(followed.catalogue) as url,
        httpx.Client(base_url=url) as client,
    ):
        assert client.get("/schemas/ids/1/subjects").json() == [ours()[0].subject]
        assert client.get("/schemas/ids/90001").status_code == 404
        _write(topic, schema_record(theirs))
        deadline = time.monotonic() + _PATIENCE_S
        while client.get("/schemas/ids/90001").status_code == 404:
            assert time.monotonic() < deadline, "it never appeared"
        assert client.get("/subjects/orders-value/versions").json() == [1]


@pytest.mark.parametrize(
    ("partitions", "policy", "complaint"),
    [(2, "compact", "has 2 partitions"), (1, "delete", "cleanup.policy=delete")],
)
def test_a_topic_that_would_lose_schemas_is_refused(
    topic: SchemasTopic, partitions: int, policy: str, complaint: str
) -> None:
    admin = KafkaAdminClient(bootstrap_servers=topic.bootstrap)
    try:
        config = {"cleanup.policy": policy}
        admin.create_topics([NewTopic(topic.name, partitions, 1, topic_configs=config)])
    finally:
        admin.close()

    with pytest.raises(RegistryError, match=complaint):
        publish(topic)


@pytest.mark.filterwarnings("ignore::ResourceWarning")
@pytest.mark.usefixtures("unclosed_by_kafka_python")
def test_no_kafka_is_said_in_one_sentence() -> None:
    with pytest.raises(RegistryUnreachableError, match=r"No Kafka answers at 127\.0\.0\.1:1 "):
        publish(SchemasTopic("127.0.0.1:1", "_schemas"))
