"""Prometheus scrapes real workers; what they say is what went through them."""

from __future__ import annotations

import socket
from collections import Counter
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from kafka import KafkaProducer

from infra import ExitCode
from infra.embedded import Instance
from infra.settings import Settings, SettingsError
from producers.publisher import Publisher
from schemas.codec import decode
from schemas.contracts.examples import example
from schemas.envelope import Event
from schemas.events.agencies import AgencyRegistered
from schemas.events.hub import DeadLetter, ObligationChanged
from schemas.events.penalty_decisions import PenaltyDecided
from schemas.topics import Topics
from tests.infra.commands import Run
from tests.infra.processes import eventually
from tests.infra.test_work_all import DEADLINE_S, NAMES, running, states
from tests.scraping import scraped
from tests.streams.hub import Hub

DISTRICT = "371322"


def free_ports(count: int) -> int:
    """Return the first of so many ports in a row on which nobody listens."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        first: int = probe.getsockname()[1]
    return first if first + count < 65_536 else free_ports(count)


def publish(bootstrap: str, topics: Topics) -> None:
    """Publish two agencies, penalties shared late, one of them twice, and what cannot be read."""
    bureau = example(AgencyRegistered)
    penalty = example(PenaltyDecided)
    assert isinstance(bureau, Event)
    assert isinstance(penalty, Event)
    township = bureau.model_copy(
        update={
            "event_id": uuid4(),
            "registered_agency_id": penalty.agency_id,
            "agency_name": "马头镇",
            "kind": "TOWNSHIP_GOV",
            "agency_region_code": "371322101",
        }
    )
    with Publisher(bootstrap, topics=topics) as publisher:
        for event in (bureau, township, penalty, penalty):
            publisher.publish_and_wait(event)
        for _ in range(5):
            publisher.publish_and_wait(penalty.model_copy(update={"event_id": uuid4()}))
    producer = KafkaProducer(bootstrap_servers=bootstrap, acks="all")
    producer.send(topics.named("facts.cases"), b"no event", DISTRICT.encode()).get(timeout=30)
    producer.close()


def test_what_is_scraped_is_what_went_through(
    topics: Topics,
    hub_instance: Instance,
    hutong: Run,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    first = free_ports(len(NAMES))
    monkeypatch.setenv("HUTONG_METRICS_PORT", str(first))
    assert hutong("topic", "create", "--drafts")[0] == 0
    hub = Hub(hub_instance.kafka_bootstrap, topics)
    publish(hub_instance.kafka_bootstrap, topics)
    order = ("judge", "loader", "router", "alerts", "pulse")
    with running(tmp_path) as work:

        def is_done() -> bool:
            found = states(hutong)
            return all((found[n]["state"], found[n]["behind"]) == ("alive", 0) for n in NAMES)

        eventually(is_done, "all is done", DEADLINE_S)
        facts = sum(len(hub.records(topics.plain(topic))) for topic in topics.facts)
        said = {name: hub.records(f"hub.{name}") for name in ("verdicts", "obligations")}
        said |= {name: hub.records(f"hub.{name}") for name in ("alerts", "pulse", "dead-letters")}
        concluded = len(said["verdicts"]) + len(said["obligations"])
        letters = [decode(record.value) for record in said["dead-letters"]]

        def seen() -> dict[str, dict[tuple[str, ...], float]]:
            return {name: scraped(first + number) for number, name in enumerate(order)}

        def is_told() -> bool:
            found = seen()
            return found["loader"]["hutong_dead_letters_total", "UNREADABLE", "loader"] == 1 and (
                found["pulse"]["hutong_records_total", "pulse"] == facts + concluded
            )

        eventually(is_told, "the last counts", DEADLINE_S)
        found = seen()
        listening = {c.laddr.ip for n in NAMES for c in _listening(work.child(n))}
    assert listening == {"127.0.0.1"}

    judge = found["judge"]
    assert judge["hutong_records_total", "judge"] == facts + len(hub.records("hub.ticks"))
    by_judge = [x for x in letters if isinstance(x, DeadLetter) and x.stage == "judge"]
    assert judge["hutong_outputs_total", "judge"] == concluded + len(by_judge)
    assert judge["hutong_dead_letters_total", "UNREADABLE", "judge"] == len(by_judge) == 1
    assert judge["hutong_batch_seconds_count", "judge"] >= 1
    assert judge["hutong_due_backlog", "judge"] == 0
    late = _late(said["obligations"])
    assert late
    assert {k[1]: v for k, v in judge.items() if k[0] == "hutong_late_duties_total"} == late
    for name in NAMES:
        assert found[name]["hutong_time_to_clear_seconds", name] < DEADLINE_S
    for name in ("judge", "alerts", "pulse", "loader"):
        assert found[name]["hutong_last_commit_timestamp_seconds", name] > 1.7e9

    alerts = found["alerts"]
    assert alerts["hutong_records_total", "alerts"] == concluded
    assert alerts["hutong_outputs_total", "alerts"] == len(said["alerts"]) > 0
    assert alerts["hutong_output_delay_seconds_count", "alerts"] == len(said["alerts"])
    assert found["pulse"]["hutong_outputs_total", "pulse"] == len(said["pulse"])


def _late(records: list[Any]) -> Counter[str]:
    late, states_of_late = Counter[str](), {"overdue", "satisfied_late"}
    for record in records:
        change = decode(record.value)
        assert isinstance(change, ObligationChanged)
        if change.status in states_of_late and change.previous_status not in states_of_late:
            late[change.debtor] += 1
    return late


def _listening(process: Any) -> list[Any]:
    return [c for c in process.net_connections(kind="tcp") if c.status == "LISTEN"]


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "0", "0x0", "0:0:0:0:0:0:0:0"])  # noqa: S104  it is refused
def test_metrics_are_never_served_on_all_interfaces(host: str) -> None:
    with pytest.raises(SettingsError, match=r"metrics_host cannot be .* must name one address"):
        Settings.load(metrics_host=host)


@pytest.mark.usefixtures("topics", "hub_instance")
def test_a_port_that_is_taken_ends_the_process_with_a_sentence(
    hutong: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        monkeypatch.setenv("HUTONG_METRICS_PORT", str(taken.getsockname()[1]))
        code, _, err = hutong("work", "pulse")
    assert code == ExitCode.FAILURE
    assert "Metrics cannot be served at 127.0.0.1:" in err
