"""The router, as a process, on real Kafka."""

from __future__ import annotations

import logging
import os
from pathlib import Path
from uuid import uuid5

import psutil
from kafka import KafkaAdminClient
from kafka.admin import ConfigResource, ConfigResourceType

from infra.embedded import Instance, start
from infra.settings import Settings
from schemas.codec import decode, encode
from schemas.dead_letters import dead_letter_id
from schemas.events.hub import DeadLetter, RoutingReassigned
from schemas.instants import epoch_millis
from schemas.topics import Topics
from streams.faust_app import quiet_libraries
from streams.faust_transport import ExactTransport
from tests.streams.hub import DISTRICT, IDS, Hub, delivery, until, verdict

TOWNSHIP = delivery(0).to
INBOX = f"inbox.{TOWNSHIP}"


def test_a_delivery_reaches_the_inbox_of_its_agency(hub_instance: Instance, tmp_path: Path) -> None:
    hub = Hub.made(hub_instance.kafka_bootstrap)
    sent = delivery(1)
    other_agency = delivery(2, to="11445103007039999X").model_dump()
    moved = RoutingReassigned(
        **other_agency, reassigned_from=TOWNSHIP, cause_event_id=uuid5(IDS, "designation")
    )
    with hub.worker("router", tmp_path) as router, hub.pen() as pen:
        pen.write([sent, moved])
        (record,) = hub.await_records(INBOX, 1)
        (other,) = hub.await_records("inbox.11445103007039999X", 1)
        assert _listening(router.process.pid) == []
        assert router.end() == (0, "")

    assert (decode(record.value), record.key) == (sent, DISTRICT.encode())
    assert decode(other.value) == moved
    assert dict(other.headers)["ce_type"] == b"cn.xzzf.routing.reassigned.v1"
    headers = dict(record.headers)
    assert headers["hutong_delivery"] == str(sent.output_id).encode()
    assert headers["hutong_reason"] == b"YS-05"
    assert headers["hutong_event"] == str(sent.event_id).encode()
    assert headers["hutong_event_type"] == b"referral.sent"
    assert headers["ce_type"] == b"cn.xzzf.routing.assigned.v1"


def test_an_inbox_has_one_partition_and_keeps_everything(
    hub_instance: Instance, tmp_path: Path
) -> None:
    hub = Hub.made(hub_instance.kafka_bootstrap)
    with hub.worker("router", tmp_path), hub.pen() as pen:
        pen.write([delivery(1)])
        hub.await_records(INBOX, 1)
    config = _config(hub, INBOX)
    assert config["retention.ms"] == "-1"
    assert config["message.timestamp.type"] == "LogAppendTime"
    assert {record.partition for record in hub.records(INBOX)} == {0}


def test_on_the_simulated_clock_a_delivery_bears_the_time_of_its_judgement(
    hub_instance: Instance, tmp_path: Path
) -> None:
    hub = Hub.made(hub_instance.kafka_bootstrap, clock="simulated")
    sent = [delivery(number) for number in range(200)]
    with hub.worker("router", tmp_path, clock="simulated"), hub.pen() as pen:
        pen.write(sent)
        records = hub.await_records(INBOX, len(sent))
    assert _config(hub, INBOX)["message.timestamp.type"] == "CreateTime"
    assert [r.timestamp for r in records] == [epoch_millis(d.judged_at) for d in sent]


def test_an_aborted_transaction_delivers_nothing_and_no_restart_delivers_twice(
    hub_instance: Instance, tmp_path: Path
) -> None:
    """Every transaction leaves control records, that is holes, from offset 1 on."""
    hub = Hub.made(hub_instance.kafka_bootstrap)
    with hub.pen() as pen:
        for number in range(40):
            pen.write([delivery(number)])
            pen.write([delivery(1000 + number)], kept=False)
        with hub.worker("router", tmp_path) as router:
            hub.await_records(INBOX, 40)
            router.end()
        assert hub.unread("hutong-router", "hub.deliveries") == 0
        with hub.worker("router", tmp_path) as router:
            pen.write([delivery(40)])
            records = hub.await_records(INBOX, 41)
            router.end()
    assert [decode(r.value) for r in records] == [delivery(number) for number in range(41)]


