"""The life of an obligation: every step with its cause, clause and arithmetic, by the table."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID, uuid5

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from schemas.instants import shown, to_utc_millis
from streams.casebook.reading import entries
from streams.casebook.running import moments
from streams.casebook.world import default_world
from streams.coverage import worked_cases
from streams.policy.calendar import WorkCalendar
from streams.policy.clocks import hours, stated_day, working_days
from streams.policy.facts import Fact
from streams.policy.intake import Received
from streams.policy.judge import judge
from streams.policy.life import Transition, transitions
from streams.policy.obligations import MILLISECOND, Cause, Extension, Obligation, Pause, Status
from streams.policy.replay import ALL_KINDS, replay
from streams.policy.rulebook import rule
from streams.policy.rules import ScopeKind, Threshold
from streams.policy.steps import STEPS, Kind
from streams.policy.verdicts import Verdict
from tests.streams.policy.generated import facts, registry

NAMES = UUID("00000000-0000-5000-8000-000000000002")
START = datetime(2026, 7, 6, 1, tzinfo=UTC)
DUE = working_days(START, 3, WorkCalendar())
AFTER = DUE.at + timedelta(hours=1)
TRIGGER, ENDING, ASKING = (uuid5(NAMES, name) for name in ("trigger", "ending", "asking"))

_OF_EVENTS = ALL_KINDS - {ScopeKind.AGENCY, ScopeKind.DISTRICT}
"""The kinds of scope that exist for what happened, not for who takes part."""

_TOGETHER = ({"Q1"}, {"V1"}, {"L1"}, {"V2", "D1"}, {"K1", "D1"})
"""Identifiers of which enough is said together that long lives come of it."""


def owed(**fields: object) -> Obligation:
    """Return a duty to refer within three working days, open unless told otherwise."""
    duty = Obligation(
        rule("YS-05"),
        "one",
        "other",
        "W1",
        TRIGGER,
        "violation.discovered",
        START,
        "discovered_at",
        DUE,
        Status.OPEN,
        "PENDING",
        Threshold.CLAUSE,
        soon_at=DUE.at - timedelta(hours=24) + timedelta(milliseconds=1),
    )
    return replace(duty, **fields)  # type: ignore[arg-type]  # fields by name


def done(at: datetime, published: datetime | None = None, **given: object) -> Obligation:
    """Return the duty discharged at an instant."""
    in_time = at <= (DUE.at if "due" not in given else given["due"].at)  # type: ignore[attr-defined]
    return owed(
        status=Status.SATISFIED if in_time else Status.SATISFIED_LATE,
        satisfied_at=at,
        satisfied_by=ENDING,
        published_at=published or at,
        **given,
    )


def kinds(duty: Obligation) -> list[str]:
    return [t.kind.value for t in transitions(duty)]


def last(duty: Obligation) -> Transition:
    return transitions(duty)[-1]


def cause(type_: str, at: datetime) -> Cause:
    return Cause(ENDING, type_, at)


def test_an_open_duty_was_opened_by_its_trigger_with_the_arithmetic_of_its_due_time() -> None:
    (opened,) = transitions(owed())
    assert (opened.at, opened.before, opened.after) == (START, None, Status.OPEN)
    assert (opened.cause, opened.cause_type) == (TRIGGER, "violation.discovered")
    assert (opened.due, opened.zh, opened.en) == (DUE.at, DUE.zh, DUE.en)
    assert (opened.rule.clause_ref, opened.step.en) == ("二(二)2", "opened")


def test_a_duty_falls_due_soon_once_and_is_overdue_a_millisecond_past_due() -> None:
    soon = owed().soon_at
    assert kinds(owed(due_soon_since=soon)) == ["opened", "due_soon"]
    life = transitions(owed(status=Status.OVERDUE))
    assert [t.kind.value for t in life] == ["opened", "due_soon", "overdue"]
    assert [t.at for t in life[1:]] == [soon, DUE.at + timedelta(milliseconds=1)]
    assert life[-1].cause is None


def test_a_duty_done_before_it_was_due_soon_never_was() -> None:
    assert kinds(done(START + timedelta(hours=1))) == ["opened", "satisfied"]
    end = last(done(DUE.at))
    assert (end.cause, end.at, end.after) == (ENDING, DUE.at, Status.SATISFIED)


def test_a_duty_without_a_warning_is_due_soon_at_its_due_time_and_not_before_its_start() -> None:
    assert kinds(owed(status=Status.OVERDUE, soon_at=None)) == ["opened", "due_soon", "overdue"]
    late = owed(status=Status.OVERDUE, soon_at=START - timedelta(days=1))
    assert transitions(late)[1].at == START
    short = hours(START, 0)
    assert kinds(owed(due=short, soon_at=START + timedelta(minutes=30), status=Status.OVERDUE)) == [
        "opened",
        "overdue",
    ]


def test_a_late_discharge_follows_on_overdue_and_says_by_how_much() -> None:
    duty = done(AFTER)
    assert kinds(duty) == ["opened", "due_soon", "overdue", "satisfied_late"]
    assert "late by 1 h" in last(duty).en


def test_what_was_done_in_time_and_published_late_supersedes_the_overdue() -> None:
    duty = done(DUE.at, AFTER)
    life = transitions(duty)
    assert [t.kind.value for t in life[-3:]] == ["overdue", "superseded", "satisfied"]
    assert (life[-2].at, life[-1].at) == (AFTER, DUE.at)


def test_a_provisional_due_time_is_never_overdue() -> None:
    due = working_days(datetime(2031, 7, 7, 1, tzinfo=UTC), 3, WorkCalendar())
    assert due.provisional
    past = due.at + timedelta(hours=1)
    assert "overdue" not in kinds(owed(due=due, flags=("PROVISIONAL_PAST_DUE",)))
    assert kinds(done(past, due=due))[-1] == "satisfied_late"
    assert "superseded" not in kinds(done(due.at, past, due=due))


def test_a_pause_stops_the_clock_and_the_supplement_lets_it_run_with_a_new_arithmetic() -> None:
    asked = START + timedelta(hours=2)
    paused = owed(
        due=None,
        status=Status.PAUSED,
        soon_at=None,
        pauses=(Pause(ASKING, asked, None),),
        first_due=DUE,
    )
    opened, pause = transitions(paused)
    assert (opened.due, opened.zh, opened.en) == (DUE.at, DUE.zh, DUE.en)
    assert (pause.rule.id, pause.cause, pause.due) == ("XT-13", ASKING, None)
    assert pause.after is Status.PAUSED
    two = (
        Pause(ASKING, asked, asked + timedelta(hours=1)),
        Pause(ASKING, asked + timedelta(hours=2), asked + timedelta(hours=3), ENDING),
    )
    resumed = owed(pauses=two)
    assert kinds(resumed) == ["opened", "paused", "resumed", "paused", "resumed"]
    assert (last(resumed).due, last(resumed).zh) == (DUE.at, DUE.zh)
    assert last(resumed).cause == ENDING
    assert transitions(resumed)[2].due is None
    later = Extension(ENDING, asked + timedelta(hours=2), DUE.at, DUE.at)
    both = owed(pauses=two[:1], extensions=(later,))
    assert kinds(both)[-2:] == ["resumed", "extended"]


def test_several_requests_stop_the_clock_until_the_last_of_them_is_answered() -> None:
    first = START + timedelta(hours=1)
    second, third = first + timedelta(hours=1), first + timedelta(hours=2)
    overlapping = owed(pauses=(Pause(ASKING, first, third), Pause(ENDING, second, third)))
    assert kinds(overlapping) == ["opened", "paused", "paused", "resumed"]
    assert last(overlapping).at == third
    adjoining = owed(pauses=(Pause(ASKING, first, second), Pause(ENDING, second, third)))
    assert kinds(adjoining) == ["opened", "paused", "paused", "resumed"]
    answered_once = (Pause(ASKING, first, second), Pause(ENDING, first, None))
    still = owed(due=None, status=Status.PAUSED, soon_at=None, pauses=answered_once)
    assert kinds(still) == ["opened", "paused", "paused"]


def test_a_paused_duty_may_be_waived_without_ever_having_a_due_time() -> None:
    duty = owed(due=None, status=Status.WAIVED, waived_by=cause("violation.dismissed", AFTER))
    assert (kinds(duty), transitions(duty)[0].due) == (["opened", "waived"], None)
    assert "暂停" in transitions(duty)[0].zh


@pytest.mark.parametrize(("rule_id", "by"), [("XT-09", "XT-11"), ("GX-11", "GX-12")])
def test_an_extension_tells_the_due_time_before_and_after_it(rule_id: str, by: str) -> None:
    later = stated_day(START, date(2026, 7, 31))
    between = DUE.at + timedelta(days=7)
    told, again = START + timedelta(hours=2), DUE.at + timedelta(days=1)
    extensions = (
        Extension(ASKING, told, DUE.at, between),
        Extension(ENDING, again, between, later.at),
    )
    duty = owed(rule=rule(rule_id), due=later, soon_at=None, extensions=extensions, first_due=DUE)
    opened, first, second = transitions(duty)
    assert (opened.due, first.due, second.due) == (DUE.at, between, later.at)
    assert (first.rule.id, first.at, second.cause) == (by, told, ENDING)
    assert second.zh.endswith(later.zh)
    assert not first.zh.endswith(later.zh)


@pytest.mark.parametrize(
    ("type_", "clause"),
    [
        ("dispute.jurisdiction_designated", "ZY-04"),
        ("dispute.consultation_concluded", "ZY-02"),
        ("agency.changed", "YS-05"),
    ],
)
def test_a_duty_that_changes_hands_ends_for_one_and_goes_on_for_the_other(
    type_: str, clause: str
) -> None:
    by = cause(type_, START + timedelta(hours=1))
    gone = owed(status=Status.REASSIGNED, reassigned_by=by, reassigned_to="third")
    assert kinds(gone) == ["opened", "reassigned"]
    assert (last(gone).rule.id, "third" in last(gone).zh) == (clause, True)
    on = owed(reassigned_by=by)
    assert (kinds(on), last(on).after) == (["opened", "taken_over"], Status.OPEN)
    overdue = owed(status=Status.REASSIGNED, reassigned_by=cause(type_, AFTER), reassigned_to="x")
    assert kinds(overdue) == ["opened", "due_soon", "overdue", "reassigned"]


def test_an_objection_flags_and_a_review_ends_it_or_waives() -> None:
    objection = cause("verdict.contested", AFTER)
    review = cause("verdict.reviewed", AFTER + timedelta(hours=1))
    contested = owed(status=Status.OVERDUE, contested_by=objection)
    assert kinds(contested)[-1] == "contested"
    upheld = replace(contested, reviewed_by=review)
    assert (kinds(upheld)[-1], last(upheld).after) == ("reviewed", Status.OVERDUE)
    waived = replace(upheld, status=Status.WAIVED, waived_by=review)
    assert kinds(waived)[-3:] == ["contested", "reviewed", "waived"]
    assert last(waived).cause_type == "verdict.reviewed"


def test_a_waiver_told_past_due_follows_on_the_overdue_and_says_when_it_was_told() -> None:
    told = AFTER + timedelta(days=3)
    decided = Cause(ENDING, "violation.dismissed", START + timedelta(hours=1), told)
    waived = owed(status=Status.WAIVED, waived_by=decided)
    assert kinds(waived) == ["opened", "due_soon", "overdue", "waived"]
    assert last(waived).at == decided.at
    assert shown(told) in last(waived).zh
    assert shown(told) in last(waived).en


@pytest.mark.parametrize(
    ("late", "zh"),
    [(timedelta(milliseconds=1), "迟 0.001秒"), (timedelta(3, 4242), "迟 3天 1小时")],
)
def test_a_delay_is_told_as_people_say_it(late: timedelta, zh: str) -> None:
    assert last(done(DUE.at + late)).zh.endswith(zh)


def test_no_step_follows_where_the_table_has_none() -> None:
    with pytest.raises(ValueError, match="satisfied cannot follow on None"):
        STEPS[Kind.SATISFIED].leads(None)
    with pytest.raises(ValueError, match="contested cannot follow on None"):
        STEPS[Kind.CONTESTED].leads(None)


def moments_of(duties: Iterable[Obligation]) -> set[datetime]:
    """Return when duties are due soon, due, and a millisecond past due."""
    found = {duty.soon_at for duty in duties if duty.soon_at is not None}
    dues = {duty.due.at for duty in duties if duty.due is not None}
    return found | dues | {at + MILLISECOND for at in dues}


def assert_lives_end_where_the_duties_stand(duties: Iterable[Obligation]) -> None:
    for duty in duties:
        assert last(duty).after is duty.status, (duty.rule.id, duty.debtor, duty.id)


@pytest.mark.parametrize("case", worked_cases(), ids=lambda case: str(case["id"]))
def test_every_life_in_a_worked_case_keeps_to_the_table_at_every_moment(
    case: Mapping[str, Any],
) -> None:
    """Whenever something came, was due soon, was due or was past due."""
    world = default_world()
    founding, log = world.founding(), [e for e in entries(case, world) if isinstance(e, Received)]
    opened_by = {e.fact.id for e in log}
    ends = {to_utc_millis(at) for at, _, _ in moments(case)}
    seen: set[datetime] = set()
    ahead = ends | {e.fact.shared_at for e in log}
    while ahead:
        at = ahead.pop()
        seen.add(at)
        kinds_ = ALL_KINDS if at in ends else _OF_EVENTS
        found = replay(log, world.pack, at, known=founding, kinds=kinds_).ledger.obligations
        assert_lives_end_where_the_duties_stand(found)
        ahead |= moments_of([d for d in found if d.trigger_event_id in opened_by]) - seen


@settings(max_examples=60)
@given(st.one_of(facts(), *(facts(about=frozenset(named)) for named in _TOGETHER)))
def test_every_life_in_a_generated_matter_keeps_to_the_table_at_every_moment(
    said: list[Fact],
) -> None:
    pack, known = default_world().pack, registry()
    seen: set[datetime] = set()
    ahead = {fact.shared_at for fact in said}
    while ahead:
        at = ahead.pop()
        seen.add(at)
        found = judge(ScopeKind.MATTER, said, known, pack, at).obligations
        assert_lives_end_where_the_duties_stand(found)
        ahead |= moments_of(found) - seen


def test_what_a_successor_did_before_the_hub_knew_of_the_designation_follows_on_it() -> None:
    by = cause("dispute.jurisdiction_designated", START + timedelta(hours=1))
    told_late = replace(by, published_at=START + timedelta(hours=5))
    duty = replace(done(START + timedelta(hours=2)), reassigned_by=told_late)
    assert kinds(duty) == ["opened", "taken_over", "satisfied"]


def test_nothing_that_others_did_is_a_step_of_a_duty_that_went_to_them() -> None:
    by = cause("agency.changed", START + timedelta(hours=1))
    later = Extension(ASKING, START + timedelta(hours=3), DUE.at, AFTER)
    gone = owed(
        status=Status.REASSIGNED, reassigned_by=by, reassigned_to="third", extensions=(later,)
    )
    assert kinds(gone) == ["opened", "reassigned"]


def test_a_conclusion_begins_with_the_arithmetic_of_its_due_time() -> None:
    said = Verdict(
        rule("YS-19"), "silence", None, "VIOLATION", "AJ-1", (), "无活动", "no act", reckoned=DUE
    )
    assert (said.zh, said.en) == (f"{DUE.zh}；无活动", f"{DUE.en}; no act")
