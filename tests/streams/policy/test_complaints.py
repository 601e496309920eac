"""Complaints: one owner at every moment, and no two entries of one name."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from typing import Any

import pytest

from schemas.instants import to_utc_millis
from streams.casebook.running import moments
from streams.casebook.world import default_world
from streams.coverage import worked_cases
from streams.policy.intake import Received
from streams.policy.ledger import Ledger
from streams.policy.replay import replay
from streams.policy.rulebook import RULES
from streams.policy.rules import Mechanism
from streams.policy.verdicts import Owner
from tests.streams.vectors import all_received

MECHANISMS = {
    Mechanism.FIRST_INQUIRY,
    Mechanism.COMPLAINTS,
    Mechanism.ORGANISATION,
    Mechanism.TRAINING,
    Mechanism.ASSESSMENT,
}
MILLISECOND = timedelta(milliseconds=1)


CASES = [
    worked
    for worked in worked_cases()
    if any(RULES[rule].mechanism in MECHANISMS for rule in worked["rules"])
]


def _ledgers(case: Mapping[str, Any]) -> Iterator[Ledger]:
    """Yield the ledger at every receipt and moment of a case, and just before each."""
    log = all_received(case)
    times = {message.fact.shared_at for message in log}
    times |= {to_utc_millis(at) for at, _, _ in moments(case)}
    for at in sorted({t for time in times for t in (time - MILLISECOND, time)}):
        yield _ledger(log, at)


def _ledger(log: list[Received], at: datetime) -> Ledger:
    world = default_world()
    return replay(log, world.pack, at, known=world.founding()).ledger


@pytest.mark.parametrize("case", CASES, ids=lambda case: str(case["id"]))
def test_a_complaint_never_has_two_owners_and_no_two_entries_share_an_id(
    case: Mapping[str, Any],
) -> None:
    owned: set[str] = set()
    for ledger in _ledgers(case):
        owners = Counter(s.complaint_id for s in ledger.statements if isinstance(s, Owner))
        assert set(owners.values()) <= {1}
        assert owned <= owners.keys(), "an owner is never lost"
        owned = set(owners)
        for ids in ([o.id for o in ledger.obligations], [v.id for v in ledger.verdicts]):
            assert len(ids) == len(set(ids))


@pytest.mark.parametrize("case", CASES, ids=lambda case: str(case["id"]))
def test_a_case_told_backwards_ends_alike(case: Mapping[str, Any]) -> None:
    log = all_received(case)
    (last, *_) = [to_utc_millis(at) for at, _, _ in moments(case)]
    assert _said(_ledger(log, last)) == _said(_ledger(log[::-1], last))


def _said(ledger: Ledger) -> tuple[object, ...]:
    return (
        {o.id: o for o in ledger.obligations},
        {v.id: v for v in ledger.verdicts},
        set(map(repr, ledger.statements)),
        set(map(repr, ledger.routes)),
    )
