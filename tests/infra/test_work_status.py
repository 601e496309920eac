"""`hutong work status`, against real Kafka."""

from __future__ import annotations

import json

import pytest

from infra import ExitCode
from infra.embedded import Instance
from producers.publisher import Publisher
from schemas.contracts.examples import example
from schemas.envelope import Event
from schemas.events.referrals import ReferralSent
from schemas.topics import Topics
from tests.infra.commands import Run


def test_what_waits_where_nobody_judges_is_told(
    topics: Topics, hub_instance: Instance, hutong: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HUTONG_PARTITIONS", "2")
    assert hutong("topic", "create", "--drafts")[0] == 0
    code, out, _ = hutong("work", "status", "--format", "json")
    empty = {"worker": None, "host": None, "behind": 0, "rate": 0.0, "clears_in_s": 0.0}
    assert (code, json.loads(out)) == (0, [{"partition": n} | empty for n in range(2)])

    event = example(ReferralSent)
    assert isinstance(event, Event)
    with Publisher(hub_instance.kafka_bootstrap, topics=topics) as publisher:
        place = publisher.publish_and_wait(event)
    code, out, err = hutong("work", "status", "--format", "json")
    waiting = json.loads(out)[place.partition]
    assert (code, waiting["behind"], waiting["clears_in_s"]) == (ExitCode.FAILURE, 1, None)
    assert f"Nobody judges partitions {place.partition}:" in err
