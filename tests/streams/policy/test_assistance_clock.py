"""The clock of an opinion: while supplements are awaited it stands still, and only then."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from schemas.instants import SHANGHAI, shanghai_day
from streams.casebook.reading import entries
from streams.casebook.world import default_world
from streams.policy.calendar import WorkCalendar
from streams.policy.intake import Received
from streams.policy.judge import judge
from streams.policy.obligations import Obligation, Status
from streams.policy.registry import Registry
from streams.policy.rules import ScopeKind

ASKED = datetime(2026, 9, 21, 9, tzinfo=SHANGHAI)
DAYS = WorkCalendar()
WORLD = default_world()
REGISTRY = Registry.of(WORLD.founding())


def entry(type_: str, agency: str, hours: int, **fields: Any) -> Mapping[str, Any]:
    at = (ASKED + timedelta(hours=hours)).isoformat(timespec="milliseconds")
    refs = {"request_id": "Q1"}
    return {"type": type_, "at": at, "agency": agency, "refs": refs, "fields": fields}


def opinion_duty(*later: Mapping[str, Any], now: datetime) -> Obligation:
    """Return the duty to give an opinion on one letter, after what came later."""
    letter = entry("assistance.requested", "T01", 0, to_agency_id="D-MS")
    case = {"id": "clock", "given": [letter, *later]}
    facts = [e.fact for e in entries(case, WORLD) if isinstance(e, Received)]
    ledger = judge(ScopeKind.MATTER, facts, REGISTRY, WORLD.pack, now)
    return next(o for o in ledger.obligations if o.rule.id == "XT-09")


moments = st.lists(st.integers(0, 400), max_size=4)


@given(moments, moments)
def test_the_days_of_every_pause_are_left_out_once_and_no_others(
    told: list[int], provided: list[int]
) -> None:
    now = ASKED + timedelta(days=60)
    duty = opinion_duty(
        *(entry("assistance.supplement_requested", "D-MS", h) for h in told),
        *(entry("assistance.supplement_provided", "T01", h) for h in provided),
        now=now,
    )
    limit = DAYS.working_days_after(ASKED.date(), 2)[-1]
    left_out: set[date] = set()
    for hour in told:
        first = (ASKED + timedelta(hours=hour)).date()
        ends = [h for h in provided if h >= hour]
        if first > limit:
            continue
        if not ends:
            assert duty.status is Status.PAUSED
            assert duty.due is None
            return
        last = (ASKED + timedelta(hours=min(ends))).date()
        left_out |= {first + timedelta(days=n) for n in range(1, (last - first).days + 1)}
    counted = (d for d in DAYS.working_days_after(ASKED.date(), 60) if d not in left_out)
    assert duty.due is not None
    assert duty.due.day == [next(counted) for _ in range(7)][-1]
    assert duty.status is Status.OVERDUE


@given(st.integers(0, 1000), st.integers(1, 60))
def test_an_extension_after_the_due_instant_heals_nothing(hour: int, days: int) -> None:
    day = (ASKED + timedelta(days=days)).date()
    told = ASKED + timedelta(hours=hour)
    fields = {"new_due_date": day.isoformat()}
    duty = opinion_duty(
        entry("assistance.extension_notified", "D-MS", hour, **fields), now=ASKED + timedelta(90)
    )
    plain = DAYS.working_days_after(ASKED.date(), 7)[-1]
    extended = shanghai_day(told) <= plain and day > plain
    assert duty.due is not None
    assert duty.due.day == (day if extended else plain)
    assert len(duty.extensions) == extended
