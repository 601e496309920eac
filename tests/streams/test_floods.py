"""A flood of dead letters stops a worker; after the cause is mended it goes on where it stood."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest

from infra.embedded import Instance
from schemas.codec import UnreadableError, decode, encode
from schemas.events.hub import AlertRaised, DeadLetter, ObligationChanged
from schemas.floods import FloodLimits
from streams.judge import docket
from streams.judge.partition import JudgeError
from streams.judge.worker import run
from tests.packs import few_rules
from tests.streams.hub import Hub, delivery
from tests.streams.test_judge import BRIEFINGS, Court, _briefing, _of


@pytest.fixture
def court(hub_instance: Instance, tmp_path: Path) -> Iterator[Court]:
    court = Court(hub_instance, f"flood-{uuid4().hex[:12]}.", tmp_path)
    court.hub = replace(court.hub, flood_limits=FloodLimits(run=5))
    yield court
    court.close()


def _alerts(hub: Hub) -> list[AlertRaised]:
    found = [decode(record.value) for record in hub.records("hub.alerts")]
    return [output for output in found if isinstance(output, AlertRaised)]


def _stop_of(court: Court) -> str:
    """Run the judge until it stops by itself; return what it says."""
    given_up = threading.Event()
    patience = threading.Timer(60, given_up.set)
    patience.start()
    try:
        with pytest.raises(JudgeError) as told:
            run(court.hub, few_rules(), given_up)
    finally:
        patience.cancel()
    return str(told.value)


def test_a_flood_stops_the_judge_and_when_its_cause_is_mended_nothing_was_set_aside(
    court: Court, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A program that cannot read a new schema is replaced by one that can."""
    court.found()
    new = [encode(_briefing(f"B{n}", event_id=uuid4())) for n in range(12)]
    for value in new:
        court.send(BRIEFINGS, value)

    def too_old(value: bytes | None) -> Any:
        if value in new:
            raise UnreadableError("UNKNOWN_SCHEMA", "模式未知", "unknown schema", 9999)
        return decode(value)

    log = Hub(court.bootstrap, court.topics)
    with monkeypatch.context() as old:
        old.setattr(docket, "decode", too_old)
        for _ in range(2):  # a service manager starts it again
            assert "5 messages on end" in _stop_of(court)
    assert {a.code for a in _alerts(log)} == {"DEAD_LETTER_FLOOD"}
    assert len({a.output_id for a in _alerts(log)}) == 1
    assert log.records("hub.dead-letters") == []

    with court.judging():
        outputs = court.outputs(lambda o: len(_of(ObligationChanged, o)) == len(new))
    assert {o.verdict for o in _of(ObligationChanged, outputs)} == {"ON_TIME"}
    assert _of(DeadLetter, outputs) == []


def test_a_judge_whose_limits_are_raised_sets_the_flood_aside_and_goes_on(court: Court) -> None:
    court.found()
    for number in range(8):
        court.send(BRIEFINGS, b"no frame %d" % number)
    court.publish(_briefing("B1"), BRIEFINGS)
    assert f"{BRIEFINGS}/" in _stop_of(court)
    court.hub = replace(court.hub, flood_limits=FloodLimits(run=9))
    with court.judging():
        outputs = court.outputs(lambda o: bool(_of(ObligationChanged, o)))
    assert len(_of(DeadLetter, outputs)) == 8


@pytest.mark.parametrize("stage", ["router", "alerts"])
def test_a_flood_stops_what_hangs_on_the_judge_and_its_next_start_reads_on(
    hub_instance: Instance, tmp_path: Path, stage: str
) -> None:
    hub = Hub.made(hub_instance.kafka_bootstrap, partitions=1)
    source = {"router": "hub.deliveries", "alerts": "hub.verdicts"}[stage]
    bad = [b"no frame %d" % number for number in range(20)]
    with hub.pen() as pen:
        pen.write_raw([(source, value, "445103") for value in bad])
        if stage == "router":
            pen.write([delivery(1)])
        with hub.worker(stage, tmp_path, flood_run=7) as worker:
            code, said = worker.ended()
        assert code == 1
        assert "7 messages on end" in said
        assert "连续 7 条消息" in said
        (alert,) = _alerts(hub)
        assert (alert.code, alert.subject) == ("DEAD_LETTER_FLOOD", source)
        letters = [decode(r.value) for r in hub.records("hub.dead-letters")]
        assert [x.value for x in letters if isinstance(x, DeadLetter)] == bad[:6]

        with hub.worker(stage, tmp_path, flood_run=21) as worker:
            letters = [decode(r.value) for r in hub.await_records("hub.dead-letters", len(bad))]
            if stage == "router":
                hub.await_records(f"inbox.{delivery(1).to}", 1)
            assert worker.end()[0] == 0
    assert {x.value for x in letters if isinstance(x, DeadLetter)} == set(bad)