def test_what_cannot_be_taken_becomes_a_dead_letter_and_the_rest_goes_on(
    hub_instance: Instance, tmp_path: Path
) -> None:
    hub = Hub.made(hub_instance.kafka_bootstrap, partitions=1)
    strange = [
        b"\xff\xfe no frame",
        None,
        encode(verdict(output_id=uuid5(IDS, "verdict"))),
        encode(delivery(7, to="../etc")),
    ]
    with hub.worker("router", tmp_path) as router, hub.pen() as pen:
        pen.write_raw([("hub.deliveries", value, DISTRICT) for value in strange])
        pen.write([delivery(8)])
        hub.await_records(INBOX, 1)
        letters = [decode(r.value) for r in hub.await_records("hub.dead-letters", len(strange))]
        code, said = router.end()

    assert code == 0
    assert said.count("set aside") == len(strange)
    assert [letter.value for letter in letters if isinstance(letter, DeadLetter)] == strange
    for offset, letter in enumerate(letters):
        assert isinstance(letter, DeadLetter)
        assert letter.output_id == dead_letter_id("hub.deliveries", 0, offset)
        assert (letter.stage, letter.district) == ("router", DISTRICT)
        assert letter.reasons[0].message_zh


def test_killed_with_9_again_and_again_it_delivers_everything(
    hub_instance: Instance, tmp_path: Path
) -> None:
    hub = Hub.made(hub_instance.kafka_bootstrap)
    sent = [delivery(number) for number in range(3000)]
    with hub.pen() as pen:
        for beginning in range(0, len(sent), 1000):
            pen.write(sent[beginning : beginning + 500])
            with hub.worker("router", tmp_path) as router:
                before = hub.size(INBOX)
                until(lambda before=before: hub.size(INBOX) > before, "a delivery")  # type: ignore[misc]
                pen.write(sent[beginning + 500 : beginning + 1000])
                router.kill()
        with hub.worker("router", tmp_path) as router:
            records = hub.await_records(INBOX, len(sent))
            router.end()
    assert {_delivery_id(r) for r in records} == {str(d.output_id) for d in sent}
    assert {decode(r.value) for r in records} == set(sent)
    assert hub.unread("hutong-router", "hub.deliveries") == 0


def test_workers_that_come_and_go_deliver_everything_together(
    hub_instance: Instance, tmp_path: Path
) -> None:
    hub = Hub.made(hub_instance.kafka_bootstrap)
    sent = [
        delivery(number, district=f"4451{number % 20:02d}", value=b"x" * 200)
        for number in range(3000)
    ]
    with hub.pen() as pen, hub.worker("router", tmp_path / "a") as first:
        pen.write(sent[:1000])
        hub.await_records(INBOX, 1)
        with hub.worker("router", tmp_path / "b") as second:
            pen.write(sent[1000:2000])
            hub.await_records(INBOX, 2000)
            assert first.end() == (0, "")
            pen.write(sent[2000:])
            records = hub.await_records(INBOX, 3000)
            assert second.end() == (0, "")
    assert {_delivery_id(r) for r in records} == {str(d.output_id) for d in sent}


def test_a_delivery_that_cannot_be_sent_ends_the_worker_and_is_not_counted_as_done(
    hub_instance: Instance, tmp_path: Path
) -> None:
    hub = Hub.made(hub_instance.kafka_bootstrap, partitions=1)
    with hub.pen() as pen:
        pen.write([delivery(1), delivery(2, value=b"x" * 5 * 2**20), delivery(3)])
        with hub.worker("router", tmp_path) as router:
            code, said = router.ended()
    assert code == 1
    assert said.startswith("The router ends because of MessageSizeTooLargeError: ")
    assert "Traceback" not in said
    assert [decode(r.value) for r in hub.records(INBOX)] == [delivery(1)]
    assert hub.unread("hutong-router", "hub.deliveries") >= 2


