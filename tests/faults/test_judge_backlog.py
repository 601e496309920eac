"""A judge that begins with a backlog says what one that was there all the time would have said.

Events and ticks stand in the log before any worker starts. Alerts that the offline judge lacks
would be raised where something was called overdue before the event was read that discharges it.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

import pytest

from infra.embedded import Instance
from infra.verify.conclusions import Said, differences
from producers.simulator.planned import Planned
from schemas.codec import encode
from schemas.events.hub import AlertRaised, AlertResolved, HubOutput
from schemas.instants import epoch_millis
from streams.judge.docket import LIVE, TICKS, Docket
from streams.judge.merge import LogRecord
from streams.judge.state import MemoryBase, State
from streams.packs import default_pack
from streams.policy.replay import replay
from streams.raising import alert_of
from tests.faults.trial import AFTERWARDS, DISTRICTS, PARTITIONS, PATIENCE_S
from tests.streams.districts import in_districts
from tests.streams.office import Office, is_done

EVERY: Final = timedelta(minutes=10)
"""How far apart the ticks stand."""
BATCH: Final = 1000
EVENTS: Final = 50_000

Alert = tuple[str, str, bytes]
"""Id, cause and the whole message."""


@pytest.mark.timeout(900)
def test_no_alert_of_a_backlog_is_one_that_the_offline_judge_lacks(
    hub_instance: Instance, tmp_path: Path
) -> None:
    _check(hub_instance, tmp_path, DISTRICTS[:2], events=500, instants=2)


@pytest.mark.faults
@pytest.mark.timeout(3600)
def test_no_alert_of_fifty_thousand_events_and_ticks_is_one_that_the_offline_judge_lacks(
    hub_instance: Instance, tmp_path: Path
) -> None:
    each = EVENTS // len(DISTRICTS) + 1
    assert _check(hub_instance, tmp_path, DISTRICTS, events=each, instants=1) >= EVENTS


def _check(
    instance: Instance, home: Path, districts: tuple[str, ...], *, events: int, instants: int
) -> int:
    """Let a judge catch up with a backlog; return how many messages it held.

    At some instants of the backlog the core is asked as well: what was said by then is what it
    concludes then.
    """
    messages = in_districts(districts, events)
    with Office(instance.kafka_bootstrap, home, partitions=PARTITIONS, pack="default") as office:
        stretches = list(_stretches(messages))
        for at, stretch in stretches:
            office.publish(stretch)
            office.tick(at)
        office.start("judge", "judge")
        office.start("alerts", "alerts", "alerts")
        office.reach(is_done, "the backlog is judged", PATIENCE_S)
        office.relayed("hutong-alerts")
        raised = {_alert(o) for o in office.outputs(["hub.alerts"])}
        placed = office.placed_outputs()

    assert raised
    assert raised == _offline(messages, office, [at for at, _ in stretches])

    chance = random.Random(events)  # noqa: S311  # moments, not secrets
    for at in chance.sample([at for at, _ in stretches[:-1]], instants):
        for district in districts:
            log = [r for r in office.log if r.event.district == district]
            end = replay(log, default_pack(), at, kinds=LIVE)
            said = Said()
            for position, output in placed:
                if output.district == district and output.judged_at <= at:
                    said.add(position, output)
            assert list(differences(said, end, default_pack(), {})) == [], (district, at)
    return len(messages)


def _stretches(messages: list[Planned]) -> Iterator[tuple[datetime, list[Planned]]]:
    """Yield the instant of every tick with what came since the one before; the last is long after.

    A tick stands behind every message of its instant.
    """
    at, begun = messages[0].shared_at + EVERY, 0
    for number, message in enumerate(messages):
        if message.shared_at > at:
            yield at, messages[begun:number]
            begun = number
            at += ((message.shared_at - at) // EVERY + 1) * EVERY
    yield at, messages[begun:]
    yield at + AFTERWARDS, []


def _alert(output: HubOutput) -> Alert:
    assert isinstance(output, AlertRaised | AlertResolved)
    return str(output.output_id), str(output.cause_output_id), encode(output)


def _offline(messages: list[Planned], office: Office, ticks: list[datetime]) -> set[Alert]:
    """Return the alerts that follow from the log, partition by partition, without any worker."""
    found: set[Alert] = set()
    for number in range(PARTITIONS):
        records = [
            LogRecord(
                *position,
                epoch_millis(message.shared_at),
                message.key,
                message.value,
                message.headers,
            )
            for message, position in zip(messages, office.positions, strict=True)
            if position[1] == number
        ]
        records += [
            LogRecord(TICKS, number, offset, epoch_millis(at), None, None, ())
            for offset, at in enumerate(ticks)
        ]
        base = MemoryBase()
        state = State(base)
        docket = Docket(state, default_pack(), number)
        for count, record in enumerate(sorted(records, key=lambda r: r.order), 1):
            alerts = map(alert_of, docket.take(record))
            found |= {_alert(alert) for alert in alerts if alert is not None}
            if not count % BATCH:
                docket.close_batch()
                base.apply(state.take_changes())
    return found
