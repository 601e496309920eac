"""The judge on real Kafka: transactions, crashes, time, and messages that cannot be taken."""

from __future__ import annotations

import asyncio
import gc
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest
from aiokafka import AIOKafkaProducer
from crc32c import crc32c
from kafka import KafkaConsumer, KafkaProducer, TopicPartition
from kafka.admin import KafkaAdminClient
from kafka.record import util as checksums

from infra.embedded import Instance
from infra.judge_shares import shares
from infra.topics import ensure_topics
from schemas.catalogue import Message
from schemas.codec import decode, encode
from schemas.envelope import Event
from schemas.events.hub import (
    DeadLetter,
    EventDuplicated,
    EventRejected,
    ObligationChanged,
    RoutingAssigned,
)
from schemas.instants import epoch_millis
from schemas.topics import Topics
from streams.judge import partition, worker
from streams.judge.merge import LogRecord
from streams.judge.partition import Hub, JudgeError, PartitionJudge
from streams.judge.worker import Progress, cluster_of, run
from tests.packs import few_rules
from tests.streams.hub import DEADLINE_S, until
from tests.streams.vectors import founding, received

PATIENCE_S = 60
PARTITIONS = 2


class Court:
    """One namespace with its judge, to publish into and read from."""

    def __init__(self, instance: Instance, namespace: str, data_dir: Path) -> None:
        self.topics = Topics(namespace)
        self.bootstrap = instance.kafka_bootstrap
        ensure_topics(self.bootstrap, self.topics, partitions=PARTITIONS, clock="broker")
        self.hub = Hub(
            self.bootstrap,
            self.topics,
            data_dir,
            simulated=False,
            cluster=cluster_of(self.bootstrap),
        )
        self._producer = KafkaProducer(bootstrap_servers=self.bootstrap, acks="all")
        self.sent = 0

    def send(self, topic: str, value: bytes, key: bytes = b"139901") -> None:
        self._producer.send(self.topics.named(topic), key=key, value=value).get(timeout=30)
        self.sent += 1

    def publish(self, event: Event, topic: str) -> None:
        self.send(topic, encode(event), event.district.encode())

    def found(self) -> None:
        for fact in founding():
            self.publish(fact.event, fact.topic)

    @contextmanager
    def judging(self) -> Iterator[None]:
        """Run the judge in a thread; the body begins when it has taken over the partitions."""
        stop, in_charge = threading.Event(), threading.Event()
        failure: list[BaseException] = []

        def look(progress: Progress) -> None:
            if len(progress.owned) == PARTITIONS:
                in_charge.set()

        def work() -> None:
            try:
                run(self.hub, few_rules(), stop, on_progress=look)
            except BaseException as error:  # noqa: BLE001  # handed to the test
                failure.append(error)

        thread = threading.Thread(target=work)
        thread.start()
        try:
            assert in_charge.wait(PATIENCE_S)
            yield
        finally:
            stop.set()
            thread.join(PATIENCE_S)
        if failure:
            raise failure[0]

    def outputs(self, until: Callable[[list[Message]], bool]) -> list[Message]:
        """Return every committed output, read until the condition holds."""
        consumer = KafkaConsumer(
            bootstrap_servers=self.bootstrap,
            isolation_level="read_committed",
            enable_auto_commit=False,
            auto_offset_reset="earliest",
        )
        names = [self.topics.named(f"hub.{n}") for n in OUTPUT_TOPICS]
        consumer.assign([TopicPartition(name, n) for name in names for n in range(PARTITIONS)])
        consumer.seek_to_beginning()
        found: list[Message] = []
        deadline = time.monotonic() + PATIENCE_S
        try:
            while not until(found):
                assert time.monotonic() < deadline, Counter(m.TYPE for m in found)
                for records in consumer.poll(timeout_ms=200).values():
                    found += [decode(record.value) for record in records]
        finally:
            consumer.close()
        return found

    def close(self) -> None:
        self._producer.close()


OUTPUT_TOPICS = ("verdicts", "obligations", "deliveries", "dead-letters")


@pytest.fixture
def court(hub_instance: Instance, tmp_path: Path) -> Iterator[Court]:
    court = Court(hub_instance, f"judge-{uuid4().hex[:12]}.", tmp_path)
    yield court
    court.close()


def _now() -> datetime:
    return datetime.now(UTC)


def _briefing(subject: str, **changed: Any) -> Event:
    event = received("VS-003", 0).event
    now = _now()
    return event.model_copy(
        update={
            "subject": subject,
            "formed_at": now,
            "occurred_at": now,
            "recorded_at": now,
            **changed,
        }
    )


def _of(kind: type[Message], outputs: list[Message]) -> list[Any]:
    return [output for output in outputs if isinstance(output, kind)]


BRIEFINGS = "facts.inspection-records"