def test_without_kafka_it_says_so_and_exits_with_4(tmp_path: Path) -> None:
    with Hub("127.0.0.1:1", Topics("t.")).worker("router", tmp_path) as router:
        code, said = router.ended()
    assert code == 4
    assert said.startswith("Kafka does not answer at 127.0.0.1:1")
    assert len(said.splitlines()) == 1


def test_without_the_hubs_topics_it_says_which(hub_instance: Instance, tmp_path: Path) -> None:
    with Hub(hub_instance.kafka_bootstrap, Topics("no.")).worker("router", tmp_path) as router:
        code, said = router.ended()
    assert code == 1
    assert "has no topic no.hub.deliveries" in said


def test_two_workers_cannot_work_in_one_directory(hub_instance: Instance, tmp_path: Path) -> None:
    hub = Hub.made(hub_instance.kafka_bootstrap)
    with hub.worker("router", tmp_path), hub.pen() as pen:
        pen.write([delivery(1)])
        hub.await_records(INBOX, 1)
        with hub.worker("router", tmp_path) as second:
            code, said = second.ended()
    assert code == 1
    assert said == f"Another router works in {tmp_path}: give each worker a directory of its own.\n"


def test_kafka_may_be_killed_and_come_back(tmp_path: Path) -> None:
    settings = Settings.load(
        data_dir=tmp_path / "hub",
        **dict.fromkeys(
            ("kafka_port", "kafka_controller_port", "clickhouse_port", "clickhouse_http_port"), 0
        ),
    )
    with start(settings) as instance:
        hub = Hub.made(instance.kafka_bootstrap)
        ports = instance.state.parts["kafka"].ports
        with hub.worker("router", tmp_path / "router") as router:
            with hub.pen() as pen:
                pen.write([delivery(1)])
            hub.await_records(INBOX, 1)
            os.kill(instance.pids["kafka"], 9)
            instance.stop()
            same_ports = {
                "kafka_port": ports["client"],
                "kafka_controller_port": ports["controller"],
            }
            with start(settings.model_copy(update=same_ports)):
                with hub.pen() as pen:
                    pen.write([delivery(2), delivery(3, to="11445103007039999X")])
                records = hub.await_records(INBOX, 2)
                hub.await_records("inbox.11445103007039999X", 1)
                assert router.end() == (0, "")
    assert {_delivery_id(r) for r in records} == {str(delivery(n).output_id) for n in (1, 2)}


def _delivery_id(record: object) -> str:
    headers: list[tuple[str, bytes]] = record.headers  # type: ignore[attr-defined]
    return dict(headers)["hutong_delivery"].decode()


def _listening(pid: int) -> list[object]:
    connections = psutil.Process(pid).net_connections()
    return [c for c in connections if c.status == psutil.CONN_LISTEN]


def _config(hub: Hub, plain: str) -> dict[str, str]:
    admin = KafkaAdminClient(bootstrap_servers=hub.bootstrap)
    resource = ConfigResource(ConfigResourceType.TOPIC, hub.topics.named(plain))
    try:
        (described,) = admin.describe_configs([resource])["topic"].values()
    finally:
        admin.close()
    return {name: entry["value"] for name, entry in described.items()}


def test_what_a_service_of_our_transport_complains_of_while_it_ends_is_not_printed() -> None:
    """Its consumer thread may have closed its loop already; Faust logs that under our module."""
    quiet_libraries()
    logger = logging.getLogger(ExactTransport.Consumer.__module__)
    assert not logger.isEnabledFor(logging.ERROR)
