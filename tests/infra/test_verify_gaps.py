"""`hutong verify` on a log of which the beginning or the end is gone: it says so and stops."""

from __future__ import annotations

import pytest
from kafka import KafkaConsumer, KafkaProducer, TopicPartition
from kafka.admin import KafkaAdminClient
from kafka.structs import OffsetAndMetadata

from infra.embedded import Instance
from infra.topics import ensure_topics
from schemas.topics import Topics
from tests.infra.commands import Run

pytestmark = pytest.mark.faults


@pytest.fixture
def cases(hub_instance: Instance, topics: Topics) -> TopicPartition:
    """A partition of three messages, all judged by the group's word."""
    ensure_topics(hub_instance.kafka_bootstrap, topics, partitions=1, clock="broker")
    place = TopicPartition(topics.named("facts.cases"), 0)
    producer = KafkaProducer(bootstrap_servers=hub_instance.kafka_bootstrap, acks="all")
    for _ in range(3):
        producer.send(place.topic, value=b"unreadable", key=b"139901", partition=0)
    producer.close()
    commit(hub_instance, topics, place, 3)
    return place


def commit(instance: Instance, topics: Topics, place: TopicPartition, offset: int) -> None:
    """Commit an offset for the judge."""
    consumer = KafkaConsumer(
        bootstrap_servers=instance.kafka_bootstrap,
        group_id=topics.named("hutong-judge"),
        enable_auto_commit=False,
    )
    consumer.assign([place])
    consumer.commit({place: OffsetAndMetadata(offset, "", -1)})
    consumer.close()


def test_a_message_without_its_dead_letter_is_told(hutong: Run, cases: TopicPartition) -> None:
    code, out, _ = hutong("verify", "--only", "judge", "--format", "json")
    assert code == 1
    assert out.count('"what": "dead letter of facts.cases/0/') == 3
    assert cases.partition == 0


def test_a_log_whose_beginning_is_gone_names_topic_partition_and_offsets(
    hutong: Run, hub_instance: Instance, cases: TopicPartition
) -> None:
    admin = KafkaAdminClient(bootstrap_servers=hub_instance.kafka_bootstrap)
    admin.delete_records({cases: 2})
    admin.close()
    code, out, err = hutong("verify", "--only", "judge")
    assert (code, out) == (1, "")
    assert f"Topic {cases.topic} partition 0: offset 0 is needed, and the log holds 2 to 3" in err
    assert "无法恢复" in err


def test_a_log_that_ends_before_what_was_judged_names_them_too(
    hutong: Run, hub_instance: Instance, topics: Topics, cases: TopicPartition
) -> None:
    commit(hub_instance, topics, cases, 10)
    code, _, err = hutong("verify", "--only", "judge")
    assert code == 1
    assert f"Topic {cases.topic} partition 0: offset 9 is needed, and the log holds 0 to 3" in err


@pytest.mark.usefixtures("topics")
def test_a_hub_without_topics_is_unreachable(hutong: Run) -> None:
    code, _, err = hutong("verify")
    assert (code, "hutong topic create" in err) == (4, True)


@pytest.mark.usefixtures("no_kafka")
def test_a_hub_without_kafka_is_unreachable(hutong: Run) -> None:
    code, _, err = hutong("verify")
    assert (code, "No Kafka answers" in err) == (4, True)
