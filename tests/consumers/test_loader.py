"""The loader against real Kafka and real ClickHouse."""

from __future__ import annotations

import gc
import os
import threading
from datetime import date

import pytest
from kafka import KafkaConsumer, TopicPartition
from kafka.structs import OffsetAndMetadata

from consumers.failures import ConsumerError, UnreachableError
from consumers.loader import Loader, Progress, run
from consumers.loader.dead_letters import DeadLetterBox
from consumers.loader.inserting import Inserter
from consumers.loader.reader import LogReader, group_of
from consumers.warehouse import connect, create
from infra.embedded import Instance
from schemas.codec import decode, encode
from schemas.dead_letters import dead_letter_id
from schemas.events.hub import DeadLetter
from schemas.topics import Topics
from tests.consumers.extremes import framed
from tests.consumers.flaky import FlakyClickHouse
from tests.consumers.log import DISTRICT, LARGEST, MORNING_MS, Log, some, until


def _letters(log: Log) -> list[DeadLetter]:
    found = [decode(record.value) for record in log.messages("hub.dead-letters").values()]
    return [letter for letter in found if isinstance(letter, DeadLetter)]


def test_an_event_lands_in_its_types_table_with_its_position_and_shared_time(log: Log) -> None:
    with log.loading():
        event = some("penalty.decided")
        (offset,) = log.say(event, partition=1)
        until(lambda: log.loaded("penalty.decided") == 1, "the event is loaded")

    assert log.ask(
        "SELECT kafka_topic, kafka_partition, kafka_offset, toUnixTimestamp64Milli(kafka_time), "
        "fine_amount_yuan, party.party_name FROM db.penalty_decided"
    ) == [
        (
            "facts.penalty-decisions",
            1,
            offset,
            MORNING_MS,
            event.fine_amount_yuan,  # type: ignore[union-attr]  # it is a penalty
            event.party.party_name,  # type: ignore[union-attr]
        )
    ]


def test_every_topic_is_loaded_and_its_offsets_committed_to_the_end(log: Log) -> None:
    said = [
        some("violation.discovered"),
        some("verdict.issued"),
        some("obligation.changed"),
        some("routing.assigned"),
        some("dead_letter.recorded"),
        some("alert.raised"),
        some("clock.ticked"),
        some("event.duplicated"),
        some("event.rejected"),
    ]
    log.say(*said)
    with log.loading():
        for message in said:
            until(lambda t=message.TYPE: log.loaded(t) == 1, f"{message.TYPE} is loaded")  # type: ignore[misc]
        ends = {(t, p): o + 1 for t, p, o in sorted(log.all_messages())}
        until(lambda: log.committed() == ends, "offsets are committed")


def test_messages_that_cannot_be_read_become_dead_letters_and_the_rest_goes_on(log: Log) -> None:
    values = [
        b"no frame at all",
        b"\x00\x00\x00\xff\xffunknown schema",
        encode(some("violation.discovered"))[:-3],
        encode(some("violation.discovered")) + b"surplus",
        None,
        b"",
        encode(some("penalty.decided")),  # readable, but not on this topic
        encode(some("verdict.issued")),  # an agency cannot speak for the hub
    ]
    offsets = log.write("facts.cases", values, headers=[("ce_id", b"\xff\x00"), ("none", b"")])
    log.say(some("violation.discovered"))
    with log.loading():
        until(lambda: log.loaded("dead_letter.recorded") == len(values), "all are set aside")
        until(lambda: log.loaded("violation.discovered") == 1, "the good one is loaded")

    letters = sorted(_letters(log), key=lambda letter: letter.position.offset)
    assert [letter.code for letter in letters] == [
        "UNREADABLE",
        "UNKNOWN_SCHEMA",
        "UNREADABLE",
        "UNREADABLE",
        "UNREADABLE",
        "UNREADABLE",
        "INVALID",
        "INVALID",
    ]
    assert [letter.value for letter in letters] == values
    assert [letter.output_id for letter in letters] == [
        dead_letter_id("facts.cases", 0, offset) for offset in offsets
    ]
    assert {(x.stage, x.district, x.key) for x in letters} == {("loader", "371322", DISTRICT)}
    assert [(h.name, h.value) for h in letters[0].headers] == [
        ("ce_id", b"\xff\x00"),
        ("none", b""),
    ]
    assert all(letter.reasons[0].message_zh and letter.reasons[0].fix_en for letter in letters)
    assert (log.loaded("penalty.decided"), log.loaded("verdict.issued")) == (0, 0)


def test_a_date_that_clickhouse_has_no_value_for_is_named_and_never_stored_as_another(
    log: Log,
) -> None:
    record = some("authority.item_list_published").model_dump()
    record["items"][0]["effective_to"] = date(9999, 12, 31)
    log.write("facts.authority", [framed("authority.item_list_published", record)])
    with log.loading():
        until(lambda: log.loaded("dead_letter.recorded") == 1, "it is set aside")

    (letter,) = _letters(log)
    (reason,) = letter.reasons
    assert (letter.code, reason.field, reason.value) == (
        "INVALID",
        "items.0.effective_to",
        "9999-12-31",
    )
    assert log.loaded("authority.item_list_published") == 0


def test_one_row_that_clickhouse_refuses_is_found_and_all_others_are_inserted(log: Log) -> None:
    create(log.client, log.database)
    log.client.execute(
        f"ALTER TABLE {log.database}.violation_discovered "
        "ADD CONSTRAINT picky CHECK subject NOT LIKE 'BAD%'"
    )
    bad = {137, 138, 900}
    log.say(
        *(
            some("violation.discovered", n, subject=f"{'BAD' if n in bad else 'GOOD'} {n}")
            for n in range(1000)
        )
    )
    with log.loading():
        until(lambda: log.loaded("dead_letter.recorded") == len(bad), "the bad ones are set aside")
        until(lambda: log.loaded("violation.discovered") == 1000 - len(bad), "the rest is loaded")

    letters = _letters(log)
    assert {letter.position.offset for letter in letters} == bad
    assert {letter.code for letter in letters} == {"INVALID"}
    assert all("picky" in letter.reasons[0].message_en for letter in letters)


