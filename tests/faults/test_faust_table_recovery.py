"""What decision 0004 rests on: a Faust worker with a table, and our router, killed alike.

The first test reports how many events the table never saw (a race: often none). Only the second
one can fail.
"""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path

import pytest
from kafka import KafkaAdminClient, KafkaProducer
from kafka.admin import NewTopic

from infra.embedded import Instance
from tests.streams.hub import DEADLINE_S, Hub, delivery, until

pytestmark = pytest.mark.faults

KILLS = 12
EVENTS = 36_000
PARTITIONS = 6
QUIET_S = 15.0
"""A worker that writes nothing for so long, with nothing left to take over, is done."""


def test_how_many_events_a_table_skips_is_reported(
    hub_instance: Instance, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    hub = Hub.made(hub_instance.kafka_bootstrap)
    source, changelog = "tables-source", "tables-seen-changelog"
    _make(hub, source, changelog)
    with KafkaProducer(bootstrap_servers=hub.bootstrap, linger_ms=5) as producer:
        for number in range(EVENTS):
            producer.send(hub.topics.named(source), key=b"%d" % number, value=b"x" * 50)
        producer.flush()
    for number in range(KILLS):
        worker = _table_worker(hub, tmp_path / str(number))
        _after(hub, changelog, EVENTS // KILLS // 2)
        worker.kill()
        worker.wait()
    worker = _table_worker(hub, tmp_path / "last")
    _after(hub, changelog, 1)
    _until_quiet(hub, changelog)
    worker.kill()
    worker.wait()

    seen = {record.key for record in hub.records(changelog)}
    skipped = EVENTS - len(seen)
    with capsys.disabled():
        sys.stdout.write(f"\n{KILLS} kills, worker with a table: {skipped} of {EVENTS} skipped\n")
    assert skipped < EVENTS


def test_the_router_under_the_same_treatment_delivers_everything(
    hub_instance: Instance, tmp_path: Path
) -> None:
    hub = Hub.made(hub_instance.kafka_bootstrap, partitions=PARTITIONS)
    sent = [delivery(n, district=f"4451{n % 50:02d}") for n in range(EVENTS)]
    inbox = f"inbox.{sent[0].to}"
    with hub.pen() as pen:
        for beginning in range(0, EVENTS, 500):
            pen.write(sent[beginning : beginning + 250])
            pen.write(sent[beginning : beginning + 250], kept=False)
            pen.write(sent[beginning + 250 : beginning + 500])
    for _ in range(KILLS):
        with hub.worker("router", tmp_path) as router:
            _after(hub, inbox, EVENTS // KILLS // 2)
            router.kill()
    with hub.worker("router", tmp_path) as router:
        until(lambda: hub.unread("hutong-router", "hub.deliveries") == 0, "all", 5 * DEADLINE_S)
        assert router.end() == (0, "")
    delivered = {dict(r.headers)["hutong_delivery"].decode() for r in hub.records(inbox)}
    assert delivered == {str(d.output_id) for d in sent}


def _make(hub: Hub, source: str, changelog: str) -> None:
    admin = KafkaAdminClient(bootstrap_servers=hub.bootstrap)
    compacted = {"cleanup.policy": "compact"}
    try:
        admin.create_topics(
            [
                NewTopic(hub.topics.named(source), PARTITIONS, 1),
                NewTopic(hub.topics.named(changelog), PARTITIONS, 1, topic_configs=compacted),
            ]
        )
    finally:
        admin.close()


def _table_worker(hub: Hub, data_dir: Path) -> subprocess.Popen[bytes]:
    name = hub.topics.named("tables")
    command = [sys.executable, "-m", "tests.faults.table_worker", hub.bootstrap, name]
    return subprocess.Popen(
        [*command, str(data_dir)], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )


def _after(hub: Hub, plain: str, more: int) -> None:
    enough = hub.size(plain) + more
    until(lambda: hub.size(plain) >= enough, f"{more} more records on {plain}", 2 * DEADLINE_S)


def _until_quiet(hub: Hub, plain: str) -> None:
    last = [(hub.size(plain), time.monotonic())]

    def quiet() -> bool:
        size = hub.size(plain)
        if size != last[0][0]:
            last[0] = (size, time.monotonic())
        return time.monotonic() - last[0][1] > QUIET_S

    until(quiet, f"no more records on {plain}", 5 * DEADLINE_S)
