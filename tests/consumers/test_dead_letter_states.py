"""What ClickHouse shows of dead letters that came again, or were discarded."""

from __future__ import annotations

from typing import Any

import pytest

from consumers.warehouse import create
from schemas.codec import UnreadableError, encode
from schemas.dead_letters import dead_letter, dead_letter_id
from schemas.events.hub import DeadLetter
from schemas.instants import epoch_millis
from tests.consumers.log import Log, some, until
from tests.consumers.stored import Said, Storing, at

GARBLED = UnreadableError("UNREADABLE", "读不出", "unreadable")


def _letter(said: Said, stage: str = "judge", value: bytes | None = b"") -> DeadLetter:
    return dead_letter(
        topic_plain=said.topic,
        partition=said.partition,
        offset=said.offset,
        timestamp_ms=said.timestamp,
        key=said.key,
        value=value or said.value,
        headers=said.headers,
        stage=stage,
        error=GARBLED,
    )


@pytest.fixture
def store(log: Log) -> Storing:
    create(log.client, log.database)
    return Storing(log)


def _rows(log: Log, sql: str) -> list[tuple[Any, ...]]:
    return log.ask(f"SELECT {sql}")


def test_an_event_that_came_again_is_one_row_with_the_arrival_that_counts(
    log: Log, store: Storing
) -> None:
    event = some("penalty.decided", 1)
    first = store.put(event, "23 10:00")
    letter = _letter(first)
    store.put(letter, "23 10:00")
    assert _rows(log, "count() FROM db.v_events") == [(0,)]
    copy = store.put(event, "25 09:00")
    told = {
        "dead_letter_id": letter.output_id,
        "position": copy.position,
        "first_position": first.position,
        "first_shared_at": at("23 10:00"),
    }
    store.put(some("dead_letter.replayed", 1, by="王工", reason="已登记", **told), "25 09:00")
    store.put(some("dead_letter.recovered", 1, **told), "25 09:00")

    assert _rows(log, "event_id, shared_at, kafka_offset FROM db.v_events") == [
        (event.event_id, at("23 10:00"), copy.offset)  # type: ignore[union-attr]  # an event
    ]
    assert _rows(log, "state, by, why FROM db.v_dead_letters") == [("RECOVERED", "王工", "已登记")]


def test_a_registration_that_came_again_is_older_than_the_one_that_followed_its_first_arrival(
    log: Log, store: Storing
) -> None:
    old = some("agency.registered", 1, agency_name="旧名")
    first = store.put(old, "23 08:00")
    store.put(_letter(first), "23 08:00")
    store.put(some("agency.registered", 2, agency_name="新名"), "24 08:00")
    copy = store.put(old, "25 08:00")
    told = {"position": copy.position, "first_position": first.position}
    store.put(some("dead_letter.recovered", 1, first_shared_at=at("23 08:00"), **told), "25 08:00")
    assert _rows(log, "agency_name, shared_at FROM db.v_agencies") == [("新名", at("24 08:00"))]


def test_a_referral_that_came_again_shows_its_first_arrival_and_so_does_its_answer(
    log: Log, store: Storing
) -> None:
    for number, name in enumerate(("referral.sent", "referral.acceptance_replied"), 1):
        event = some(name)
        first = store.put(event, f"23 0{number}:00")
        store.put(_letter(first), f"23 0{number}:00")
        copy = store.put(event, "25 08:00")
        told = {"position": copy.position, "first_position": first.position}
        shared = at(f"23 0{number}:00")
        store.put(some("dead_letter.recovered", number, first_shared_at=shared, **told), "25 08:00")
    assert _rows(log, "shared_at, reply_shared_at FROM db.v_referrals") == [
        (at("23 01:00"), at("23 02:00"))
    ]


