"""A district's day, end to end: all that was amiss is found, once, and nothing else is accused."""

from __future__ import annotations

from collections import Counter
from datetime import date, datetime

import pytest

from consumers.warehouse import connect
from infra.demo.audit import Audit
from infra.demo.run import District, compare, play, settle
from producers.simulator.planned import Simulation
from producers.simulator.replay import Replayed
from producers.simulator.simulation import simulate
from schemas.catalogue import FACTS, table_of
from tests.end_to_end.conftest import Hosting

DAY = date(2026, 11, 20)
EVENTS = 600


def _silent(_: object) -> None:
    return None


def _day(district: District, simulation: Simulation, kills: dict[int, str]) -> Replayed:
    """Play a day; at the given ticks kill a process with -9 and start it again."""
    passed = 0

    def on_tick(_: datetime) -> None:
        nonlocal passed
        passed += 1
        if name := kills.get(passed):
            district.workers.kill(name)
            district.workers.start(name)

    replayed = play(district, simulation, _silent, on_tick=on_tick)
    settle(district, _silent)
    return replayed


def _check(found: Audit, simulation: Simulation) -> None:
    assert found.differences == {}
    assert found.found == found.injected
    assert all(found.injected[kind] for kind in simulation.injected)
    assert found.published == len(simulation.messages)
    assert found.published == found.distinct_events + found.duplicates + found.dead_letters
    assert found.delivered == found.deliveries > 0
    assert found.alerts == sum(
        len(simulation.injected[kind])
        for kind in (
            "late",
            "missing",
            "misdirected",
            "late_referral",
            "overdue_referral",
            "late_immediate",
        )
    )
    assert found.agrees


def _positions_in_clickhouse(district: District) -> Counter[tuple[str, int, int]]:
    """Return how often each position of the log stands in ClickHouse, as a row or dead letter."""
    client = connect(district.settings.host, district.settings.clickhouse_port)
    rows = [
        row
        for event_type in FACTS
        for row in client.execute(
            "SELECT kafka_topic, kafka_partition, kafka_offset "
            f"FROM {district.database}.{table_of(event_type)} FINAL"
        )
    ]
    positions = Counter((str(t), int(p), int(o)) for t, p, o in rows)
    unreadable = client.execute(
        "SELECT DISTINCT position.1, position.2, position.3 "
        f"FROM {district.database}.dead_letter_recorded FINAL "
        "WHERE code IN ('UNREADABLE', 'UNKNOWN_SCHEMA')"
    )
    client.disconnect()
    positions.update((str(t), int(p), int(o)) for t, p, o in unreadable)
    return positions


@pytest.mark.parametrize(
    ("seed", "kills"),
    [
        (1, {}),
        (2, {3: "judge", 9: "judge", 12: "loader", 15: "judge", 17: "loader", 26: "judge"}),
        (3, {2: "loader", 8: "router", 10: "alerts", 11: "judge", 33: "loader"}),
    ],
    ids=["undisturbed", "judge-and-loader-killed", "every-process-killed"],
)
def test_all_that_was_amiss_is_found_once_and_nothing_on_time_is_accused(
    hosting: Hosting, seed: int, kills: dict[int, str]
) -> None:
    simulation = simulate(seed, day=DAY, events=EVENTS)
    with hosting(f"day{seed}.") as district:
        replayed = _day(district, simulation, kills)
        _check(compare(district, simulation), simulation)
        acknowledged = Counter(
            (district.topics.plain(r.topic), r.partition, r.offset) for r in replayed.receipts
        )
        assert _positions_in_clickhouse(district) == acknowledged
