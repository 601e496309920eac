"""`hutong alert`: what is shown of the log, and what people write into it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from infra.embedded import Instance
from schemas.codec import decode
from schemas.events.hub import AlertAcknowledged, AlertSilenced
from schemas.topics import Topics
from tests.consumers.notifier.said import (
    DISTRICT,
    TOWNSHIP,
    alert_id,
    done_late,
    finding,
    raised,
    resolved,
)
from tests.infra.commands import Run, hutong
from tests.infra.hubs import no_kafka, topics
from tests.streams.hub import Hub, Pen

__all__ = ["hutong", "no_kafka", "topics"]

WHO = ("--by", "司法局 王某", "--reason", "系统割接")


@pytest.fixture
def hub(hub_instance: Instance, topics: Topics) -> Hub:
    return Hub.made(hub_instance.kafka_bootstrap, topics=topics)


@pytest.fixture
def pen(hub: Hub) -> Iterator[Pen]:
    with hub.pen() as opened:
        yield opened


def shown(hutong: Run, *words: object) -> list[dict[str, Any]]:
    code, out, err = hutong("alert", "list", "--format", "json", *words)
    assert (code, err) == (0, "")
    found: list[dict[str, Any]] = json.loads(out)
    return found


def test_what_is_still_owed_is_listed_and_the_rest_on_demand(hutong: Run, pen: Pen) -> None:
    pen.write([raised(1), raised(2), done_late(2), raised(3), resolved(3), finding(4)])
    pen.write([raised(5, rule_id="YS-16", severity="WARN")])
    assert {a["subject"] for a in shown(hutong)} == {"违法-1", "违法-5"}
    states = {a["subject"]: a["state"] for a in shown(hutong, "--all")}
    assert states == {
        "违法-1": "firing",
        "违法-2": "over",
        "违法-3": "resolved",
        "违法-4": "over",
        "违法-5": "firing",
    }
    assert [a["subject"] for a in shown(hutong, "--rule", "YS-16")] == ["违法-5"]
    assert [a["subject"] for a in shown(hutong, "--severity", "BREACH")] == ["违法-1"]
    assert shown(hutong, "--agency", "another") == []


def test_a_silence_stands_in_the_log_with_who_and_why_and_can_be_ended(
    hutong: Run, hub: Hub, pen: Pen
) -> None:
    pen.write([raised(1), raised(2, agency="another")])
    code, out, _ = hutong("alert", "silence", "--agency", TOWNSHIP, "--hours", 2, *WHO)
    assert code == 0
    assert "现涉及 1 项" in out
    said = [decode(r.value) for r in hub.records("hub.alerts")]
    (silence,) = (s for s in said if isinstance(s, AlertSilenced))
    assert (silence.agency, silence.district) == (TOWNSHIP, DISTRICT)
    assert (silence.said_by, silence.reason) == ("司法局 王某", "系统割接")
    assert silence.silenced_until - silence.silenced_from == timedelta(hours=2)
    assert {a["subject"]: a["silenced_until"] is None for a in shown(hutong)} == {
        "违法-1": False,
        "违法-2": True,
    }
    (listed,) = shown(hutong, "--silences")
    assert listed["matches"] == f"agency={TOWNSHIP}"
    code, _, _ = hutong("alert", "silence", "--lift", str(silence.silence_id)[:8], *WHO)
    assert code == 0
    assert shown(hutong, "--silences") == []
    assert all(a["silenced_until"] is None for a in shown(hutong))


def test_an_acknowledgement_stands_in_the_log_with_who_and_why(
    hutong: Run, hub: Hub, pen: Pen
) -> None:
    pen.write([raised(1), raised(2)])
    before = datetime.now(UTC) - timedelta(seconds=1)
    code, out, _ = hutong("alert", "ack", str(alert_id(1))[:8], *WHO)
    assert code == 0
    assert "司法局 王某" in out
    said = [decode(r.value) for r in hub.records("hub.alerts")]
    (answer,) = (s for s in said if isinstance(s, AlertAcknowledged))
    assert (answer.alert_id, answer.district) == (alert_id(1), DISTRICT)
    assert before < answer.judged_at < datetime.now(UTC)
    by = {a["subject"]: a["acknowledged_by"] for a in shown(hutong)}
    assert by == {"违法-1": "司法局 王某", "违法-2": None}


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("silence", *WHO), "give --alert, --agency"),
        (("silence", "--rule", "YS-05", "--by", " ", "--reason", "x"), "Say who"),
        (("silence", "--severity", "LOUD", *WHO), "BREACH"),
        (("silence", "--rule", "YS-05", "--hours", "9000", *WHO), "366 days"),
        (("silence", "--alert", "zz", *WHO), "No alert begins with 'zz'"),
        (("silence", "--lift", "zz", *WHO), "No silence begins with 'zz'"),
        (("silence", "--rule", "YS-05", *WHO), "--district"),
        (("ack", "", *WHO), "No alert begins with ''"),
        (("list", "--severity", "LOUD"), "BREACH"),
    ],
)
def test_what_cannot_be_said_is_refused_and_nothing_is_written(
    hutong: Run, hub: Hub, pen: Pen, words: tuple[str, ...], said: str
) -> None:
    pen.write([raised(1), raised(2, district="371324")])
    code, _, err = hutong("alert", *words)
    assert code == 2
    assert said in err
    assert err.count("\n") == 1
    assert len(hub.records("hub.alerts")) == 2


@pytest.mark.usefixtures("no_kafka")
def test_a_kafka_that_is_away_is_said(hutong: Run) -> None:
    code, _, err = hutong("alert", "list")
    assert code == 4
    assert "hutong up" in err


@pytest.mark.usefixtures("topics")
def test_a_hub_without_topics_is_said(hutong: Run) -> None:
    code, _, err = hutong("alert", "list")
    assert code == 1
    assert "has no topic" in err
