"""`hutong verify` on a hub that has lived through a simulated day: what differs is found and told.

The day is played once. Router and alerts are made to miss what they count as done; what else may
go wrong is written into the log and the tables, each kind by the test that looks for it.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from typing import Any, Final
from uuid import uuid4

import pytest
from clickhouse_driver import Client
from kafka import KafkaConsumer, KafkaProducer, TopicPartition
from kafka.structs import OffsetAndMetadata

from consumers.warehouse import connect, create
from infra.demo import PACKS
from infra.demo.offsets import Offsets
from infra.demo.run import District, play, reaching, settle
from infra.demo.workers import Workers, environment
from infra.embedded import Instance
from infra.settings import Settings
from infra.topics import prepare_topics
from producers.simulator.simulation import simulate
from schemas.codec import decode, encode
from schemas.events.hub import HubOutput, ObligationChanged, VerdictIssued
from streams.judge.partition import sources
from tests.consumers.log import until
from tests.streams.hub import Hub, verdict

pytestmark = pytest.mark.faults

DAY: Final = date(2026, 11, 23)
EVENTS: Final = 200
PARTITIONS: Final = 2

Told = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Verified:
    """What `hutong verify` said."""

    code: int
    said: Told

    def found(self, **wanted: object) -> list[Told]:
        """Return the differences that have these values."""
        every: list[Told] = self.said["differences"]
        return [d for d in every if all(d[name] == value for name, value in wanted.items())]


@dataclass(frozen=True, slots=True)
class Played:
    """A hub after its day, its workers at rest; and what verify said before and after mending."""

    district: District
    missed: Mapping[str, list[str]]
    before: Verified
    mending: Verified
    after: Verified

    def verify(self, *words: str) -> Verified:
        """Run the command."""
        return verified(self.district.settings, *words)

    @property
    def hub(self) -> Hub:
        """Its topics."""
        return Hub(self.district.bootstrap, self.district.topics)

    @contextmanager
    def clickhouse(self) -> Iterator[Client]:
        """A connection to its tables."""
        settings = self.district.settings
        client = connect(settings.host, settings.clickhouse_port)
        try:
            yield client
        finally:
            client.disconnect()


def verified(settings: Settings, *words: str) -> Verified:
    """Run `hutong verify --format json` in a process of its own."""
    ended = subprocess.run(
        [sys.executable, "-m", "infra.cli", "verify", "--format", "json", *words],
        env=environment(settings),
        capture_output=True,
        text=True,
        check=False,
    )
    assert ended.stdout, ended.stderr
    return Verified(ended.returncode, json.loads(ended.stdout))


@pytest.fixture(scope="module")
def played(hub_instance: Instance, tmp_path_factory: pytest.TempPathFactory) -> Played:
    """A day that was judged, and of which router and alerts have missed the beginning."""
    settings = Settings.load(
        data_dir=tmp_path_factory.mktemp("verified"),
        namespace=f"v{uuid4().hex[:8]}.",
        clock="simulated",
        packs=PACKS,
        partitions=PARTITIONS,
    )
    settings = reaching(settings, hub_instance)
    prepare_topics(settings)
    workers = Workers(settings)
    district = District(settings, workers)
    client = connect(settings.host, settings.clickhouse_port)
    create(client, district.database)
    client.disconnect()
    try:
        workers.start("judge")
        play(district, simulate(7, day=DAY, events=EVENTS), lambda _: None)
        _await_judge(district)
        missed = {
            "router": _skip(district, "hutong-router", "hub.deliveries", lambda _: True),
            "alerts": _skip(district, "hutong-alerts", "hub.obligations", _is_late),
        }
        for name in ("router", "alerts", "loader"):
            workers.start(name)
        settle(district, lambda _: None)
    finally:
        workers.stop()
    before = verified(settings)
    mending = verified(settings, "--resend")
    return Played(district, missed, before, mending, verified(settings))


def _await_judge(district: District) -> None:
    group = district.topics.named("hutong-judge")
    with Offsets(district.bootstrap) as offsets:
        until(lambda: not offsets.standing(group, sources(district.topics))[0], "all is judged")


def _is_late(output: HubOutput) -> bool:
    return isinstance(output, ObligationChanged) and output.status in {"overdue", "satisfied_late"}


def _skip(
    district: District, group: str, plain: str, wanted: Callable[[HubOutput], bool]
) -> list[str]:
    """Commit for a group, as if it had done all up to the first output that is wanted."""
    records = Hub(district.bootstrap, district.topics).records(plain)
    records.sort(key=lambda r: (r.partition, r.offset))
    first = next(r for r in records if wanted(_read(r)))
    consumer = KafkaConsumer(
        bootstrap_servers=district.bootstrap,
        group_id=district.topics.named(group),
        enable_auto_commit=False,
    )
    place = TopicPartition(first.topic, first.partition)
    consumer.assign([place])
    consumer.commit({place: OffsetAndMetadata(first.offset + 1, "", -1)})
    consumer.close()
    return [
        str(_read(r).output_id)
        for r in records
        if r.partition == first.partition and r.offset <= first.offset and wanted(_read(r))
    ]


def _read(record: Any) -> HubOutput:
    output = decode(record.value)
    assert isinstance(output, HubOutput)
    return output


def _told_place(record: Any) -> Told:
    plain = record.topic.rpartition(".hub.")
    return {
        "topic": f"hub.{plain[2]}",
        "partition": record.partition,
        "offset": record.offset,
    }


def test_what_router_and_alerts_missed_is_told_and_nothing_else(played: Played) -> None:
    assert played.before.code == 1
    missing = played.before.found(harmless=False)
    assert {(d["part"], d["kind"], d["remedy"]) for d in missing} == {
        ("deliveries", "missing", "resend"),
        ("alerts", "missing", "resend"),
    }
    (delivery,) = played.before.found(part="deliveries")
    assert [delivery["what"]] == [f"delivery {id_}" for id_ in played.missed["router"]]
    assert delivery["where"].startswith("inbox.")
    assert delivery["position"]["topic"] == "hub.deliveries"
    (alert,) = played.before.found(part="alerts")
    assert alert["position"]["topic"] == "hub.obligations"
    assert played.before.said["compared"]["judged"] >= EVENTS


def test_resending_mends_it_and_then_everything_agrees(played: Played) -> None:
    assert (played.mending.code, played.mending.said["mended"]) == (0, {"resend": 2})
    assert played.after.code == 0
    assert played.after.said["differences"] == []
    still_to_load = {"loader": 1}  # the alert that was sent again; the loader is at rest
    nothing = {"judge": 0, "router": 0, "alerts": 0}
    assert played.after.said["waiting"] == nothing | still_to_load


def test_what_is_there_twice_is_told_and_fails_nothing(played: Played) -> None:
    hub = played.hub
    alert = hub.records("hub.alerts")[0]
    producer = KafkaProducer(bootstrap_servers=hub.bootstrap)
    at = producer.send(
        alert.topic, alert.value, alert.key, alert.headers, alert.partition, alert.timestamp
    ).get()
    producer.close()
    seen = played.verify("--only", "alerts")
    doubled = seen.found(kind="doubled")
    assert [(d["harmless"], d["remedy"], d["position"]["offset"]) for d in doubled] == [
        (True, "none", at.offset)
    ]
    assert seen.code == 0


def test_a_verdict_that_the_offline_judge_lacks_is_told_with_its_position(played: Played) -> None:
    stray = _stray(played)
    record = _written(played, stray)
    seen = played.verify("--only", "judge")
    (found,) = [d for d in seen.found(kind="surplus") if str(stray.verdict_id) in d["what"]]
    assert (seen.code, found["where"], found["remedy"]) == (1, "hub.verdicts", "look")
    assert found["position"] == _told_place(record)


def test_a_verdict_that_was_taken_back_wrongly_is_missing(played: Played) -> None:
    outputs = [_read(r) for r in played.hub.records("hub.verdicts")]
    gone = {o.supersedes_output_id for o in outputs if isinstance(o, VerdictIssued)}
    standing = next(
        o
        for o in outputs
        if isinstance(o, VerdictIssued) and o.output_id not in gone and o.rule_id != "GX-11"
    )
    changes = {
        "output_id": uuid4(),
        "supersedes_output_id": standing.output_id,
        "withdrawn": True,
    }
    _written(played, standing.model_copy(update=changes))
    seen = played.verify("--only", "judge")
    (found,) = [d for d in seen.found(kind="missing") if str(standing.verdict_id) in d["what"]]
    assert (seen.code, found["where"], found["remedy"]) == (1, "hub.verdicts", "rebuild")
    assert found["position"]["topic"].startswith("facts.")


def test_a_duty_that_stands_otherwise_is_told_field_by_field(played: Played) -> None:
    duty = next(o for r in played.hub.records("hub.obligations") if _is_late(o := _read(r)))
    assert isinstance(duty, ObligationChanged)
    other = {"output_id": uuid4(), "revision": 99, "status": "waived"}
    _written(played, duty.model_copy(update=other))
    seen = played.verify("--only", "judge")
    (found,) = [d for d in seen.found(kind="different") if str(duty.obligation_id) in d["what"]]
    assert seen.code == 1
    assert f"status: waived → {duty.status}" in found["said_en"]


def test_a_row_that_is_missing_is_told_and_loaded(played: Played) -> None:
    table = f"`{played.district.database}`.penalty_decided"
    with played.clickhouse() as client:
        ((topic, partition, offset),) = client.execute(
            f"SELECT kafka_topic, kafka_partition, kafka_offset FROM {table} LIMIT 1"
        )
        client.execute(
            f"ALTER TABLE {table} DELETE WHERE kafka_partition = {partition} "
            f"AND kafka_offset = {offset} SETTINGS mutations_sync = 2"
        )
        place = {"topic": topic, "partition": partition, "offset": offset}
        seen = played.verify("--only", "clickhouse")
        (found,) = seen.found(kind="missing", where="penalty_decided")
        assert (seen.code, found["position"], found["remedy"]) == (1, place, "reload")
        mended = played.verify("--only", "clickhouse", "--resend")
        assert mended.said["mended"]["reload"] >= 1
        assert not played.verify("--only", "clickhouse").found(kind="missing")


def test_a_row_without_a_message_is_told(played: Played) -> None:
    table = f"`{played.district.database}`.penalty_decided"
    with played.clickhouse() as client:
        client.execute(
            f"INSERT INTO {table} SELECT * REPLACE (kafka_offset + 1000000 AS kafka_offset) "
            f"FROM {table} LIMIT 1"
        )
        # Beyond the end of the log a row may be one that has just been loaded.
        client.execute(
            f"INSERT INTO {table} SELECT * REPLACE (-1 AS kafka_offset) FROM {table} LIMIT 1"
        )
    seen = played.verify("--only", "clickhouse")
    (found,) = seen.found(kind="surplus", where="penalty_decided")
    assert (seen.code, found["position"]["offset"], found["remedy"]) == (1, -1, "look")


def test_for_people_it_is_a_table_with_what_to_do(played: Played) -> None:
    _written(played, _stray(played))
    ended = subprocess.run(
        [sys.executable, "-m", "infra.cli", "verify", "--only", "judge"],
        env=environment(played.district.settings),
        capture_output=True,
        text=True,
        check=False,
    )
    assert ended.returncode == 1
    assert "离线判定无此结论" in ended.stdout
    assert "查明由谁写入" in ended.stdout


def test_what_another_pack_led_to_is_told_and_fails_nothing(played: Played) -> None:
    other = verdict(verdict_id=uuid4(), district="371322")
    _written(played, other)
    seen = played.verify("--only", "judge")
    (found,) = [d for d in seen.found(kind="surplus") if str(other.verdict_id) in d["what"]]
    assert found["harmless"]
    assert "another pack" in found["said_en"]


def _stray(played: Played) -> VerdictIssued:
    """Return a verdict that nothing leads to, by the pack that is in force."""
    outputs = (_read(r) for r in played.hub.records("hub.verdicts"))
    pack = next(o.pack for o in outputs if isinstance(o, VerdictIssued))
    return verdict(output_id=uuid4(), verdict_id=uuid4(), district="371322", pack=pack)


def _written(played: Played, output: HubOutput) -> Any:
    """Write an output where those of its district stand; return its record."""
    hub = played.hub
    plain = "hub.verdicts" if isinstance(output, VerdictIssued) else "hub.obligations"
    number = next(r.partition for r in hub.records(plain) if r.key == output.district.encode())
    producer = KafkaProducer(
        bootstrap_servers=hub.bootstrap, transactional_id=f"{uuid4().hex}-stray"
    )
    producer.init_transactions()
    producer.begin_transaction()
    sent = producer.send(
        hub.topics.named(plain),
        key=output.district.encode(),
        value=encode(output),
        partition=number,
    )
    producer.commit_transaction()
    producer.close()
    return next(
        r for r in hub.records(plain) if (r.partition, r.offset) == (number, sent.get().offset)
    )