def test_a_lone_event_is_judged_and_delivered_as_it_arrives(court: Court) -> None:
    with court.judging():
        court.found()
        court.publish(_briefing("B1"), BRIEFINGS)
        outputs = court.outputs(
            lambda o: bool(_of(RoutingAssigned, o)) and bool(_of(ObligationChanged, o))
        )
    (obligation,) = _of(ObligationChanged, outputs)
    assert (obligation.status, obligation.verdict) == ("satisfied", "ON_TIME")
    assert {d.reason_rule for d in _of(RoutingAssigned, outputs)} == {"GX-07"}


def test_what_cannot_be_taken_goes_to_the_dead_letters_and_the_rest_goes_on(court: Court) -> None:
    bodies = {
        b"\x01garbage": "UNREADABLE",
        b"": "UNREADABLE",
        b"\x02" * 1_000_000: "UNREADABLE",  # as large as a fact may be
        b"\x00\x00\x0f\x42\x40abc": "UNKNOWN_SCHEMA",
        encode(_briefing("B1"))[:-3]: "UNREADABLE",
        encode(received("VS-016", 0).event): "REFUSED",  # a violation on another family's topic
    }
    with court.judging():
        court.found()
        for body in bodies:
            court.send(BRIEFINGS, body)
        court.publish(_briefing("B2"), BRIEFINGS)
        outputs = court.outputs(
            lambda o: len(_of(DeadLetter, o)) == len(bodies) and bool(_of(ObligationChanged, o))
        )
    letters = _of(DeadLetter, outputs)
    assert {letter.value: letter.code for letter in letters} == bodies
    assert {letter.position.topic for letter in letters} == {BRIEFINGS}
    for letter in letters:
        assert letter.reasons[0].message_zh
        assert letter.reasons[0].message_en
    assert [o.subject for o in _of(ObligationChanged, outputs)] == ["B2"]


@pytest.mark.parametrize("codec", ["zstd", "snappy", "gzip"])
def test_an_agency_may_compress_as_it_likes(court: Court, codec: str) -> None:
    async def send() -> None:
        async with AIOKafkaProducer(
            bootstrap_servers=court.bootstrap, compression_type=codec
        ) as producer:
            topic = court.topics.named(BRIEFINGS)
            await producer.send_and_wait(topic, encode(_briefing("B1")), key=b"139901")

    court.found()
    asyncio.run(send())
    with court.judging():
        outputs = court.outputs(lambda o: bool(_of(ObligationChanged, o)))
    assert [o.subject for o in _of(ObligationChanged, outputs)] == ["B1"]


def test_the_same_event_twice_is_one_and_the_same_id_with_other_content_is_refused(
    court: Court,
) -> None:
    event = _briefing("B1")
    with court.judging():
        court.found()
        court.publish(event, BRIEFINGS)
        court.publish(event, BRIEFINGS)
        court.publish(event.model_copy(update={"title": "other"}), BRIEFINGS)
        outputs = court.outputs(
            lambda o: bool(_of(EventRejected, o)) and bool(_of(ObligationChanged, o))
        )
    (duplicate,) = _of(EventDuplicated, outputs)
    (rejected,) = _of(EventRejected, outputs)
    assert duplicate.event_id == event.event_id
    assert [r.rule_id for r in rejected.reasons] == ["ID_REUSED"]
    assert len(_of(ObligationChanged, outputs)) == 1


def test_a_duty_falls_overdue_by_itself_when_its_time_passes(court: Court) -> None:
    """Immediate referral: two hours after discovery, which here end a moment from now."""
    event = received("VS-025", 0).event
    court.found()
    with court.judging():
        discovered = _now() - timedelta(hours=2) + timedelta(seconds=8)
        changed = {"discovered_at": discovered, "occurred_at": discovered, "recorded_at": _now()}
        court.publish(event.model_copy(update=changed), "facts.cases")
        outputs = court.outputs(
            lambda o: any(d.status == "overdue" for d in _of(ObligationChanged, o))
        )
        until(lambda: not any(s.behind for s in shares(court.bootstrap, court.topics)), "no lag")
    overdue = [d for d in _of(ObligationChanged, outputs) if d.status == "overdue"]
    assert [d.rule_id for d in overdue] == ["YS-06"]
    due = epoch_millis(discovered) + 2 * 3_600_000
    assert epoch_millis(overdue[0].judged_at) == due + 1, "stamped with its time, not ours"
    assert [d.status for d in _of(ObligationChanged, outputs) if d.rule_id == "YS-06"] == [
        "open",
        "overdue",
    ]


def test_who_asks_a_judge_to_stop_does_not_wait_for_its_backlog(
    court: Court, monkeypatch: pytest.MonkeyPatch
) -> None:
    court.found()
    stop, batches = threading.Event(), list[int]()
    process = PartitionJudge.process

    def counted(judge: PartitionJudge, records: list[LogRecord]) -> int:
        batches.append(len(records))
        stop.set()
        return process(judge, records)

    monkeypatch.setattr(worker, "_BATCH", 5)
    monkeypatch.setattr(PartitionJudge, "process", counted)
    run(court.hub, few_rules(), stop)
    assert batches == [5]


