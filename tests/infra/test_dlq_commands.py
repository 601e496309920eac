"""`hutong dlq` on real Kafka, with a real judge: list, show, replay, discard."""

from __future__ import annotations

import asyncio
import base64
import getpass
import json
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from aiokafka import AIOKafkaProducer

from infra import ExitCode
from infra.embedded import Instance
from infra.topics import ensure_topics
from schemas.codec import UnreadableError, decode, encode
from schemas.dead_letters import Refusal, dead_letter
from schemas.envelope import Event
from schemas.events.agencies import AgencyRegistered
from schemas.events.hub import (
    DeadLetter,
    DeadLetterDiscarded,
    DeadLetterRecovered,
    DeadLetterReplayed,
    EventDuplicated,
    ObligationChanged,
    Reason,
    RoutingAssigned,
)
from schemas.topics import Topics
from streams.judge import docket
from tests.infra.commands import Run
from tests.streams.hub import Hub, delivery, until
from tests.streams.test_judge import BRIEFINGS, Court, _briefing, _of
from tests.streams.vectors import founding

LATE = "11139901007005074E"
"""The agency that is registered only after its message came."""


@pytest.fixture
def court(
    hub_instance: Instance, topics: Topics, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Court]:
    """A judge's namespace, which the commands reach; all agencies but one are registered."""
    monkeypatch.setenv("HUTONG_PARTITIONS", "2")
    court = Court(hub_instance, topics.namespace, tmp_path)
    for fact in founding():
        if not _is_late(fact.event):
            court.publish(fact.event, fact.topic)
    yield court
    court.close()


def _is_late(event: Event) -> bool:
    about = event.registered_agency_id if isinstance(event, AgencyRegistered) else ""
    return LATE in {about, event.agency_id}


def _register(court: Court) -> None:
    for fact in founding():
        if isinstance(fact.event, AgencyRegistered) and _is_late(fact.event):
            court.publish(fact.event, fact.topic)


def _listed(hutong: Run, *words: str) -> list[dict[str, Any]]:
    code, out, err = hutong("dlq", "list", "--format", "json", *words)
    assert (code, err) == (0, "")
    rows: list[dict[str, Any]] = json.loads(out)
    return rows


def _shown(hutong: Run, id_: str, *words: object) -> dict[str, Any]:
    code, out, _ = hutong("dlq", "show", id_, "--format", "json", *words)
    assert code == 0
    told: dict[str, Any] = json.loads(out)
    return told


def _letters(count: int) -> Any:
    return lambda outputs: sum(o.TYPE == "dead_letter.recorded" for o in outputs) >= count


def _said(count: int, kind: type[Any]) -> Any:
    return lambda outputs: len(_of(kind, outputs)) >= count


def _log(court: Court) -> Hub:
    return Hub(court.bootstrap, court.topics)


def test_what_was_refused_for_want_of_a_registration_counts_from_its_first_arrival(
    court: Court, hutong: Run
) -> None:
    event = _briefing("B1")
    with court.judging():
        court.publish(event, BRIEFINGS)
        court.outputs(_letters(1))
        (row,) = _listed(hutong)
        assert (row["state"], row["code"], row["rule_id"]) == ("OPEN", "REFUSED", "V-05")
        assert (row["stages"], row["message_zh"]) == ("judge", "发布机关未登记")
        _register(court)
        code, out, _ = hutong(
            *("dlq", "replay", row["id"][:8], "--by", "王工", "--why", "已登记"),
            *("--format", "json"),
        )
        outputs = court.outputs(
            lambda o: bool(_of(RoutingAssigned, o)) and bool(_of(ObligationChanged, o))
        )

    first, copy = _log(court).records(BRIEFINGS)
    assert (copy.key, copy.value, copy.headers[:-1]) == (first.key, first.value, first.headers)
    assert copy.headers[-1] == ("hutong_dead_letter", row["id"].encode())
    (sent,) = json.loads(out)
    assert (code, sent["copy"]) == (0, f"{BRIEFINGS}/{copy.partition}/{copy.offset}")
    (duty,) = _of(ObligationChanged, outputs)
    assert duty.satisfied_at.timestamp() * 1000 == first.timestamp < copy.timestamp
    assert duty.verdict == "ON_TIME"
    (taken,) = _of(DeadLetterRecovered, outputs)
    assert (taken.first_position.offset, taken.position.offset) == (first.offset, copy.offset)
    given = _of(RoutingAssigned, outputs)
    assert {(d.position.offset, d.shared_at) for d in given} == {(first.offset, duty.satisfied_at)}

    assert _listed(hutong) == []
    (recovered,) = _listed(hutong, "--state", "recovered")
    assert recovered["id"] == row["id"]
    history = _shown(hutong, row["id"])["history"]
    assert {h["what"]: (h["by"], h["why"]) for h in history} == {
        "dead_letter.replayed": ("王工", "已登记"),
        "dead_letter.recovered": ("judge", None),
    }


