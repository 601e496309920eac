"""What the live judge has published after a log equals what the offline judge concludes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from random import Random
from typing import Any, Final

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from schemas.events.agencies import AgencyRegistered
from schemas.events.hub import HubOutput
from schemas.instants import epoch_millis
from streams.casebook.reading import entries
from streams.casebook.world import default_world
from streams.coverage import worked_cases
from streams.judge.docket import LIVE, TICKS, Docket
from streams.judge.merge import LogRecord
from streams.judge.state import MemoryBase, State
from streams.packs import default_pack
from streams.policy.intake import Received
from streams.policy.replay import replay
from streams.policy.rules import ScopeKind
from streams.policy.scopes import keyed_scopes
from tests.streams.policy.generated import received as as_message
from tests.streams.standing import expected, standing
from tests.streams.vectors import all_received, founding, log_record, received, vectors
from tests.streams.vectors import case as worked


def _founding_log() -> list[Received]:
    """Return the registry of the cases as messages that came first, like any others."""
    return [as_message(replace(fact, offset=offset)) for offset, fact in enumerate(founding())]


def _founding_records() -> list[LogRecord]:
    return [log_record(fact, offset) for offset, fact in enumerate(founding())]


def _tick(at_ms: int) -> LogRecord:
    return LogRecord(TICKS, 0, 0, at_ms, b"000000", None, ())


_FOUNDING: Final = len(founding())


def _live(records: list[LogRecord], *, restart_every: int) -> list[HubOutput]:
    """Run the docket over a log, starting again from committed state every few records."""
    base = MemoryBase()
    state = State(base)
    docket = Docket(state, default_pack(), 0)
    outputs: list[HubOutput] = []
    for number, record in enumerate(sorted(records, key=lambda r: r.order)):
        outputs += docket.take(record)
        docket.close_batch()
        base.apply(state.take_changes())
        if number > _FOUNDING and number % restart_every == 0:
            state = State(base)
            docket = Docket(state, default_pack(), 0)
    return outputs


def _is_readable(case: Mapping[str, Any]) -> bool:
    return all(isinstance(e, Received) for e in entries(case, default_world()))


READABLE = [id_ for id_, case in vectors().items() if _is_readable(case)]
"""Worked cases of which every entry is an event that the hub can read."""


ACROSS_MATTERS: Final = ("HT-CL-02-4", "HT-CL-02-5", "HT-MB-01-6", "HT-MB-01-20", "HT-PX-04-4")
"""Cases of items, parties and officers, some with corrections that name others."""


def _compare(case_ids: list[str], restart_every: int) -> None:
    places = [(id_, index) for id_ in case_ids for index in range(len(worked(id_)["given"]))]
    _compare_log([received(*at, offset) for offset, at in enumerate(places, 1001)], restart_every)


def _compare_log(log: list[Received], restart_every: int, days: int = 30) -> None:
    records = [log_record(message.fact, message.fact.offset) for message in log]
    last = max(r.fact.shared_at for r in log) + timedelta(days=days)
    live = _live(
        [*_founding_records(), *records, _tick(epoch_millis(last))], restart_every=restart_every
    )
    end = replay([*_founding_log(), *log], default_pack(), last, kinds=LIVE)
    assert standing(live) == expected(end)


@pytest.mark.parametrize("vector_id", READABLE)
def test_each_worked_case_ends_alike_live_and_offline(vector_id: str) -> None:
    _compare([vector_id], restart_every=1)


def _is_of_a_district(case: Mapping[str, Any]) -> bool:
    log = all_received(case)
    scopes = (scope for message in log for scope in keyed_scopes(message.event))
    return _is_readable(case) and any(scope.kind is ScopeKind.DISTRICT for scope in scopes)


OF_A_DISTRICT = [case["id"] for case in worked_cases() if _is_of_a_district(case)]
"""Worked cases with events that a district is judged by: trainings, conferences, agencies."""


@pytest.mark.parametrize("case_id", OF_A_DISTRICT)
def test_what_a_district_owes_ends_alike_live_and_offline_a_year_later(case_id: str) -> None:
    log = [
        replace(message, fact=replace(message.fact, offset=1001 + number))
        for number, message in enumerate(all_received(worked(case_id)))
    ]
    _compare_log(log, restart_every=3, days=400)


@pytest.mark.parametrize("case_id", ACROSS_MATTERS)
def test_what_lies_across_matters_ends_alike_live_and_offline(case_id: str) -> None:
    _compare([case_id], restart_every=1)


TURNING: Final = ("HT-BZ-01-4", "HT-BZ-01-5", "HT-CL-04-2", "HT-SW-06-6", "HT-YS-05-19")
"""Cases in which something that is registered counts only from a later day."""


@pytest.mark.parametrize("case_id", TURNING)
def test_what_counts_from_a_later_day_counts_live_when_that_day_comes(case_id: str) -> None:
    _compare([case_id], restart_every=1)


def test_a_conclusion_that_goes_over_to_another_scope_is_said_last() -> None:
    """A correction moves a fine to another item, where the same is to be said of it (CL-02)."""
    log = [received("HT-CL-02-5", n, 1001 + n) for n in range(10)]
    records = [*_founding_records(), *(log_record(r.fact, r.fact.offset) for r in log)]
    end = replay([*_founding_log(), *log], default_pack(), log[-1].fact.shared_at, kinds=LIVE)
    said = {o["verdict_id"]: o for o in _said("verdict.issued", _live(records, restart_every=1))}
    assert {id_ for id_, o in said.items() if not o["withdrawn"]} == {
        v.id for v in end.ledger.verdicts
    }


@settings(max_examples=60, deadline=None)
@given(st.lists(st.sampled_from(READABLE), min_size=2, max_size=8, unique=True), st.integers(1, 7))
def test_any_mix_of_worked_cases_ends_alike_live_and_offline(
    vector_ids: list[str], restart_every: int
) -> None:
    _compare(vector_ids, restart_every)


@settings(max_examples=30, deadline=None)
@given(st.lists(st.sampled_from(READABLE), min_size=1, max_size=6, unique=True))
def test_a_judge_that_remembers_says_what_one_says_that_has_just_started(
    vector_ids: list[str],
) -> None:
    places = [(id_, index) for id_ in vector_ids for index in range(len(worked(id_)["given"]))]
    log = [received(*at, offset) for offset, at in enumerate(places, 1001)]
    records = [log_record(message.fact, message.fact.offset) for message in log]
    last = max(r.fact.shared_at for r in log) + timedelta(days=30)
    log_records = [*_founding_records(), *records, _tick(epoch_millis(last))]
    never, always = len(log_records) + 1, 1
    assert _live(log_records, restart_every=never) == _live(log_records, restart_every=always)


def _penalty(number: int, item: str, fine: str, corrects: int | None) -> dict[str, Any]:
    supersedes = {} if corrects is None else {"supersedes_event_id": f"P{corrects}"}
    return {
        "type": "penalty.decided",
        "agency": "T01",
        "event_id": f"P{number}",
        "refs": {"case_id": f"C{number}"},
        "fields": {
            "item_code": item,
            "fine_amount_yuan": fine,
            "share_category": "NONE",
            "decision_date": "2026-06-01",
            "occurred_at": "2026-06-01T09:00:00+08:00",
            "recorded_at": f"2026-06-01T09:{number:02d}:00+08:00",
            **supersedes,
        },
    }


_penalties = st.lists(
    st.tuples(
        st.sampled_from(("A-017", "A-090")),
        st.sampled_from(("", "100.00", "2000000.00")),
        st.none() | st.integers(0, 5),
    ),
    min_size=2,
    max_size=6,
)


@settings(max_examples=60, deadline=None)
@given(_penalties, st.randoms(use_true_random=False), st.integers(1, 3))
def test_chains_of_corrections_end_alike_live_and_offline_in_any_order(
    penalties: list[tuple[str, str, int | None]], order: Random, restart_every: int
) -> None:
    said = [_penalty(number, *one) for number, one in enumerate(penalties)]
    order.shuffle(said)
    given_ = [e | {"at": f"2026-06-02T09:{n:02d}:00+08:00"} for n, e in enumerate(said)]
    read = entries({"id": "K", "given": given_}, default_world())
    log = [e for e in read if isinstance(e, Received)]
    assert len(log) == len(said)
    _compare_log(
        [replace(r, fact=replace(r.fact, offset=1000 + n)) for n, r in enumerate(log)],
        restart_every,
    )


@pytest.mark.parametrize("restart_every", [1, 100])
def test_what_was_set_aside_and_comes_again_ends_alike_live_and_offline(restart_every: int) -> None:
    """The publisher is registered a day after its message came, and the message comes again."""
    first = received("VS-003", 0, 1001)
    event = first.event
    late = first.fact.shared_at + timedelta(days=1)
    facts = [
        replace(f, shared_at=late, offset=1000)
        if isinstance(f.event, AgencyRegistered) and f.event.registered_agency_id == event.agency_id
        else replace(f, offset=offset)
        for offset, f in enumerate(founding())
    ]
    again = replace(first.fact, shared_at=late + timedelta(hours=1), offset=1002)
    founded = [log_record(f, f.offset) for f in facts]
    copies = [
        replace(
            log_record(replace(again, shared_at=again.shared_at + timedelta(hours=n)), 1002 + n),
            headers=(*log_record(again, 0).headers, ("hutong_dead_letter", b"any")),
        )
        for n in range(2)
    ]
    outputs = _live([*founded, log_record(first.fact, 1001), *copies], restart_every=restart_every)
    right = _live([*_founding_records(), log_record(first.fact, 1001)], restart_every=restart_every)

    obligations, verdicts, fates, given_ = standing(outputs)
    assert (obligations, verdicts, given_) == tuple(standing(right)[n] for n in (0, 1, 3))
    shared = [o for o in _said("obligation.changed", outputs) if o["subject"] == event.subject]
    assert [o["verdict"] for o in shared] == ["ON_TIME"]
    assert fates >= {(t, str(event.event_id)) for t in ("event.rejected", "event.duplicated")}
    letters = _said("dead_letter.recorded", outputs)
    (letter,) = [o for o in letters if o["position"]["offset"] == 1001]
    (taken,) = _said("dead_letter.recovered", outputs)
    assert taken["dead_letter_id"] == letter["output_id"]
    assert (taken["first_position"], taken["position"]["offset"]) == (letter["position"], 1002)
    assert taken["first_shared_at"] == first.fact.shared_at

    log = (
        [as_message(f) for f in facts]
        + [first]
        + [
            replace(first, fact=replace(again, shared_at=again.shared_at + timedelta(hours=n)))
            for n in range(2)
        ]
    )
    end = replay(log, default_pack(), late + timedelta(days=1), kinds=LIVE)
    assert standing(outputs) == expected(end)


def _said(kind: str, outputs: list[HubOutput]) -> list[dict[str, Any]]:
    return [output.model_dump() for output in outputs if kind == output.TYPE]
