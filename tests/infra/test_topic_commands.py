"""`hutong topic`, against real Kafka and without any."""

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


def test_topics_are_created_listed_and_described(
    topics: Topics, hub_instance: Instance, hutong: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HUTONG_PARTITIONS", "2")
    code, out, _ = hutong("topic", "create", "--drafts")
    assert (code, "2 partitions each" in out) == (0, True)

    event = example(ReferralSent)
    assert isinstance(event, Event)
    with Publisher(hub_instance.kafka_bootstrap, topics=topics) as publisher:
        receipt = publisher.publish_and_wait(event)

    _, out, _ = hutong("topic", "list", "--format", "json")
    rows = {row["topic"]: row for row in json.loads(out)}
    assert {*topics.facts, *topics.hub, topics.judge_state, topics.schemas} == rows.keys()
    referrals = topics.named("facts.referrals")
    assert (rows[referrals]["zh"], rows[referrals]["partitions"]) == ("案件移送", 2)
    assert rows[referrals]["offsets"] == 1
    said = {name: row["offsets"] for name, row in rows.items() if name != topics.schemas}
    assert sum(said.values()) == 1

    for name in ("facts.referrals", referrals):
        code, out, _ = hutong("topic", "describe", name, "--format", "json")
        told = json.loads(out)
        assert (code, told["topic"]) == (0, referrals)
        assert "referral.sent" in {t["type"] for t in told["event_types"]}
        assert told["config"]["retention.ms"] == "-1"
        ends = {p["partition"]: (p["first"], p["next"]) for p in told["partitions"]}
        assert ends == {receipt.partition: (0, 1), 1 - receipt.partition: (0, 0)}

    code, out, _ = hutong("topic", "describe", "_schemas", "--format", "json")
    told = json.loads(out)
    assert (code, told["topic"], told["zh"]) == (0, topics.schemas, "合同登记")
    assert (told["config"]["cleanup.policy"], len(told["partitions"])) == ("compact", 1)

    code, out, _ = hutong("topic", "describe", "facts.referrals")
    for shown in (
        "referral.sent",
        "涉嫌犯罪" if "涉嫌犯罪" in out else "案件移送",
        "LogAppendTime",
    ):
        assert shown in out


def test_a_topic_that_does_not_stand_yet_says_how_to_create_it(topics: Topics, hutong: Run) -> None:
    code, _, err = hutong("topic", "describe", "facts.cases")
    assert code == ExitCode.FAILURE
    assert f"Topic {topics.named('facts.cases')} does not stand" in err
    assert "hutong topic create" in err


def test_an_unknown_topic_suggests_the_nearest(hutong: Run) -> None:
    code, _, err = hutong("topic", "describe", "facts.referal")
    assert (code, "did you mean facts.referrals" in err) == (ExitCode.USAGE, True)


@pytest.mark.usefixtures("no_kafka")
def test_without_kafka_the_catalogue_is_listed_and_said_to_be_all(hutong: Run) -> None:
    code, out, err = hutong("topic", "list", "--format", "json")
    rows = json.loads(out)
    assert (code, "catalogue only: " in err, "No Kafka answers" in err) == (0, True, True)
    assert {row["partitions"] for row in rows} == {None}
    assert sum(row["event_types"] for row in rows) > 0


@pytest.mark.usefixtures("no_kafka")
def test_a_topic_cannot_be_described_without_kafka(hutong: Run) -> None:
    code, _, err = hutong("topic", "describe", "facts.cases")
    assert (code, "No Kafka answers" in err) == (ExitCode.UNREACHABLE, True)
