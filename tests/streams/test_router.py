"""The router, as a process, on real Kafka."""

from __future__ import annotations

from pathlib import Path

from infra.embedded import Instance
from tests.streams.hub import Hub, delivery


def test_a_delivery_reaches_the_inbox_of_its_agency(hub_instance: Instance, tmp_path: Path) -> None:
    hub = Hub.made(hub_instance.kafka_bootstrap)
    with hub.worker("router", tmp_path) as worker, hub.pen() as pen:
        pen.write([delivery(1), delivery(2, to="11445103007039999X")])
        first = hub.await_records(f"inbox.{delivery(1).to}", 1)
        second = hub.await_records("inbox.11445103007039999X", 1)
        print(first, second)
        print(worker.end())
    assert 0
