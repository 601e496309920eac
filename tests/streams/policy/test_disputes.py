"""Disputes: what worked cases cannot show, for their district has a government."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from schemas.events.agencies import AgencyRegistered
from streams.casebook.world import default_world
from streams.policy.facts import Fact
from streams.policy.replay import replay
from tests.streams.vectors import all_received, credit_codes, founding

CODES = credit_codes()


def _given(type_: str, day: int, **fields: Any) -> dict[str, Any]:
    at = datetime(2026, 6, day, 1, tzinfo=UTC).isoformat()
    refs = {"dispute_id": "Z", "case_id": "C"}
    return {"type": type_, "at": at, "agency": "T01", "refs": refs, "fields": fields}


LOG = all_received(
    {
        "id": "disputes",
        "given": [
            _given("dispute.raised", 1, parties=["T01", "D-HC"]),
            _given("dispute.consultation_concluded", 2, agreed=False),
            _given("dispute.coordination_applied", 3, to_agency_id="LGO"),
        ],
    }
)


def _designating(known: tuple[Fact, ...]) -> set[str]:
    """Return the debtors of the duty to designate who is competent."""
    now = datetime(2026, 6, 4, 1, tzinfo=UTC)
    end = replay(LOG, default_world().pack, now, known=known)
    assert end.refused == []
    return {o.debtor for o in end.ledger.obligations if o.rule.id == "ZY-04"}


def _is_the_government(fact: Fact) -> bool:
    event = fact.event
    return isinstance(event, AgencyRegistered) and event.kind == "DISTRICT_GOV"


def test_the_district_government_designates_and_nobody_does_before_it_is_registered() -> None:
    others = tuple(f for f in founding() if not _is_the_government(f))
    assert _designating(founding()) == {CODES["GOV"]}
    assert _designating(others) == set()
