"""`hutong work status`, against real Kafka."""

from __future__ import annotations

import json
from typing import Any

import pytest

from infra import ExitCode
from infra.embedded import Instance
from infra.worker_states import worker_states
from producers.publisher import Publisher
from schemas.contracts.examples import example
from schemas.envelope import Event
from schemas.events.referrals import ReferralSent
from schemas.topics import Topics
from tests.infra.commands import Run
from tests.streams.hub import Hub, delivery


def test_what_waits_where_nobody_takes_it_is_told(
    topics: Topics, hub_instance: Instance, hutong: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HUTONG_PARTITIONS", "2")
    assert hutong("topic", "create", "--drafts")[0] == 0
    code, out, _ = hutong("work", "status", "--format", "json")
    said: dict[str, list[dict[str, Any]]] = json.loads(out)
    idle: dict[str, Any] = {"behind": 0, "rate": 0.0, "clears_in_s": 0.0}
    empty = {"worker": None, "host": None} | idle
    assert (code, said["partitions"]) == (0, [{"partition": n} | empty for n in range(2)])
    names = ["judge", "router", "alerts", "pulse", "notifier", "loader"]
    never = {"state": "never", "last_commit": None} | idle
    assert said["processes"] == [{"process": name} | never for name in names]

    event = example(ReferralSent)
    assert isinstance(event, Event)
    with Publisher(hub_instance.kafka_bootstrap, topics=topics) as publisher:
        place = publisher.publish_and_wait(event)
    code, out, err = hutong("work", "status", "--format", "json")
    waiting = json.loads(out)["partitions"][place.partition]
    assert (code, waiting["behind"], waiting["clears_in_s"]) == (ExitCode.FAILURE, 1, None)
    assert f"Nobody judges partitions {place.partition}:" in err
    behind = {p["process"]: p["behind"] for p in json.loads(out)["processes"]}
    assert behind == {
        **dict.fromkeys(("judge", "pulse", "loader"), 1),
        **dict.fromkeys(("router", "alerts", "notifier"), 0),
    }
    code, out, _ = hutong("work", "status")
    assert code == ExitCode.FAILURE
    assert "未启动 never started" in out


def test_what_only_ends_transactions_is_not_waited_for(hub_instance: Instance) -> None:
    hub = Hub.made(hub_instance.kafka_bootstrap)
    with hub.pen() as pen:
        pen.write([delivery(1)])
        for number in range(2, 5):
            pen.write([delivery(number)], kept=False)

        def behind() -> int:
            return next(
                s for s in worker_states(hub.bootstrap, hub.topics) if s.name == "router"
            ).behind

        assert behind() == 1
        pen.write([delivery(5)])
        assert behind() == 2
