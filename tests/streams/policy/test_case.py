"""What a check asks of its case."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from schemas.events.referrals import ReferralSent
from streams.casebook.world import default_world
from streams.policy.case import Case
from streams.policy.registry import Registry
from streams.policy.rules import Clock, ScopeKind, Unit
from tests.streams.vectors import all_received, founding

AT = datetime(2026, 6, 1, 1, tzinfo=UTC)


def _case(*referrals: str) -> Case:
    given = [
        {
            "type": "referral.sent",
            "at": AT.isoformat(),
            "agency": "T01",
            "refs": {"referral_id": name},
            "fields": {"to_agency_id": "D-HC"},
        }
        for name in referrals
    ]
    facts = tuple(r.fact for r in all_received({"id": "case", "given": given}))
    return Case.of(ScopeKind.MATTER, facts, Registry.of(founding()), default_world().pack, AT)


def test_the_first_fact_of_a_type_is_the_first_with_the_named_values() -> None:
    case = _case("R1", "R2")
    assert case.first(ReferralSent) == case.all(ReferralSent)[0]
    assert case.first(ReferralSent, referral_id="R2") == case.all(ReferralSent)[1]
    assert case.first(ReferralSent, referral_id="R3") is None


@pytest.mark.parametrize("unit", [Unit.SAME_DAY, Unit.ANNUAL_DATE])
def test_a_due_time_cannot_be_counted_from_a_start_alone_by_every_clock(unit: Unit) -> None:
    with pytest.raises(ValueError, match="needs more than a start"):
        _case().due(Clock(unit, "formed_at"), AT)
