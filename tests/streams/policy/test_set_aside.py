"""A message that was set aside and comes again counts from where the hub could have taken it."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final

import pytest

from schemas.codec import encode
from schemas.events.agencies import AgencyRegistered
from streams.packs import default_pack
from streams.policy.facts import Fact
from streams.policy.intake import Received, digest_of
from streams.policy.ledger import Ledger
from streams.policy.replay import Conclusions, replay
from streams.policy.rules import ScopeKind
from tests.streams.vectors import founding, received

_KINDS: Final = frozenset(ScopeKind) - {ScopeKind.AGENCY, ScopeKind.DISTRICT}
_DAY: Final = timedelta(days=1)
BRIEFING: Final = received("VS-003", 0)
"""Shared in the last millisecond of the day."""
_END: Final = BRIEFING.fact.shared_at + 9 * _DAY


def _registration(agency: str) -> Fact:
    return next(
        fact
        for fact in founding()
        if isinstance(fact.event, AgencyRegistered) and fact.event.registered_agency_id == agency
    )


def _registered(agency: str, at: datetime) -> Received:
    fact = replace(_registration(agency), shared_at=at, offset=9_000)
    return Received(
        fact, digest_of(encode(fact.event)), fact.event.district.encode(), BRIEFING.headers[:0]
    )


def _again(message: Received, at: datetime, offset: int) -> Received:
    headers = (*message.headers, ("hutong_dead_letter", b"any"))
    fact = replace(message.fact, shared_at=at, offset=offset)
    return replace(message, fact=fact, headers=headers)


def _without(agency: str) -> list[Fact]:
    return [fact for fact in founding() if fact != _registration(agency)]


def _end(log: list[Received], known: list[Fact]) -> Conclusions:
    return replay(log, default_pack(), _END, known=known, kinds=_KINDS)


def _late_registration(*again: Received) -> Conclusions:
    """The publisher is registered two days after its message came."""
    agency = BRIEFING.event.agency_id
    registered = _registered(agency, BRIEFING.fact.shared_at + 2 * _DAY)
    return _end([BRIEFING, registered, *again], _without(agency))


def _as_if_right_at_first() -> Ledger:
    return _end([BRIEFING], list(founding())).ledger


def test_what_the_registry_lacked_at_first_is_taken_as_if_it_had_been_there() -> None:
    copy = _again(BRIEFING, BRIEFING.fact.shared_at + 3 * _DAY, 70)
    end = _late_registration(copy)
    assert [r.received for r in end.refused] == [BRIEFING]
    assert end.ledger == _as_if_right_at_first()
    assert [o.verdict for o in end.ledger.obligations if o.rule.id == "GX-11"] == ["ON_TIME"]


def test_a_second_copy_is_a_duplicate_of_the_first_arrival() -> None:
    copies = [_again(BRIEFING, BRIEFING.fact.shared_at + n * _DAY, 70 + n) for n in (3, 4)]
    end = _late_registration(*copies)
    assert end.ledger == _as_if_right_at_first()
    (duplicate,) = end.duplicates
    assert duplicate.received == copies[1]
    assert (duplicate.first.shared_at, duplicate.first.offset) == (
        BRIEFING.fact.shared_at,
        BRIEFING.fact.offset,
    )


def test_of_several_refused_arrivals_the_first_counts() -> None:
    twice = _again(BRIEFING, BRIEFING.fact.shared_at + _DAY, 60)
    copy = _again(BRIEFING, BRIEFING.fact.shared_at + 3 * _DAY, 70)
    end = _late_registration(twice, copy)
    assert [r.received for r in end.refused] == [BRIEFING, twice]
    assert end.ledger == _as_if_right_at_first()


def test_a_copy_before_the_cause_is_mended_is_refused_again() -> None:
    copy = _again(BRIEFING, BRIEFING.fact.shared_at + _DAY, 60)
    end = _late_registration(copy)
    assert [r.received for r in end.refused] == [BRIEFING, copy]
    assert not end.admitted[1:]


@pytest.mark.parametrize(
    "first",
    [
        replace(BRIEFING, key=b"000000"),
        replace(BRIEFING, headers=(("ce_id", b"another"), *BRIEFING.headers[:1])),
        replace(BRIEFING, fact=replace(BRIEFING.fact, topic="facts.cases")),
    ],
    ids=["key", "header", "topic"],
)
def test_a_message_that_its_publisher_mended_counts_from_when_it_was_right(first: Received) -> None:
    mended = _again(BRIEFING, BRIEFING.fact.shared_at + _DAY, 60)
    end = _end([first, mended], list(founding()))
    assert [r.received for r in end.refused] == [first]
    assert [f for f in end.admitted if f.event == BRIEFING.event] == [mended.fact]


def test_a_transaction_whose_precondition_came_later_counts_from_when_it_could_be_carried_out() -> (
    None
):
    """ZY-03: an application follows a failed consultation; before it, nothing was applied for."""
    raised, concluded, applied = (received("VS-061", index) for index in range(3))
    later = applied.fact.shared_at + timedelta(hours=2)
    concluded = replace(concluded, fact=replace(concluded.fact, shared_at=later))
    copy = _again(applied, later + timedelta(hours=1), 70)
    log = [raised, applied, concluded, copy]
    end = replay(log, default_pack(), copy.fact.shared_at, known=founding(), kinds=_KINDS)
    assert [[p.rule for p in r.problems] for r in end.refused] == [["ZY-03"]]
    assert copy.fact in end.admitted


def test_a_time_ahead_of_the_clock_counts_from_when_it_had_come() -> None:
    early = replace(BRIEFING, fact=replace(BRIEFING.fact, shared_at=BRIEFING.event.recorded_at))
    event = early.event.model_copy(update={"formed_at": early.fact.shared_at + timedelta(hours=1)})
    first = replace(early, fact=replace(early.fact, event=event), headers=())
    copy = _again(first, first.fact.shared_at + timedelta(hours=2), 70)
    end = _end([first, copy], list(founding()))
    assert [[p.rule for p in r.problems] for r in end.refused] == [["V-40"]]
    assert copy.fact in end.admitted