def test_replaying_what_is_recovered_sends_nothing(court: Court, hutong: Run) -> None:
    with court.judging():
        court.publish(_briefing("B1"), BRIEFINGS)
        court.outputs(_letters(1))
        _register(court)
        code, _, err = hutong("dlq", "replay", "--rule", "V-05")
        assert (code, "add --yes" in err) == (ExitCode.USAGE, True)
        assert hutong("dlq", "replay", "--rule", "V-05", "--yes")[0] == 0
        court.outputs(_said(1, DeadLetterRecovered))
    (row,) = _listed(hutong, "--state", "recovered")
    size = _log(court).size(BRIEFINGS)
    code, out, _ = hutong("dlq", "replay", row["id"], "--format", "json")
    assert (code, [r["sent_to"] for r in json.loads(out)]) == (0, ["recovered already"])
    assert hutong("dlq", "discard", row["id"], "--why", "x")[0] == ExitCode.USAGE
    assert _log(court).size(BRIEFINGS) == size == 2


def test_a_replay_that_is_killed_before_it_is_noted_may_be_repeated(
    court: Court, hutong: Run
) -> None:
    with court.judging():
        court.publish(_briefing("B1"), BRIEFINGS)
        court.outputs(_letters(1))
    _register(court)
    (row,) = _listed(hutong)
    killed = subprocess.run(
        [sys.executable, "-c", _KILLED_BETWEEN, "dlq", "replay", row["id"]], check=False
    )
    assert killed.returncode == -signal.SIGKILL
    assert _log(court).size(BRIEFINGS) == 2, "the copy is out"
    assert _listed(hutong) == [row], "and nothing is said of it"

    assert hutong("dlq", "replay", row["id"])[0] == 0
    with court.judging():
        outputs = court.outputs(
            lambda o: _said(1, EventDuplicated)(o) and _said(1, ObligationChanged)(o)
        )
    (duty,) = _of(ObligationChanged, outputs)
    first, *copies = _log(court).records(BRIEFINGS)
    assert len(copies) == 2
    assert duty.satisfied_at.timestamp() * 1000 == first.timestamp
    assert len(_of(DeadLetterRecovered, outputs)) == 1
    assert [r["state"] for r in _listed(hutong, "--state", "all")] == ["RECOVERED"]


_KILLED_BETWEEN = """
import os, signal, sys
from infra.cli import main
from infra.dead_letters import DeadLetters
DeadLetters._say = lambda *_: os.kill(os.getpid(), signal.SIGKILL)
sys.argv[0] = "hutong"
main()
"""


def test_a_copy_that_is_refused_again_is_told_apart_and_recovers_with_its_first(
    court: Court, hutong: Run
) -> None:
    with court.judging():
        court.publish(_briefing("B1"), BRIEFINGS)
        court.outputs(_letters(1))
        (first,) = _listed(hutong)
        hutong("dlq", "replay", first["id"])
        court.outputs(_letters(2))
        (copy,) = _listed(hutong)
        assert copy["id"] != first["id"]
        assert _shown(hutong, copy["id"])["copy_of"] == first["id"]
        told = _shown(hutong, first["id"])
        assert (told["state"], told["copies"]) == ("REPLAYED", [copy["id"]])
        _register(court)
        hutong("dlq", "replay", "--all", "--yes")
        outputs = court.outputs(_said(1, ObligationChanged))
    (duty,) = _of(ObligationChanged, outputs)
    assert duty.satisfied_at.timestamp() * 1000 == _log(court).records(BRIEFINGS)[0].timestamp
    assert {r["state"] for r in _listed(hutong, "--state", "all")} == {"RECOVERED"}