def test_the_state_is_what_was_said_last_and_recovered_for_good(log: Log, store: Storing) -> None:
    letters = []
    for n in range(4):
        letter = _letter(Said("facts.cases", n, b"no frame"))
        store.put(letter, "23 10:00")
        letters.append(letter.output_id)
    _, discarded, replayed, recovered = letters
    store.put(some("dead_letter.replayed", 1, dead_letter_id=discarded), "23 11:00")
    store.put(
        some("dead_letter.discarded", 1, dead_letter_id=discarded, by="王工", reason="测试"),
        "23 12:00",
    )
    store.put(some("dead_letter.discarded", 2, dead_letter_id=replayed), "23 11:00")
    store.put(
        some("dead_letter.replayed", 2, dead_letter_id=replayed, by="李工", reason=None),
        "23 12:00",
    )
    store.put(some("dead_letter.recovered", 3, dead_letter_id=recovered), "23 11:00")
    last = some("dead_letter.replayed", 3, dead_letter_id=recovered, by="赵工", reason="再试")
    store.put(last, "23 12:00")
    assert _rows(log, "state, by, why FROM db.v_dead_letters ORDER BY kafka_offset") == [
        ("OPEN", None, None),
        ("DISCARDED", "王工", "测试"),
        ("REPLAYED", "李工", None),
        ("RECOVERED", "赵工", "再试"),
    ]


def test_a_copy_names_the_letter_it_is_a_copy_of_and_shares_its_recovery(
    log: Log, store: Storing
) -> None:
    first = Said("facts.cases", 0, b"x")
    id_ = str(dead_letter_id("facts.cases", 1, 0)).encode()
    copy = Said("facts.cases", 1, b"x", headers=(("hutong_dead_letter", id_),))
    other = Said("facts.cases", 2, b"other", headers=(("hutong_dead_letter", id_),))
    for said in (copy, other, first):
        store.put(_letter(said), "23 10:00")
    shown = "kafka_offset, state, copy_of FROM db.v_dead_letters ORDER BY kafka_offset"
    root = dead_letter_id("facts.cases", 1, 0)
    assert _rows(log, shown) == [(0, "REPLAYED", None), (1, "OPEN", root), (2, "OPEN", None)]
    store.put(some("dead_letter.recovered", 1, dead_letter_id=root), "23 11:00")
    assert _rows(log, shown) == [
        (0, "RECOVERED", None),
        (1, "RECOVERED", root),
        (2, "OPEN", None),
    ]


def test_what_only_the_loader_could_not_store_is_stored_at_its_first_position_when_replayed(
    log: Log,
) -> None:
    """As after a table was mended: the judge had taken it, so it must count from where it stood."""
    event = some("violation.discovered", 1)
    shared = at("23 09:30")
    first = {"topic": "facts.cases", "partition": 0, "offset": 0}
    letter = dead_letter_id("facts.cases", 0, 0)
    told = {
        "dead_letter_id": letter,
        "position": None,
        "first_position": first,
        "first_shared_at": shared,
        "stage": "loader",
    }
    create(log.client, log.database)
    log.client.execute(
        f"ALTER TABLE {log.database}.violation_discovered ADD CONSTRAINT never CHECK subject = ''"
    )
    log.say(event, timestamp_ms=epoch_millis(shared))
    with log.loading():
        until(lambda: log.loaded("dead_letter.recorded") == 1, "it is set aside")
        log.client.execute(f"ALTER TABLE {log.database}.violation_discovered DROP CONSTRAINT never")
        garbled = some("dead_letter.replayed", 2, **told | {"value": b"still garbled"})
        log.say(garbled, some("dead_letter.replayed", 1, **told | {"value": encode(event)}))
        until(lambda: log.loaded("dead_letter.recovered") == 1, "it is said to be recovered")
    assert log.ask("SELECT kafka_offset, kafka_time FROM db.violation_discovered FINAL") == [
        (0, shared)
    ]
    assert log.ask("SELECT event_id, shared_at FROM db.v_events") == [
        (event.event_id, shared)  # type: ignore[union-attr]  # an event
    ]
    assert log.ask("SELECT state, stages FROM db.v_dead_letters") == [("RECOVERED", ["loader"])]