def test_a_refused_dead_letter_does_not_breed_dead_letters(log: Log) -> None:
    create(log.client, log.database)
    log.client.execute(
        f"ALTER TABLE {log.database}.dead_letter_recorded ADD CONSTRAINT never CHECK district = ''"
    )
    log.write("facts.cases", [b"unreadable"])
    with log.loading():
        until(lambda: len(_letters(log)) == 1, "it is set aside")
        log.say(some("violation.discovered"))
        until(lambda: log.loaded("violation.discovered") == 1, "the loader goes on")
        ends = {(t, p): o + 1 for t, p, o in sorted(log.all_messages())}
        until(lambda: log.committed() == ends, "the refused letter is passed")
    assert len(_letters(log)) == 1


def test_a_message_too_large_for_its_dead_letter_keeps_its_position(log: Log) -> None:
    (offset,) = log.write("facts.cases", [os.urandom(LARGEST - 200)])
    with log.loading():
        until(lambda: log.loaded("dead_letter.recorded") == 1, "it is set aside")

    (letter,) = _letters(log)
    assert (letter.position.offset, letter.value) == (offset, None)
    assert letter.reasons[-1].value == f"{LARGEST - 200} bytes"


def test_aborted_transactions_are_not_loaded(log: Log) -> None:
    from kafka import KafkaProducer  # noqa: PLC0415  # a writer of transactions, here only

    writer = KafkaProducer(
        bootstrap_servers=log.bootstrap, transactional_id=f"{log.topics.namespace}t"
    )
    writer.init_transactions()
    topic = log.topics.named("hub.verdicts")
    for number, outcome in enumerate((writer.abort_transaction, writer.commit_transaction)):
        writer.begin_transaction()
        value = encode(some("verdict.issued", number))
        writer.send(topic, key=DISTRICT, value=value, partition=0)
        writer.flush()
        outcome()
    writer.close()
    with log.loading():
        until(lambda: log.loaded("verdict.issued") == 1, "the committed one is loaded")
    kept = some("verdict.issued", 1)
    assert log.ask("SELECT output_id FROM db.verdict_issued") == [(kept.output_id,)]  # type: ignore[union-attr]


def test_an_offset_beyond_the_log_stops_the_loader_and_resets_nothing(log: Log) -> None:
    log.say(some("violation.discovered"))
    place = TopicPartition(log.topics.named("facts.cases"), 0)
    earlier = KafkaConsumer(
        bootstrap_servers=log.bootstrap, group_id=group_of(log.topics), enable_auto_commit=False
    )
    earlier.assign([place])
    earlier.commit({place: OffsetAndMetadata(41, "", -1)})
    earlier.close(autocommit=False)

    with pytest.raises(ConsumerError, match=r"up to offset 41, but it holds 0 to 1.*reset") as told:
        run(*log.addresses, log.database, log.topics, threading.Event())
    assert "\n" not in told.value.sentence
    assert log.committed()["facts.cases", 0] == 41


def test_a_missing_topic_is_named(hub_instance: Instance) -> None:
    with pytest.raises(ConsumerError, match=r"has no topic nowhere\.facts"):
        LogReader(hub_instance.kafka_bootstrap, Topics("nowhere."))


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
def test_kafka_that_does_not_answer_is_one_clear_sentence() -> None:
    with pytest.raises(UnreachableError, match=r"Kafka at 127\.0\.0\.1:9 does not answer"):
        LogReader("127.0.0.1:9", Topics(), timeout_ms=500)
    gc.collect()  # kafka-python leaves the refused sockets to the collector


def test_clickhouse_that_does_not_answer_at_the_start_is_one_clear_sentence(log: Log) -> None:
    with pytest.raises(UnreachableError, match=r"ClickHouse at 127\.0\.0\.1:9 does not answer"):
        run(log.bootstrap, "127.0.0.1", 9, log.database, log.topics, threading.Event())


@pytest.mark.parametrize("trouble", ["away", "late"])
def test_while_clickhouse_is_away_or_late_offsets_stay_and_nothing_is_lost(
    log: Log, trouble: str
) -> None:
    create(log.client, log.database)
    log.say(*(some("violation.discovered", n) for n in range(20)))
    told: list[Progress] = []
    stop = threading.Event()
    with FlakyClickHouse(log.instance) as between:
        reader = LogReader(log.bootstrap, log.topics)
        client = connect("127.0.0.1", between.port, answer_timeout_s=0.5)
        box = DeadLetterBox(log.bootstrap, log.topics)
        loader = Loader(reader, Inserter(client, log.database), box, log.topics, told.append)
        thread = threading.Thread(target=loader.run, args=(stop,))
        thread.start()
        until(lambda: ("facts.cases", 0) in log.committed(), "the first are loaded")
        between.trouble(trouble)
        log.say(*(some("violation.discovered", n) for n in range(20, 40)))
        until(lambda: any(p.state == "waiting" for p in told), "the loader says that it waits")
        assert log.committed()["facts.cases", 0] == 20
        between.trouble("none")
        until(lambda: log.committed()["facts.cases", 0] == 40, "the rest is loaded")
        stop.set()
        thread.join()
        reader.close()
        box.close()
        client.disconnect()

    assert log.one("SELECT count() FROM db.violation_discovered FINAL") == 40
    assert told[-1].state == "loading"
