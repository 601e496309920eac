"""A flood of what cannot be stored stops the loader; mended, it loads what it had not passed."""

from __future__ import annotations

import threading

import pytest

from consumers.failures import ConsumerError
from consumers.loader import run
from consumers.warehouse import create
from schemas.codec import decode
from schemas.events.hub import AlertRaised, DeadLetter
from schemas.floods import FloodLimits
from tests.consumers.log import Log, some, until

LIMITS = FloodLimits(run=5)


def _stop_of(log: Log) -> str:
    given_up = threading.Event()
    patience = threading.Timer(60, given_up.set)
    patience.start()
    try:
        with pytest.raises(ConsumerError) as told:
            run(*log.addresses, log.database, log.topics, given_up, flood_limits=LIMITS)
    finally:
        patience.cancel()
    return told.value.sentence


def test_a_table_that_takes_nothing_stops_the_loader_and_nothing_is_set_aside(log: Log) -> None:
    create(log.client, log.database)
    table = f"{log.database}.violation_discovered"
    log.client.execute(f"ALTER TABLE {table} ADD CONSTRAINT never CHECK subject = ''")
    log.say(*(some("violation.discovered", n) for n in range(30)))
    log.say(some("case.filed"))

    assert "5 messages on end" in _stop_of(log)
    assert "never" in _stop_of(log), "a service manager starts it again: it stops again"
    assert log.messages("hub.dead-letters") == {}
    assert ("facts.cases", 0) not in log.committed()
    alerts = [decode(record.value) for record in log.messages("hub.alerts").values()]
    assert {a.code for a in alerts if isinstance(a, AlertRaised)} == {"DEAD_LETTER_FLOOD"}
    assert len({a.output_id for a in alerts if isinstance(a, AlertRaised)}) == 1

    log.client.execute(f"ALTER TABLE {table} DROP CONSTRAINT never")
    with log.loading():
        until(lambda: log.loaded("violation.discovered") == 30, "all are loaded")
        until(lambda: log.committed().get(("facts.cases", 0)) == 31, "offsets are committed")
    assert log.loaded("case.filed") == 1
    assert log.messages("hub.dead-letters") == {}


def test_unreadable_messages_on_end_stop_the_loader(log: Log) -> None:
    log.say(some("violation.discovered"))
    log.write("facts.cases", [b"no frame"] * 5)
    assert "连续 5 条消息" in _stop_of(log)
    assert log.loaded("violation.discovered") == 1
    with log.loading():
        until(lambda: log.loaded("dead_letter.recorded") == 5, "limits are raised: all set aside")
    letters = [decode(record.value) for record in log.messages("hub.dead-letters").values()]
    assert {x.position.offset for x in letters if isinstance(x, DeadLetter)} == set(range(1, 6))
