"""A simulated day: the same bytes from the same seed, with exactly what it says it injected."""

import hashlib
import os
import subprocess
import sys
from collections import Counter, defaultdict
from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from producers.simulator.amiss import SHARES
from producers.simulator.planned import Simulation, batches
from producers.simulator.simulation import simulate
from schemas.codec import UnreadableError, cloud_headers, decode
from schemas.problems import InvalidEventError
from schemas.topics import FAMILIES
from tests.producers.registry import firsts, shanghai

DAY = date(2026, 11, 23)
KINDS = {
    "late",
    "extended",
    "missing",
    "backdated",
    "duplicate",
    "corrected",
    "out_of_order",
    "misdirected",
    "refused",
    "late_referral",
    "overdue_referral",
    "late_immediate",
    "unreadable",
}

_DIGEST = """
import hashlib, sys
from datetime import date
from producers.simulator.simulation import simulate
digest = hashlib.sha256()
simulation = simulate(5, day=date(2026, 11, 23), events=300)
for m in simulation.messages:
    digest.update(repr((m.topic_plain, m.key, m.value, m.headers, m.shared_at)).encode())
digest.update(repr([(k, sorted(v)) for k, v in sorted(simulation.injected.items())]).encode())
print(digest.hexdigest())
"""


@pytest.fixture(scope="module")
def simulation() -> Simulation:
    return simulate(1, day=DAY)


def test_the_same_seed_gives_the_same_bytes_in_every_process() -> None:
    digests = {
        subprocess.run(
            [sys.executable, "-c", _DIGEST],
            env={**os.environ, "PYTHONHASHSEED": seed},
            check=True,
            capture_output=True,
            text=True,
        ).stdout
        for seed in ("1", "2")
    }
    assert len(digests) == 1


def test_another_seed_or_another_day_shares_no_event_with_it() -> None:
    ids = [
        {event.event_id for _, event in firsts(simulate(seed, day=day, events=300))}
        for seed, day in ((1, DAY), (2, DAY), (1, DAY + timedelta(days=1)))
    ]
    assert not ids[0] & ids[1]
    assert not ids[0] & ids[2]


def test_the_day_has_at_least_the_events_that_were_asked_for(simulation: Simulation) -> None:
    assert 2000 <= len(firsts(simulation)) < 2020
    duplicates, noise = (len(simulation.injected[k]) for k in ("duplicate", "unreadable"))
    assert len(simulation.messages) == len(firsts(simulation)) + duplicates + noise


def test_every_kind_is_injected_in_its_share(simulation: Simulation) -> None:
    assert set(simulation.injected) == set(SHARES) == KINDS
    for kind, share in SHARES.items():
        assert len(simulation.injected[kind]) == round(2000 * share) > 0


def test_an_event_has_at_most_one_injected_kind(simulation: Simulation) -> None:
    keys = Counter(key for found in simulation.injected.values() for key in found)
    assert set(keys.values()) == {1}


def test_every_key_names_a_message(simulation: Simulation) -> None:
    ids = {str(event.event_id) for _, event in firsts(simulation)}
    for kind, keys in simulation.injected.items():
        if kind != "unreadable":
            assert keys <= ids


def test_what_is_not_injected_as_unreadable_is_read_back_as_it_was_said(
    simulation: Simulation,
) -> None:
    for message in simulation.messages:
        if message.event is not None:
            assert decode(message.value) == message.event
            assert dict(message.headers) == dict(cloud_headers(message.event))
            assert message.key == b"371322"


def test_the_unreadable_cannot_be_read_each_in_its_own_way() -> None:
    simulation = simulate(4, day=DAY, events=3000)
    noise = [m for m in simulation.messages if m.event is None]
    ways = Counter[str]()
    for message in noise:
        with pytest.raises((UnreadableError, InvalidEventError)) as caught:
            decode(message.value)
        match caught.value:
            case InvalidEventError():
                ways[caught.value.problems[0].rule] += 1
            case UnreadableError():
                ways["EMPTY" if not message.value else caught.value.code] += 1
    assert set(ways) == {"V-01", "V-43", "UNREADABLE", "UNKNOWN_SCHEMA", "EMPTY"}
    assert len({message.value for message in noise}) == len(noise)
    assert simulation.injected["unreadable"] == {
        f"{m.topic_plain}:{hashlib.sha256(m.value).hexdigest()}" for m in noise
    }
    assert {m.topic_plain for m in noise} <= {f"facts.{family}" for family in FAMILIES}


