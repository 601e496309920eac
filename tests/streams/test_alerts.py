"""The alerts worker, as a process, on real Kafka."""

from __future__ import annotations

from pathlib import Path
from uuid import uuid4

from infra.embedded import Instance
from schemas.codec import decode, encode
from schemas.events.hub import AlertRaised, AlertResolved, DeadLetter
from schemas.instants import epoch_millis
from streams.raising import alert_of
from tests.streams.hub import DISTRICT, Hub, delivery, finding, obligation


def test_what_is_late_or_wrong_is_raised_and_nothing_else(
    hub_instance: Instance, tmp_path: Path
) -> None:
    hub = Hub.made(hub_instance.kafka_bootstrap)
    alarming = [finding(), obligation(), obligation(obligation_id=uuid4())]
    quiet = [finding(severity="INFO"), obligation(status="open"), obligation(status="satisfied")]
    with hub.worker("alerts", tmp_path) as alerts, hub.pen() as pen:
        pen.write([*quiet, *alarming])
        pen.write([finding(verdict_id=uuid4())], kept=False)
        records = hub.await_records("hub.alerts", len(alarming))
        assert alerts.end() == (0, "")
    raised = {decode(record.value) for record in records}
    assert raised == {alert_of(output) for output in alarming}
    assert {record.key for record in records} == {DISTRICT.encode()}
    assert len(records) == len(alarming)


def test_what_was_raised_and_is_discharged_is_resolved_after_it(
    hub_instance: Instance, tmp_path: Path
) -> None:
    hub = Hub.made(hub_instance.kafka_bootstrap)
    overdue = obligation()
    waived = obligation(revision=3, status="waived", previous_status="overdue")
    with hub.worker("alerts", tmp_path) as alerts, hub.pen() as pen:
        pen.write([overdue, waived])
        raised, resolved = (decode(r.value) for r in hub.await_records("hub.alerts", 2))
        assert alerts.end() == (0, "")
    assert isinstance(raised, AlertRaised)
    assert isinstance(resolved, AlertResolved)
    assert (resolved.alert_id, resolved.reason) == (raised.output_id, "waived")


def test_killed_with_9_it_raises_everything_and_a_replay_the_same_alerts(
    hub_instance: Instance, tmp_path: Path
) -> None:
    hub = Hub.made(hub_instance.kafka_bootstrap, clock="simulated")
    causes = [finding(verdict_id=uuid4()) for _ in range(1000)]
    with hub.pen() as pen:
        pen.write(causes[:500])
        with hub.worker("alerts", tmp_path, clock="simulated") as alerts:
            hub.await_records("hub.alerts", 1)
            pen.write(causes[500:])
            alerts.kill()
        with hub.worker("alerts", tmp_path, clock="simulated") as alerts:
            records = hub.await_records("hub.alerts", len(causes))
            alerts.end()
    assert {decode(record.value) for record in records} == {alert_of(cause) for cause in causes}
    assert {record.timestamp for record in records} == {epoch_millis(causes[0].judged_at)}


def test_what_cannot_be_read_is_set_aside_and_the_alerts_go_on(
    hub_instance: Instance, tmp_path: Path
) -> None:
    hub = Hub.made(hub_instance.kafka_bootstrap)
    strange = [("hub.verdicts", b"?", DISTRICT), ("hub.obligations", encode(delivery(1)), "none")]
    with hub.worker("alerts", tmp_path) as alerts, hub.pen() as pen:
        pen.write_raw(strange)
        pen.write([obligation()])
        hub.await_records("hub.alerts", 1)
        letters = [decode(r.value) for r in hub.await_records("hub.dead-letters", 2)]
        assert alerts.end()[0] == 0
    assert {x.stage for x in letters if isinstance(x, DeadLetter)} == {"alerts"}
    assert {x.position.topic for x in letters if isinstance(x, DeadLetter)} == {
        "hub.verdicts",
        "hub.obligations",
    }
