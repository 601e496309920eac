"""The publisher on real Kafka."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from uuid import uuid4

import pytest
from kafka.admin import KafkaAdminClient, NewTopic

from infra.embedded import Instance
from producers.delivery import Limits
from producers.errors import (
    ClosedError,
    NotAFactError,
    TooLargeError,
    TopicMissingError,
    UnreachableError,
)
from producers.publisher import Publisher
from producers.simulator.simulation import simulate
from schemas.catalogue import FACTS, TOPIC_OF
from schemas.codec import cloud_headers, decode
from schemas.contracts.examples import example
from schemas.envelope import Event
from schemas.events.hub import ClockTicked
from schemas.events.inspection_records import InspectionRecorded
from schemas.problems import InvalidEventError
from schemas.topics import Topics
from tests.producers.reading import records

PARTITIONS = 3
NOON = datetime(2026, 11, 23, 4, 0, tzinfo=UTC)


def _create(bootstrap: str, topics: Topics, timestamps: str) -> None:
    admin = KafkaAdminClient(bootstrap_servers=bootstrap)
    config = {"message.timestamp.type": timestamps}
    new = [
        NewTopic(name, num_partitions=PARTITIONS, replication_factor=1, topic_configs=config)
        for name in topics.facts
    ]
    try:
        admin.create_topics(new)
    finally:
        admin.close()


@pytest.fixture(scope="module")
def bootstrap(hub_instance: Instance) -> str:
    return hub_instance.kafka_bootstrap


@pytest.fixture(scope="module")
def topics(bootstrap: str) -> Topics:
    found = Topics("publisher.")
    _create(bootstrap, found, "LogAppendTime")
    return found


@pytest.fixture
def publisher(bootstrap: str, topics: Topics) -> Iterator[Publisher]:
    with Publisher(bootstrap, topics) as opened:
        yield opened


def _fact(model: type[Event] = InspectionRecorded, **changes: object) -> Event:
    made = example(model)
    assert isinstance(made, Event)
    return made.model_copy(update={"event_id": uuid4(), **changes})


@pytest.mark.parametrize("model", FACTS.values(), ids=FACTS)
def test_every_fact_arrives_as_it_was_said_under_its_receipt(
    publisher: Publisher, bootstrap: str, topics: Topics, model: type[Event]
) -> None:
    event = _fact(model)
    receipt = publisher.publish_and_wait(event, timeout=30)
    assert receipt.topic == topics.named(TOPIC_OF[model.TYPE])
    (record,) = [
        r
        for r in records(bootstrap, receipt.topic)
        if (r.partition, r.offset) == (receipt.partition, receipt.offset)
    ]
    assert decode(record.value) == event
    assert record.key == b"371322"
    assert record.headers == cloud_headers(event)
    assert record.timestamp == round(receipt.shared_at.timestamp() * 1000)


def test_the_brokers_time_counts_whatever_the_publisher_claims(publisher: Publisher) -> None:
    before = datetime.now(UTC) - timedelta(seconds=5)
    receipt = publisher.publish_and_wait(_fact(), at=NOON - timedelta(days=9), timeout=30)
    assert before < receipt.shared_at <= datetime.now(UTC) + timedelta(seconds=5)


def test_on_the_simulated_clock_the_record_bears_the_time_it_was_given(bootstrap: str) -> None:
    topics = Topics("publisher-simulated.")
    _create(bootstrap, topics, "CreateTime")
    with Publisher(bootstrap, topics) as publisher:
        assert publisher.publish_and_wait(_fact(), at=NOON, timeout=30).shared_at == NOON


def test_a_district_meets_in_one_partition_number_of_every_topic(publisher: Publisher) -> None:
    regions = ["371322", "371321101", "110105", "440305003011", "510104"]
    pendings = {
        region: [publisher.publish(_fact(model, region_code=region)) for model in FACTS.values()]
        for region in regions
    }
    numbers = {
        region: {pending.receipt(30).partition for pending in found}
        for region, found in pendings.items()
    }
    assert all(len(found) == 1 for found in numbers.values())
    assert len(set.union(*numbers.values())) > 1


def test_the_same_event_again_is_sent_again_byte_for_byte(
    publisher: Publisher, bootstrap: str
) -> None:
    event = _fact()
    first, second = (publisher.publish_and_wait(event, timeout=30) for _ in range(2))
    assert second.offset > first.offset
    values = [
        r.value
        for r in records(bootstrap, first.topic)
        if r.partition == first.partition and r.offset in {first.offset, second.offset}
    ]
    assert len(values) == 2
    assert len(set(values)) == 1


def test_leaving_the_publisher_waits_for_everything_in_order(bootstrap: str) -> None:
    topics = Topics("publisher-order.")
    _create(bootstrap, topics, "LogAppendTime")
    simulation = simulate(8, day=date(2026, 11, 23), events=300)
    events = [message.event for message in simulation.messages if message.event]
    with Publisher(bootstrap, topics) as publisher:
        pendings = [publisher.publish(event) for event in events]
    assert all(pending.acknowledged for pending in pendings)
    for topic in {topics.named(TOPIC_OF[event.TYPE]) for event in events}:
        said = [e.event_id for e in events if topics.named(TOPIC_OF[e.TYPE]) == topic]
        found = [decode(record.value) for record in records(bootstrap, topic)]
        assert [e.event_id for e in found if isinstance(e, Event)] == said


def test_a_small_buffer_holds_publishing_back_and_drops_nothing(
    bootstrap: str, topics: Topics
) -> None:
    tight = Limits(buffer_bytes=4_000)
    with Publisher(bootstrap, topics, limits=tight) as publisher:
        pendings = [publisher.publish(_fact()) for _ in range(200)]
    positions = {(r.topic, r.partition, r.offset) for r in (p.receipt(0) for p in pendings)}
    assert len(positions) == 200


def test_a_code_outside_its_list_is_refused_before_it_is_sent(publisher: Publisher) -> None:
    stretched = _fact(result="LOOKED_FINE")
    with pytest.raises(InvalidEventError, match=r"result = 'LOOKED_FINE' \[V-75\]"):
        publisher.publish(stretched)


def test_an_event_under_another_types_name_is_refused(publisher: Publisher) -> None:
    with pytest.raises(InvalidEventError, match="V-73"):
        publisher.publish(_fact(event_type="cn.xzzf.penalty.decided.v1"))


def test_what_the_hub_says_cannot_be_published(publisher: Publisher) -> None:
    with pytest.raises(NotAFactError, match="ClockTicked cannot be published"):
        publisher.publish(example(ClockTicked))  # type: ignore[arg-type]  # as a caller might


def test_a_missing_topic_is_named_and_not_created(bootstrap: str) -> None:
    with (
        Publisher(bootstrap, Topics("nowhere.")) as publisher,
        pytest.raises(TopicMissingError, match=r"no topic nowhere\.facts\.inspection-records"),
    ):
        publisher.publish(_fact())
    admin = KafkaAdminClient(bootstrap_servers=bootstrap)
    try:
        assert not [name for name in admin.list_topics() if name.startswith("nowhere.")]
    finally:
        admin.close()


def test_a_topic_that_is_created_later_is_found(bootstrap: str) -> None:
    topics = Topics("publisher-later.")
    with Publisher(bootstrap, topics) as publisher:
        with pytest.raises(TopicMissingError):
            publisher.publish(_fact())
        _create(bootstrap, topics, "LogAppendTime")
        assert publisher.publish_and_wait(_fact(), timeout=30).offset == 0


@pytest.mark.usefixtures("unclosed_by_kafka_python")
@pytest.mark.filterwarnings("ignore::ResourceWarning")
def test_an_address_where_no_kafka_answers_is_named() -> None:
    with pytest.raises(UnreachableError, match=r"No Kafka answers at 127\.0\.0\.1:1"):
        Publisher("127.0.0.1:1", limits=Limits(connect_s=0.5))


def test_an_event_larger_than_a_message_may_be_is_refused(bootstrap: str, topics: Topics) -> None:
    with (
        Publisher(bootstrap, topics, limits=Limits(message_bytes=2_000)) as publisher,
        pytest.raises(TooLargeError, match="exceeds the 2000"),
    ):
        publisher.publish(_fact(problems_found=("长" * 2_000,)))


def test_a_closed_publisher_says_so_and_closes_once(bootstrap: str, topics: Topics) -> None:
    publisher = Publisher(bootstrap, topics)
    publisher.close()
    publisher.close()
    with pytest.raises(ClosedError):
        publisher.publish(_fact())