def test_a_duplicate_is_the_same_message_later(simulation: Simulation) -> None:
    copies = defaultdict(list)
    for message in simulation.messages:
        if message.event is not None:
            copies[str(message.event.event_id)].append(message)
    repeated = {key: found for key, found in copies.items() if len(found) > 1}
    assert set(repeated) == simulation.injected["duplicate"]
    for first, second in repeated.values():
        assert (first.topic_plain, first.key, first.value, first.headers) == (
            second.topic_plain,
            second.key,
            second.value,
            second.headers,
        )
        assert first.shared_at < second.shared_at


def test_a_correction_supersedes_an_earlier_event_of_its_type_and_subject(
    simulation: Simulation,
) -> None:
    known = {event.event_id: (m, event) for m, event in firsts(simulation)}
    corrections = {e.event_id for _, e in known.values() if e.supersedes_event_id}
    assert {str(e) for e in corrections} == simulation.injected["corrected"]
    for event_id in corrections:
        message, event = known[event_id]
        assert event.supersedes_event_id is not None
        earlier, original = known[event.supersedes_event_id]
        assert (original.TYPE, original.subject) == (event.TYPE, event.subject)
        assert earlier.shared_at < message.shared_at
        assert original.formed_at != event.formed_at


@settings(max_examples=6, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(seed=st.integers(0, 2**63), offset=st.integers(0, 720))
def test_on_any_day_every_source_counts_its_events_without_a_gap(seed: int, offset: int) -> None:
    day = date(2025, 1, 1) + timedelta(days=offset)
    simulation = simulate(seed, day=day, events=300)
    assert set(simulation.injected) == KINDS
    assert all(simulation.injected.values())
    shared = [message.shared_at for message in simulation.messages]
    assert shared == sorted(shared)
    assert shared[-1] <= simulation.ends_at == simulation.ticks[-1]
    counted: defaultdict[str, list[str]] = defaultdict(list)
    for message, event in firsts(simulation):
        counted[event.source].append(event.source_seq)
        assert event.occurred_at <= event.recorded_at <= message.shared_at
        assert event.formed_at is None or event.formed_at <= message.shared_at
    for numbers in counted.values():
        assert numbers == [f"{n:08}" for n in range(1, len(numbers) + 1)]


def test_batches_hand_out_every_message_once_and_before_its_tick(simulation: Simulation) -> None:
    slices = list(batches(simulation))
    assert [tick for tick, _ in slices] == list(simulation.ticks)
    assert [m for _, messages in slices for m in messages] == list(simulation.messages)
    previous = None
    for tick, messages in slices:
        assert all(m.shared_at <= tick for m in messages)
        assert previous is None or all(m.shared_at > previous for m in messages)
        previous = tick


def test_the_clock_passes_midnight_and_ends_in_the_next_morning(simulation: Simulation) -> None:
    midnight = simulation.ticks[23]
    assert shanghai(midnight) == DAY + timedelta(days=1)
    assert (midnight - timedelta(milliseconds=1)).hour == 15  # 23:59:59.999 in Shanghai
    assert simulation.ends_at - midnight == timedelta(hours=10)


@pytest.mark.parametrize(
    ("day", "events", "words"),
    [
        (date(2024, 12, 31), 300, "2025-01-01 or later"),
        (date(2100, 1, 4), 300, "calendar of working days"),
        (DAY, 0, "at least 1"),
    ],
)
def test_a_day_that_cannot_be_played_is_refused_in_words(
    day: date, events: int, words: str
) -> None:
    with pytest.raises(ValueError, match=words):
        simulate(1, day=day, events=events)