def test_what_an_older_program_could_not_read_is_recovered_by_a_newer_one(
    court: Court, hutong: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    _register(court)
    values = [encode(_briefing(f"B{n}", event_id=uuid4())) for n in range(3)]

    def too_old(value: bytes | None) -> Any:
        if value in values:
            raise UnreadableError("UNKNOWN_SCHEMA", "模式未知", "unknown schema", 9999)
        return decode(value)

    with monkeypatch.context() as old:
        old.setattr(docket, "decode", too_old)
        with court.judging():
            for value in values:
                court.send(BRIEFINGS, value)
            court.outputs(_letters(3))
    assert [r["code"] for r in _listed(hutong)] == ["UNKNOWN_SCHEMA"] * 3
    hutong("dlq", "replay", "--code", "unknown_schema", "--yes")
    with court.judging():
        outputs = court.outputs(_said(3, ObligationChanged))
    records = _log(court).records(BRIEFINGS)
    duties = {o.subject: o.satisfied_at.timestamp() * 1000 for o in _of(ObligationChanged, outputs)}
    assert duties == {f"B{n}": records[n].timestamp for n in range(3)}
    assert len(_listed(hutong, "--state", "recovered")) == 3


def test_bytes_reasons_and_place_are_shown_and_discarding_says_who_and_why(
    court: Court, hutong: Run, tmp_path: Path
) -> None:
    body = b"\x00\x00\x0f\x42\x40\xff body"
    with court.judging():
        court.send(BRIEFINGS, body)
        court.outputs(_letters(1))
    (row,) = _listed(hutong, "--topic", BRIEFINGS, "--stage", "judge")
    assert row["schema_id"] == 1_000_000
    raw = tmp_path / "raw"
    told = _shown(hutong, row["id"], "--raw", raw)
    assert raw.read_bytes() == base64.b64decode(told["value"]["base64"]) == body
    assert (told["topic"], told["offset"], told["key"]) == (BRIEFINGS, 0, {"text": "139901"})
    (reason,) = told["reasons"]
    assert "1000000" in reason["message_zh"]
    assert "1000000" in reason["message_en"]
    code, out, _ = hutong("dlq", "show", row["id"][:10])
    assert code == 0
    for shown in (
        "未处理 OPEN",
        f"{BRIEFINGS}/",
        reason["fix_zh"],
        "00 00 0f 42 40 ff",
        "...B@. body",
    ):
        assert shown in out

    assert hutong("dlq", "discard", row["id"], "--why", " ")[0] == ExitCode.USAGE
    code, out, _ = hutong("dlq", "discard", row["id"][:8], "--why", "联调测试")
    assert (code, "1 discarded" in out) == (0, True)
    assert _listed(hutong) == []
    (gone,) = _listed(hutong, "--state", "discarded")
    assert gone["id"] == row["id"]
    found = [decode(r.value) for r in _log(court).records("hub.dead-letters")]
    (said,) = [o for o in found if isinstance(o, DeadLetterDiscarded)]
    assert (said.by, said.reason, str(said.dead_letter_id)) == (
        getpass.getuser(),
        "联调测试",
        row["id"],
    )
    code, out, _ = hutong("dlq", "list", "--state", "all")
    assert (code, "已弃置 DISCARDED" in out) == (0, True)


def test_what_only_the_loader_could_not_store_is_sent_to_the_loader_alone(
    court: Court, hutong: Run
) -> None:
    """The letter is written as the loader writes it; that it is stored, the loader's tests show."""
    event = _briefing("B1")
    court.publish(event, BRIEFINGS)
    (record,) = _log(court).records(BRIEFINGS)
    why = dict.fromkeys(("field", "value", "message_zh", "message_en", "fix_zh", "fix_en"), "x")
    letter = dead_letter(
        topic_plain=BRIEFINGS,
        partition=record.partition,
        offset=record.offset,
        timestamp_ms=record.timestamp,
        key=record.key,
        value=None,  # as of one that is too large for its letter
        headers=(),
        stage="loader",
        error=Refusal((Reason(rule_id="V-70", **why),), code="INVALID"),
    )
    court.send("hub.dead-letters", encode(letter))
    code, out, _ = hutong("dlq", "replay", str(letter.output_id), "--format", "json")
    assert (code, [r["sent_to"] for r in json.loads(out)]) == (0, ["loader"])
    assert _log(court).size(BRIEFINGS) == 1
    found = [decode(r.value) for r in _log(court).records("hub.dead-letters")]
    (said,) = [o for o in found if isinstance(o, DeadLetterReplayed)]
    assert (said.value, said.position, said.stage) == (encode(event), None, "loader")
    assert said.first_position == letter.position
    assert said.first_shared_at == letter.shared_at
    assert [r["state"] for r in _listed(hutong, "--state", "all")] == ["REPLAYED"]


@pytest.mark.faults
def test_what_the_router_set_aside_is_sent_to_the_router_again(
    hub_instance: Instance, topics: Topics, hutong: Run, tmp_path: Path
) -> None:
    ensure_topics(hub_instance.kafka_bootstrap, topics, partitions=2, clock="broker")
    hub = Hub(hub_instance.kafka_bootstrap, topics)
    with hub.pen() as pen:
        pen.write([delivery(1)])
        with hub.worker("router", tmp_path) as router:
            hub.await_records(f"inbox.{delivery(1).to}", 1)
            assert router.end()[0] == 0
        pen.write([_unreadable(hub, "hub.deliveries", "router")])
    (row,) = _listed(hutong, "--stage", "router")
    assert hutong("dlq", "replay", row["id"])[0] == 0
    first, copy = hub.records("hub.deliveries")
    assert (copy.value, copy.key, copy.partition) == (first.value, first.key, first.partition)
    with hub.worker("router", tmp_path) as router:
        until(lambda: hub.size(f"inbox.{delivery(1).to}") == 2, "it is delivered again")
        assert router.end()[0] == 0
    ids = {dict(r.headers)["hutong_delivery"] for r in hub.records(f"inbox.{delivery(1).to}")}
    assert ids == {str(delivery(1).output_id).encode()}, "one delivery, whoever reads it twice"


def test_a_message_without_key_and_value_cannot_be_sent_and_keeps_no_other_back(
    hub_instance: Instance, topics: Topics, hutong: Run
) -> None:
    ensure_topics(hub_instance.kafka_bootstrap, topics, partitions=2, clock="broker")
    hub = Hub(hub_instance.kafka_bootstrap, topics)
    with hub.pen() as pen:
        pen.write_raw([("hub.verdicts", b"no frame", "139901")])
        unreadable = _unreadable(hub, "hub.verdicts", "alerts")
        _send_nothing(hub, "facts.cases")
        pen.write([unreadable, _unreadable(hub, "facts.cases", "judge")])
    code, out, _ = hutong("dlq", "replay", "--all", "--yes", "--format", "json")
    assert (code, sorted(r["sent_to"] for r in json.loads(out))) == (
        0,
        ["nothing to send", "topic"],
    )
    assert {r["state"] for r in _listed(hutong, "--topic", "facts.cases")} == {"OPEN"}


def _send_nothing(hub: Hub, plain: str) -> None:
    """Write a message without key and value, which kafka-python does not send."""

    async def send() -> None:
        async with AIOKafkaProducer(bootstrap_servers=hub.bootstrap) as producer:
            batch = producer.create_batch()
            batch.append(key=None, value=None, timestamp=None)
            await (await producer.send_batch(batch, hub.topics.named(plain), partition=0))

    asyncio.run(send())


def test_what_cannot_be_done_is_said_with_an_exit_code(
    hub_instance: Instance, topics: Topics, hutong: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    code, _, err = hutong("dlq", "list")
    assert (code, f"no topic {topics.named('hub.dead-letters')}" in err) == (1, True)
    ensure_topics(hub_instance.kafka_bootstrap, topics, partitions=2, clock="simulated")
    assert _listed(hutong) == []
    code, _, err = hutong("dlq", "show", "abc")
    assert (code, "begins with 'abc'" in err) == (ExitCode.USAGE, True)
    for words in (("dlq", "replay"), ("dlq", "replay", "abc", "--all")):
        code, _, err = hutong(*words)
        assert (code, "dlq list" in err) == (ExitCode.USAGE, True)

    hub = Hub(hub_instance.kafka_bootstrap, topics)
    with hub.pen() as pen:
        pen.write_raw([("facts.cases", b"no frame", "139901")])
        letter_of = _unreadable(hub, "facts.cases", "judge")
        pen.write([letter_of])
    monkeypatch.setenv("HUTONG_CLOCK", "simulated")
    code, _, err = hutong("dlq", "replay", str(letter_of.output_id))
    assert (code, "clock is simulated" in err) == (ExitCode.USAGE, True)
    assert hub.size("facts.cases") == 2, "the message and the end of its transaction, no copy"


def _unreadable(hub: Hub, topic: str, stage: str) -> DeadLetter:
    (record,) = hub.records(topic)
    return dead_letter(
        topic_plain=topic,
        partition=record.partition,
        offset=record.offset,
        timestamp_ms=record.timestamp,
        key=record.key,
        value=record.value,
        headers=(),
        stage=stage,
        error=UnreadableError("UNREADABLE", "读不出", "unreadable"),
    )


@pytest.mark.usefixtures("no_kafka")
def test_without_kafka_it_is_one_sentence_and_exit_code_4(hutong: Run) -> None:
    code, _, err = hutong("dlq", "list")
    assert (code, "No Kafka answers" in err) == (ExitCode.UNREACHABLE, True)