def test_who_stops_while_kafka_sends_nothing_of_the_state_does_not_wait_for_it(
    court: Court, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    with court.judging():
        court.found()
        court.publish(_briefing("B1"), BRIEFINGS)
        court.outputs(lambda o: bool(_of(ObligationChanged, o)))
    for store in (tmp_path / "judge").glob("*.sqlite"):
        store.unlink()
    stop = threading.Event()

    class Silent(KafkaConsumer):  # type: ignore[misc]  # kafka-python says no types
        def poll(self, *_: object, **__: object) -> dict[object, object]:
            stop.set()
            return {}

    monkeypatch.setattr(partition, "KafkaConsumer", Silent)
    judging = threading.Thread(target=run, args=(court.hub, few_rules(), stop), daemon=True)
    judging.start()
    judging.join(DEADLINE_S)
    assert stop.is_set()
    assert not judging.is_alive()


def test_a_judge_that_starts_again_goes_on_where_the_last_commit_was(court: Court) -> None:
    def opened(count: int) -> Callable[[list[Message]], bool]:
        return lambda outputs: len(_of(ObligationChanged, outputs)) >= count

    court.found()
    for round_ in range(3):
        with court.judging():
            court.publish(_briefing(f"B{round_}", event_id=_id(round_)), BRIEFINGS)
            court.outputs(opened(round_ + 1))
    outputs = court.outputs(opened(3))
    assert sorted(o.subject for o in _of(ObligationChanged, outputs)) == ["B0", "B1", "B2"]
    assert _of(EventDuplicated, outputs) == []


def test_a_lost_store_is_rebuilt_from_the_changelog(court: Court, tmp_path: Path) -> None:
    event = _briefing("B1")
    with court.judging():
        court.found()
        court.publish(event, BRIEFINGS)
        court.outputs(lambda o: bool(_of(ObligationChanged, o)))
    stores = list((tmp_path / "judge").glob("*.sqlite"))
    assert len(stores) == 2
    for store in stores:
        store.write_bytes(b"not a database")
    with court.judging():
        court.publish(event, BRIEFINGS)
        outputs = court.outputs(lambda o: bool(_of(EventDuplicated, o)))
    assert len(_of(ObligationChanged, outputs)) == 1


def test_a_log_that_no_longer_holds_what_is_to_be_read_next_stops_the_judge(court: Court) -> None:
    with court.judging():
        court.found()
        court.publish(_briefing("B1"), BRIEFINGS)
        court.outputs(lambda o: bool(_of(ObligationChanged, o)))
        until(lambda: not any(s.behind for s in shares(court.bootstrap, court.topics)), "no lag")
    for number in range(2, 5):
        court.publish(_briefing(f"B{number}", event_id=_id(number)), BRIEFINGS)
    topic = court.topics.named(BRIEFINGS)
    admin = KafkaAdminClient(bootstrap_servers=court.bootstrap)
    partitions = [TopicPartition(topic, number) for number in range(PARTITIONS)]
    with closing(KafkaConsumer(bootstrap_servers=court.bootstrap)) as consumer:
        ends = consumer.end_offsets(partitions)
    (cut,) = [partition for partition in partitions if ends[partition]]
    admin.delete_records({cut: 3})
    admin.close()
    wrong = (
        rf"{topic} partition {cut.partition}: to be read from offset 1, but the log holds 3 to 4"
    )
    for _ in range(2):  # it stops each time, and skips nothing
        with pytest.raises(JudgeError, match=wrong):
            run(court.hub, few_rules(), threading.Event())


def test_a_changelog_of_another_format_is_not_built_upon(court: Court) -> None:
    producer = KafkaProducer(bootstrap_servers=court.bootstrap)
    producer.send(court.topics.judge_state, key=b"scope/matter/x", value=b"{}").get(timeout=30)
    producer.close()
    with pytest.raises(JudgeError, match="not written by this version"):
        run(court.hub, few_rules(), threading.Event())


def test_checksums_of_record_batches_are_not_reckoned_in_python() -> None:
    assert checksums.calc_crc32c.__defaults__ == (crc32c,)


def test_what_is_held_is_seldom_searched_for_cycles(
    court: Court, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(gc, "freeze", lambda: None)
    before = gc.get_threshold()
    try:
        gc.set_threshold(700, 10, 10)
        with court.judging():
            assert gc.get_threshold()[0] > 10_000
    finally:
        gc.set_threshold(*before)


def test_missing_topics_are_named(hub_instance: Instance, tmp_path: Path) -> None:
    bootstrap = hub_instance.kafka_bootstrap
    hub = Hub(bootstrap, Topics("nothing."), tmp_path, simulated=False, cluster="x")
    with pytest.raises(JudgeError, match=r"nothing\.facts\.cases"):
        run(hub, few_rules(), threading.Event())


def _id(number: int) -> UUID:
    return UUID(int=number + 1)
