"""When time alone changes a ledger next: what the live judge waits for."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from schemas.instants import to_utc_millis
from streams.casebook.world import default_world
from streams.policy.judge import judge
from streams.policy.ledger import Ledger
from streams.policy.obligations import Obligation, Status
from streams.policy.registry import Registry
from streams.policy.replay import replay
from streams.policy.rules import ScopeKind
from tests.streams.vectors import all_received

FOUND = {
    "type": "violation.discovered",
    "at": "2026-06-01T09:00:00+08:00",
    "agency": "T01",
    "refs": {"violation_id": "W"},
    "fields": {"jurisdiction": "OTHER", "competent_agency_id": "D-HC"},
}
MILLISECOND = timedelta(milliseconds=1)
SOON, DUE = (
    to_utc_millis(datetime.fromisoformat(at))
    for at in ("2026-06-04T00:00:00+08:00", "2026-06-04T23:59:59.999+08:00")
)


def _ledger(now: datetime) -> Ledger:
    """Return the ledger of a matter in which a violation was to be referred by the fourth."""
    world = default_world()
    log = all_received({"id": "next", "given": [FOUND]})
    matters = frozenset({ScopeKind.MATTER})
    return replay(log, world.pack, now, known=world.founding(), kinds=matters).ledger


def _referring(now: datetime) -> Obligation:
    return next(o for o in _ledger(now).obligations if o.rule.id == "YS-05")


@pytest.mark.parametrize(
    ("now", "changes_at"),
    [
        (SOON - MILLISECOND, SOON),
        (SOON, DUE + MILLISECOND),
        (DUE, DUE + MILLISECOND),
        (DUE + MILLISECOND, None),
    ],
)
def test_an_open_duty_changes_when_it_is_due_soon_then_when_it_is_overdue_then_no_more(
    now: datetime, changes_at: datetime | None
) -> None:
    assert _referring(now).changes_at == changes_at


def test_time_changes_nothing_about_a_duty_that_is_paused_done_or_provisionally_past() -> None:
    duty = _referring(SOON)
    assert replace(duty, due=None, status=Status.PAUSED).changes_at is None
    assert replace(duty, status=Status.SATISFIED).changes_at is None
    assert replace(duty, flags=("PROVISIONAL_PAST_DUE",)).changes_at is None


def test_that_a_duty_is_due_soon_is_waited_for_only_where_its_rule_warns() -> None:
    duty = _referring(SOON - MILLISECOND)
    quiet = replace(duty, rule=replace(duty.rule, codes=("REFERRAL_OVERDUE",)))
    assert (duty.rule.warns, quiet.rule.warns) == (True, False)
    assert (duty.told_anew_at, quiet.told_anew_at) == (SOON, DUE + MILLISECOND)
    assert quiet.changes_at == SOON
    assert replace(quiet, due=None, status=Status.PAUSED).told_anew_at is None


def test_a_ledger_changes_when_the_first_of_its_duties_does_or_when_a_check_asks_again() -> None:
    duty = _referring(SOON - MILLISECOND)
    later = replace(duty, soon_at=SOON + MILLISECOND)
    assert Ledger((later, duty)).next_due == SOON
    assert Ledger((later, duty), wakes_at=(SOON - MILLISECOND,)).next_due == SOON - MILLISECOND
    assert Ledger().next_due is None


LAST = datetime(2199, 12, 31, 23, 59, 59, 999000, tzinfo=UTC)
"""The last instant that the judge takes."""


def test_the_last_instant_that_is_taken_stops_no_rule() -> None:
    world = default_world()
    formed = {"formed_at": "2199-12-31T09:00:00+08:00", "source": "T01:oa"}
    told = {
        "at": "2199-12-31T09:00:00+08:00",
        "agency": "T01",
    }
    said = (
        {**FOUND, **told},
        {**told, "type": "info.shared", "refs": {"subject": "i"}, "fields": formed},
        {
            **told,
            "type": "assistance.requested",
            "refs": {"request_id": "Q"},
            "fields": {"to_agency_id": "D-MS"},
        },
        {**told, "type": "criminal.transfer_proposed", "refs": {"case_id": "C"}},
        {**told, "type": "case.filed", "refs": {"case_id": "C"}},
    )
    log = all_received({"id": "last", "given": said})
    ledger = replay(log, world.pack, LAST, known=world.founding()).ledger
    owed = {o.rule.id for o in ledger.obligations}
    assert {"YS-05", "GX-11", "GX-01", "XT-09", "XX-02", "CL-01"} <= owed


@pytest.mark.parametrize("now", [LAST + MILLISECOND, datetime(9999, 12, 31, tzinfo=UTC)])
def test_an_instant_beyond_the_last_is_refused_before_anything_is_judged(now: datetime) -> None:
    with pytest.raises(ValueError, match="V-42"):
        _ledger(now)
    with pytest.raises(ValueError, match="V-42"):
        judge(ScopeKind.MATTER, (), Registry(), default_world().pack, now)


def test_so_is_a_receipt_before_the_first() -> None:
    (message,) = all_received({"id": "first", "given": [FOUND]})
    early = replace(message.fact, shared_at=datetime(1, 1, 1, tzinfo=UTC))
    with pytest.raises(ValueError, match="V-42"):
        replay([replace(message, fact=early)], default_world().pack, DUE)
