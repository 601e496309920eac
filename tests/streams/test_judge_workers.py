"""Workers share the partitions; whoever comes, goes or sleeps, nothing is lost and none doubled."""

from __future__ import annotations

import signal
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import timedelta
from itertools import pairwise
from pathlib import Path
from typing import Final

import pytest
from kafka import TopicPartition
from kafka.admin import KafkaAdminClient

from infra.embedded import Instance
from schemas.events.hub import DeadLetter, EventDuplicated
from streams.judge.docket import LIVE
from streams.judge.place import taken
from streams.policy.replay import replay
from tests.packs import few_rules
from tests.streams.districts import in_districts
from tests.streams.office import PATIENCE_S, Office, held_by, is_done, spread
from tests.streams.standing import Standing, expected, standing

DISTRICTS: Final = ("371322", "110105", "440106", "139901", "310101", "510104")
EVENTS: Final = 250
"""Events of each district, registrations included."""


@pytest.fixture
def office(hub_instance: Instance, tmp_path: Path) -> Iterator[Office]:
    with Office(hub_instance.kafka_bootstrap, tmp_path, partitions=4) as office:
        yield office


@pytest.mark.timeout(900)
def test_workers_that_come_go_and_sleep_judge_every_record_once(office: Office) -> None:
    messages = in_districts(DISTRICTS, EVENTS)
    cuts = [len(messages) * n // 5 for n in range(6)]
    slices = [messages[a:b] for a, b in pairwise(cuts)]
    ends = [part[-1].shared_at for part in slices]
    last = ends[-1] + timedelta(days=40)

    def play(number: int) -> None:
        office.publish(slices[number])
        office.tick(ends[number])

    office.start("first", "shared")
    play(0)
    office.reach(held_by(1), "one worker has all")

    office.start("second", "shared")  # joins in the same data directory, under load
    play(1)
    office.reach(lambda s: spread(s) == [2, 2], "two share the partitions")

    play(2)
    office.signal("first", signal.SIGSTOP)  # beyond its session
    office.reach(held_by(1), "the other takes over from a paused worker")
    play(3)
    office.reach(is_done, "the other judges what came")
    office.signal("first", signal.SIGCONT)
    office.reach(lambda s: spread(s) == [2, 2], "the paused worker comes back")

    office.publish(slices[4])
    office.tick(last)
    office.signal("first", signal.SIGTERM)
    assert office.workers["first"].wait(PATIENCE_S) == 0
    office.reach(lambda s: held_by(1)(s) and is_done(s), "the last one judges everything")

    outputs = office.outputs()
    assert max(Counter(o.output_id for o in outputs).values()) == 1
    aside = [
        (o.position.topic, o.position.partition, o.position.offset)
        for o in outputs
        if isinstance(o, DeadLetter | EventDuplicated)
    ]
    of_district = {d: [r for r in office.log if r.event.district == d] for d in DISTRICTS}
    found = [replay(log, few_rules(), last, kinds=LIVE) for log in of_district.values()]
    admitted = [(f.topic, f.partition, f.offset) for end in found for f in end.admitted]
    assert sorted([*admitted, *aside]) == sorted(office.positions), "one fate a position"
    assert standing(outputs) == _joined(map(expected, found))
    assert min(share.rate for share in office.shares()) > 0


def test_a_log_that_is_cut_under_a_running_worker_stops_it_with_a_clear_message(
    office: Office,
) -> None:
    messages = in_districts(DISTRICTS[:1], EVENTS)
    at = messages[-1].shared_at
    office.start("only", "only")
    office.publish(messages[:-1])
    office.tick(messages[-2].shared_at)
    office.reach(is_done, "all is judged")
    office.signal("only", signal.SIGSTOP)
    for days in range(3):  # a fetch under way may still bring the first
        office.publish([replace(messages[-1], shared_at=at + timedelta(days=days))])
    topic, partition, offset = office.positions[-1]
    admin = KafkaAdminClient(bootstrap_servers=office.bootstrap)
    admin.delete_records({TopicPartition(office.topics.named(topic), partition): offset})
    admin.close()
    office.tick(at + timedelta(days=3))
    office.signal("only", signal.SIGCONT)
    assert office.workers["only"].wait(PATIENCE_S) == 1
    assert "the log no longer holds the records to read next" in office.logs()


def _joined(parts: Iterable[Standing]) -> Standing:
    obligations: dict[str, object] = {}
    verdicts, fates, given = set[object](), set[object](), set[object]()
    for part in parts:
        obligations |= part[0]
        verdicts |= part[1]
        fates |= part[2]
        given |= part[3]
    return obligations, verdicts, fates, given


def test_one_place_is_held_by_one_worker_at_a_time(tmp_path: Path) -> None:
    with taken(tmp_path) as first, taken(tmp_path) as second:
        assert first.directory != second.directory
        assert first.name != second.name
    with taken(tmp_path) as again:
        assert again == first
