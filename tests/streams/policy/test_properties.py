"""What holds of every matter, whatever was said in it, by whom, when and in which order."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import datetime, timedelta
from uuid import UUID, uuid5

from hypothesis import given, settings
from hypothesis import strategies as st

from schemas.events.referrals import ReferralSent
from streams.casebook.world import default_world
from streams.policy.facts import Fact
from streams.policy.judge import judge
from streams.policy.ledger import Ledger
from streams.policy.mechanisms.discretion.procedure import PARTY
from streams.policy.obligations import ROOT, Obligation, Status
from streams.policy.replay import replay
from streams.policy.rules import ScopeKind
from streams.policy.verdicts import Verdict
from tests.streams.policy.generated import (
    START,
    TEMPLATES,
    fact,
    facts,
    instants,
    received,
    registry,
)

PACK = default_world().pack
_JOINT = {"ZY-01"}
"""Duties of both parties that one act of either ends."""

_DISCHARGED = {Status.SATISFIED, Status.SATISFIED_LATE}


def _judged(said: list[Fact], now: datetime) -> Ledger:
    return judge(ScopeKind.MATTER, said, registry(), PACK, now)


@given(facts(), instants, st.randoms(use_true_random=False))
def test_the_order_in_which_facts_are_given_makes_no_difference(
    said: list[Fact], now: datetime, random: st.DataObject
) -> None:
    shuffled = list(said)
    random.shuffle(shuffled)  # type: ignore[attr-defined]  # Hypothesis hands in a Random
    assert _judged(shuffled, now) == _judged(said, now)


@given(facts(), instants, st.data())
def test_messages_delivered_again_make_no_difference(
    said: list[Fact], now: datetime, data: st.DataObject
) -> None:
    log = [received(fact) for fact in said]
    again = data.draw(st.lists(st.sampled_from(log), max_size=4))
    later = [
        replace(
            one,
            fact=replace(
                one.fact, shared_at=one.fact.shared_at + timedelta(minutes=7), offset=900 + n
            ),
        )
        for n, one in enumerate(again)
    ]
    founding = default_world().founding()
    once = replay(log, PACK, now, known=founding)
    twice = replay([*log, *later], PACK, now, known=founding)
    assert twice.ledger == once.ledger


@given(facts(), instants)
def test_what_comes_later_is_not_known_before(said: list[Fact], now: datetime) -> None:
    known = [fact for fact in said if fact.shared_at <= now]
    assert _judged(said, now) == _judged(known, now)


@given(facts(), instants)
def test_no_two_conclusions_of_a_ledger_have_the_same_id(said: list[Fact], now: datetime) -> None:
    ledger = _judged(said, now)
    ids = Counter([o.id for o in ledger.obligations] + [v.id for v in ledger.verdicts])
    assert [id_ for id_, count in ids.items() if count > 1] == []


@given(facts(), instants)
def test_a_duty_is_discharged_by_its_own_debtor_only(said: list[Fact], now: datetime) -> None:
    by_id = {fact.id: fact.event for fact in said}
    for duty in _judged(said, now).obligations:
        if duty.rule.id in _JOINT or duty.satisfied_by is None:
            continue
        if duty.status in _DISCHARGED and duty.debtor != PARTY:
            event = by_id[duty.satisfied_by]
            agencies = {event.agency_judged}
            if isinstance(event, ReferralSent):
                agencies.add(event.from_agency_id)
            assert any(registry().acts_for(agency, duty.debtor) for agency in agencies), duty


@given(facts(), instants)
def test_nothing_falls_due_early(said: list[Fact], now: datetime) -> None:
    for duty in _judged(said, now).obligations:
        match duty.status:
            case Status.OVERDUE:
                assert duty.due is not None
                assert now > duty.due.at
                assert not duty.due.provisional
            case Status.SATISFIED_LATE:
                assert duty.due is not None
                assert duty.satisfied_at is not None
                assert duty.satisfied_at > duty.due.at
            case Status.SATISFIED:
                assert duty.due is not None
                assert duty.satisfied_at is not None
                assert duty.satisfied_at <= duty.due.at
            case Status.OPEN:
                assert duty.due is not None
                assert now <= duty.due.at or "PROVISIONAL_PAST_DUE" in duty.flags


def _awaiting() -> tuple[Fact, Fact]:
    """A letter of assistance and, an hour later, the notice that supplements are awaited."""
    said = ("assistance.requested", "T01", 0), ("assistance.supplement_requested", "D-MS", 60)
    types = [type_ for type_, _, _ in TEMPLATES]
    letter, notice = (
        fact(types.index(type_), agency, minutes, 800 + minutes) for type_, agency, minutes in said
    )
    return letter, notice


@given(facts(), instants, instants)
def test_a_paused_clock_never_runs(said: list[Fact], one: datetime, other: datetime) -> None:
    """While a clock stands still, time alone changes nothing about its duty."""
    said = [*_awaiting(), *said]
    earlier, later = sorted((one, other))
    known = [fact for fact in said if fact.shared_at <= earlier]
    before = {o.id: o for o in _judged(known, earlier).obligations}
    for duty in _judged(known, later).obligations:
        if before[duty.id].status is Status.PAUSED:
            assert duty.status is Status.PAUSED


def _key(duty: Obligation) -> object:
    return (duty.id, duty.rule.id, duty.status, duty.verdict, duty.due, duty.satisfied_at)


def _said(verdict: Verdict) -> object:
    return (verdict.id, verdict.rule.id, verdict.verdict, verdict.code, verdict.agency)


@settings(max_examples=60)
@given(facts(), instants, st.data())
def test_a_correction_is_as_if_the_fact_had_been_right_at_first(
    said: list[Fact], now: datetime, data: st.DataObject
) -> None:
    index = data.draw(st.integers(0, len(said) - 1))
    right = said[index]
    wrong = replace(
        right, event=right.event.model_copy(update={"occurred_at": START, "subject": "mistyped"})
    )
    minutes = st.integers(-60, 60).map(lambda n: timedelta(minutes=n))
    correction = replace(
        right,
        event=right.event.model_copy(
            update={
                "event_id": uuid5(ROOT, str(right.event.event_id)),
                "supersedes_event_id": right.event.event_id,
                "recorded_at": right.event.recorded_at + data.draw(minutes),
            }
        ),
        shared_at=right.shared_at + data.draw(minutes),
        offset=right.offset + 500,
    )
    others = [fact for fact in said if fact is not right]
    both_known = max(now, right.shared_at, correction.shared_at)
    corrected = _judged([*others, wrong, correction], both_known)
    known_better = _judged(said, both_known)
    assert {_key(o) for o in corrected.obligations} == {_key(o) for o in known_better.obligations}
    assert {_said(v) for v in corrected.verdicts} == {_said(v) for v in known_better.verdicts}


@given(facts(), instants)
def test_the_ids_of_duties_do_not_depend_on_what_comes_later(
    said: list[Fact], now: datetime
) -> None:
    """A duty that still stands keeps its id: rule, debtor, clock and trigger make it."""
    seen: dict[tuple[object, ...], UUID] = {}
    for known in range(1, len(said) + 1):
        upto = sorted(said, key=lambda f: f.order)[:known]
        for duty in _judged(upto, now).obligations:
            key = (duty.rule.id, duty.debtor, duty.clock, duty.trigger_event_id)
            assert seen.setdefault(key, duty.id) == duty.id
