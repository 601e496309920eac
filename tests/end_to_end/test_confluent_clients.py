"""Confluent's own Python client against our registry and a running hub: nothing of ours in it.

The registry is served from the hub's topic; the client finds our schemas there, writes events
that judge and loader take, and reads what our publisher and our hub wrote.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from confluent_kafka import Consumer, Producer, TopicPartition
from confluent_kafka.schema_registry import (
    Schema,
    SchemaRegistryClient,
    SchemaRegistryError,
    record_subject_name_strategy,
)
from confluent_kafka.schema_registry.avro import AvroDeserializer, AvroSerializer
from confluent_kafka.serialization import MessageField, SerializationContext

from consumers.warehouse import connect, create, database_of
from infra.demo import PACKS
from infra.demo.run import reaching
from infra.demo.workers import Workers
from infra.embedded import Instance
from infra.schema_registry import prepare_schemas, schemas_topic
from infra.settings import Settings
from infra.topics import bootstrap, prepare_topics
from producers.publisher import Publisher
from producers.schema_registry.following import following
from schemas.catalogue import FACTS, MODELS, TOPIC_OF, Message, table_of
from schemas.codec import cloud_headers, contradicting_headers, decode, encode
from schemas.contracts import latest
from schemas.contracts.examples import example
from schemas.envelope import Event
from schemas.topics import Topics
from tests.producers.reading import records
from tests.producers.schema_registry.served import served_catalogue
from tests.streams.vectors import founding, received

_PATIENCE_S = 60.0


@dataclass(frozen=True, slots=True)
class Registry:
    """A hub whose topics and schemas are made, and Confluent's client of its registry."""

    settings: Settings
    client: SchemaRegistryClient

    @property
    def topics(self) -> Topics:
        return Topics(self.settings.namespace)


@pytest.fixture(scope="module")
def registry(
    hub_instance: Instance, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Registry]:
    settings = reaching(
        Settings.load(
            data_dir=tmp_path_factory.mktemp("confluent"),
            namespace=f"cf{uuid4().hex[:8]}.",
            drafts=True,
        ),
        hub_instance,
    )
    prepare_topics(settings)
    prepare_schemas(settings)
    with (
        following(schemas_topic(settings)) as followed,
        served_catalogue(followed.catalogue) as url,
        SchemaRegistryClient({"url": url}) as client,
    ):
        yield Registry(settings, client)


def _subject(event_type: str) -> str:
    schema = latest(event_type).schema
    return f"{schema['namespace']}.{schema['name']}"


def _serializer(registry: Registry, schema: Schema, **config: Any) -> AvroSerializer:
    serializer: AvroSerializer = AvroSerializer(
        registry.client,
        schema,
        conf={
            "auto.register.schemas": False,
            "subject.name.strategy": record_subject_name_strategy,
            **config,
        },
    )
    return serializer


def _written(registry: Registry, message: Message, **config: Any) -> bytes:
    """Return the bytes that Confluent's serializer makes of a message's fields."""
    schema = registry.client.get_latest_version(_subject(message.TYPE)).schema
    context = SerializationContext(
        registry.topics.named(TOPIC_OF[message.TYPE]), MessageField.VALUE
    )
    value = _serializer(registry, schema, **config)(message.model_dump(), context)
    assert value is not None
    return value


@pytest.mark.parametrize("event_type", MODELS)
def test_the_client_finds_every_type_by_subject_and_by_id(
    registry: Registry, event_type: str
) -> None:
    contract, subject = latest(event_type), _subject(event_type)

    found = registry.client.get_latest_version(subject)
    assert (found.schema_id, found.version) == (contract.schema_id, contract.version)
    assert registry.client.get_schema(contract.schema_id).schema_str == found.schema.schema_str
    assert registry.client.get_version(subject, contract.version).schema_id == contract.schema_id
    assert contract.version in registry.client.get_versions(subject)
    looked_up = registry.client.lookup_schema(subject, found.schema)
    assert (looked_up.schema_id, looked_up.version) == (contract.schema_id, contract.version)
    assert registry.client.test_compatibility(subject, found.schema)
    assert registry.client.test_compatibility_all_versions(subject, found.schema)


def test_the_client_reads_what_the_registry_is(registry: Registry) -> None:
    client, subject = registry.client, _subject("penalty.decided")

    assert set(client.get_subjects()) == {_subject(t) for t in MODELS}
    assert client.get_subjects_by_schema_id(9) == [subject]
    assert [(v.subject, v.version) for v in client.get_schema_versions(9)] == [(subject, 1)]
    assert client.get_schema_types() == ["AVRO"]
    assert client.get_referenced_by(subject, 1) == []
    assert client.get_global_mode() == "READONLY"
    assert client.get_compatibility() == "BACKWARD"
    assert client.get_compatibility(subject) == "BACKWARD_TRANSITIVE"
    assert client.get_config(_subject("verdict.issued")).compatibility_level == "FULL_TRANSITIVE"


def test_the_client_is_told_what_is_wrong(registry: Registry) -> None:
    client, subject = registry.client, _subject("penalty.decided")
    stranger = Schema('{"type":"record","name":"A","fields":[{"name":"n","type":"int"}]}', "AVRO")

    assert not client.test_compatibility(subject, stranger)
    for ask, code in (
        (lambda: client.get_latest_version("nobody"), 40401),
        (lambda: client.get_version(subject, 99), 40402),
        (lambda: client.get_schema(99_999), 40403),
        (lambda: client.lookup_schema(subject, stranger), 40403),
        (lambda: client.register_schema(subject, stranger), 42205),
        (lambda: client.set_compatibility(subject, "NONE"), 42205),
        (lambda: client.delete_subject(subject), 42205),
    ):
        with pytest.raises(SchemaRegistryError) as refused:
            ask()
        assert refused.value.error_code == code


