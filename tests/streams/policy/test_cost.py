"""What a judgement costs, counted and not timed: in calls, and in checks that are asked."""

from __future__ import annotations

import sys
from datetime import datetime, timedelta
from types import FrameType
from typing import Final

import pytest

from schemas.instants import to_utc_millis
from streams.casebook.running import moments
from streams.casebook.world import default_world
from streams.policy.case import Case
from streams.policy.judge import judge
from streams.policy.ledger import Entries
from streams.policy.mechanism import Check
from streams.policy.mechanisms import CHECKS
from streams.policy.replay import replay
from streams.policy.rules import ScopeKind
from tests.bench.ledger import EVENTS, HUGE, MIDDLE, SMALL, matters, registry
from tests.streams.vectors import all_received, case, founding

MAY_GROW: Final = 2.0
"""How many times the calls an event may cost in a matter nine times as large."""

TRIGGERED: Final = [c for c in CHECKS if c.scope is ScopeKind.MATTER and c.triggers]


def _calls_an_event(size: int) -> float:
    """Return how many Python functions are called for an event, in matters of a size."""
    calls = 0

    def count(_: FrameType, event: str, __: object) -> None:
        nonlocal calls
        calls += event == "call"

    for matter, now in matters(size):
        before = sys.getprofile()
        sys.setprofile(count)
        try:
            judge(ScopeKind.MATTER, matter, registry(), default_world().pack, now)
        finally:
            sys.setprofile(before)
    return calls / EVENTS


def test_an_event_costs_little_more_in_a_matter_nine_times_as_large() -> None:
    assert _calls_an_event(HUGE) < MAY_GROW * _calls_an_event(MIDDLE)


@pytest.mark.parametrize("check", TRIGGERED, ids=lambda c: f"{c.judge.__module__[29:]}")
def test_a_check_has_nothing_to_say_where_none_of_its_triggers_occurred(check: Check) -> None:
    for matter, now in matters(SMALL):
        facts = tuple(fact for fact in matter if type(fact.event) not in check.triggers)
        entries = Entries(now)
        case = Case.of(ScopeKind.MATTER, facts, registry(), default_world().pack, now)
        check.judge(case, entries)
        assert not entries.obligations
        assert not entries.verdicts
        assert not entries.statements


def _named(case_id: str, times: int) -> int:
    """Return how many events verdicts name, where everything in a case is said so many times."""
    worked = case(case_id)
    said = [
        {
            **{key: value for key, value in entry.items() if key != "event_id"},
            "at": (datetime.fromisoformat(entry["at"]) + timedelta(minutes=n)).isoformat(
                timespec="milliseconds"
            ),
        }
        for entry in worked["given"]
        for n in range(times)
    ]
    again = {**worked, "given": said}
    now = max(to_utc_millis(at) for at, _, _ in moments(again))
    end = replay(all_received(again), default_world().pack, now, known=founding())
    return sum(len(verdict.events) for verdict in end.ledger.verdicts)


@pytest.mark.parametrize(
    "case_id",
    ["VS-028", "VS-088", "HT-FS-01-1", "HT-FS-01-S1", "HT-TS-02-2", "HT-CL-01-20", "HT-SW-11-1"],
)
def test_what_is_said_twice_as_often_is_named_twice_as_often_and_not_four_times(
    case_id: str,
) -> None:
    """A conclusion names what it rests on, not all that is alike in its matter."""
    assert _named(case_id, 16) <= 2.1 * _named(case_id, 8)