@pytest.mark.parametrize("how", ["latest", "looked up", "registered"])
@pytest.mark.parametrize("event_type", MODELS)
def test_its_serializer_writes_what_our_codec_reads(
    registry: Registry, event_type: str, how: str
) -> None:
    message = example(MODELS[event_type])
    config = {
        "latest": {"use.latest.version": True},
        "looked up": {},
        "registered": {"auto.register.schemas": True},
    }[how]

    value = _written(registry, message, **config)

    assert value == encode(message)
    assert decode(value) == message


@pytest.mark.parametrize("event_type", MODELS)
def test_its_deserializer_reads_what_our_codec_writes(registry: Registry, event_type: str) -> None:
    message = example(MODELS[event_type])
    context = SerializationContext(TOPIC_OF[event_type], MessageField.VALUE)

    found = AvroDeserializer(registry.client)(encode(message), context)

    assert MODELS[event_type].model_validate(found) == message


def test_its_deserializer_reads_from_kafka_what_our_publisher_wrote(registry: Registry) -> None:
    events = [example(model) for model in FACTS.values()]
    with Publisher(bootstrap(registry.settings), registry.topics) as publisher:
        receipts = [publisher.publish_and_wait(e) for e in events if isinstance(e, Event)]
    deserializer = AvroDeserializer(registry.client)
    consumer = Consumer(
        {
            "bootstrap.servers": bootstrap(registry.settings),
            "group.id": f"{registry.settings.namespace}agency",
            "enable.auto.commit": False,
        }
    )
    try:
        for event, receipt in zip(events, receipts, strict=True):
            consumer.assign([TopicPartition(receipt.topic, receipt.partition, receipt.offset)])
            message = consumer.poll(_PATIENCE_S)
            assert message is not None
            context = SerializationContext(receipt.topic, MessageField.VALUE, message.headers())
            found = deserializer(message.value(), context)
            assert type(event).model_validate(found) == event
    finally:
        consumer.close()


def _publish(registry: Registry, events: list[Event]) -> None:
    """Publish as an agency with Confluent's client would: district as key, CloudEvents headers."""
    producer = Producer({"bootstrap.servers": bootstrap(registry.settings), "acks": "all"})
    failures: list[Any] = []
    for event in events:
        producer.produce(
            registry.topics.named(TOPIC_OF[event.TYPE]),
            key=event.district.encode(),
            value=_written(registry, event, **{"use.latest.version": True}),
            headers=dict(cloud_headers(event)),
            on_delivery=lambda error, _: failures.append(error) if error else None,
        )
    assert producer.flush(_PATIENCE_S) == 0
    assert not failures


def _until(holds: Callable[[], bool], what: str) -> None:
    deadline = time.monotonic() + _PATIENCE_S
    while not holds():
        assert time.monotonic() < deadline, f"not within {_PATIENCE_S} s: {what}"
        time.sleep(0.1)


def test_judge_and_loader_take_what_the_client_publishes(
    hub_instance: Instance, registry: Registry, tmp_path: Path
) -> None:
    own = registry.settings.model_copy(
        update={"data_dir": tmp_path, "namespace": f"cf{uuid4().hex[:8]}.", "packs": PACKS}
    )
    prepare_topics(own)
    hub, topics = Registry(own, registry.client), Topics(own.namespace)
    now = datetime.now(UTC)
    briefing = received("VS-003", 0).event.model_copy(
        update={"subject": "B1", "formed_at": now, "occurred_at": now, "recorded_at": now}
    )
    registered = [fact.event for fact in founding()]
    told = [*registered, briefing]
    database = database_of(topics)
    clickhouse = connect(own.host, hub_instance.clickhouse_port)
    create(clickhouse, database)
    workers = Workers(own)
    try:
        for name in ("judge", "loader"):
            workers.start(name)
        _publish(hub, registered)  # acknowledged first: between topics nothing keeps an order
        _publish(hub, [briefing])

        def judged() -> bool:
            workers.check()
            return bool(records(bootstrap(own), topics.named("hub.obligations")))

        _until(judged, "the judge concludes from the briefing")
        (obligation,) = (
            decode(r.value) for r in records(bootstrap(own), topics.named("hub.obligations"))
        )
        assert (obligation.subject, obligation.verdict) == ("B1", "ON_TIME")  # type: ignore[union-attr]
        assert records(bootstrap(own), topics.named("hub.dead-letters")) == []

        def loaded() -> bool:
            counts = [
                clickhouse.execute(f"SELECT count() FROM {database}.{table_of(t)}")[0][0]
                for t in {event.TYPE for event in told}
            ]
            return bool(sum(counts) == len(told))

        _until(loaded, "the loader has put every event into its table")
    finally:
        workers.stop()
        clickhouse.execute(f"DROP DATABASE IF EXISTS {database}")
        clickhouse.disconnect()


def test_the_headers_of_every_example_say_what_its_body_says(registry: Registry) -> None:
    events = [e for e in map(example, FACTS.values()) if isinstance(e, Event)]
    own = Registry(
        registry.settings.model_copy(update={"namespace": f"cf{uuid4().hex[:8]}."}),
        registry.client,
    )
    prepare_topics(own.settings)
    _publish(own, events)

    found = [
        record for topic in own.topics.facts for record in records(bootstrap(own.settings), topic)
    ]
    assert len(found) == len(events)
    for record in found:
        event = decode(record.value)
        assert isinstance(event, Event)
        assert event == example(FACTS[event.TYPE])
        assert record.key == event.district.encode()
        assert contradicting_headers(event, record.headers) == []
        assert ("ce_id", str(event.event_id).encode()) in record.headers
