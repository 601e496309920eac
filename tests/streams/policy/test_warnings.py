"""提醒: when a duty is due soon (§5.2), as the local parameters of a pack say."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from types import MappingProxyType

import pytest

from schemas.instants import SHANGHAI
from streams.casebook.world import default_world
from streams.policy.calendar import WorkCalendar
from streams.policy.obligations import Obligation
from streams.policy.pack import RulePack
from streams.policy.replay import replay
from tests.streams.vectors import all_received, founding


def pack_with(**numbers: int) -> RulePack:
    """Return the pack of the worked cases with some of its parameters changed."""
    pack = default_world().pack
    changed = {name: replace(pack.params.by_name[name], value=n) for name, n in numbers.items()}
    params = replace(pack.params, by_name=MappingProxyType({**pack.params.by_name, **changed}))
    return replace(pack, params=params)


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=SHANGHAI)


def extended(declared_at: str, until: str, now: str, **numbers: int) -> Obligation:
    """Return the duty to share what was formed when its extension was declared."""
    case = {
        "id": "extended",
        "given": [
            {
                "type": "sharing.extension_declared",
                "at": at(declared_at).isoformat(timespec="milliseconds"),
                "agency": "D-HC",
                "refs": {"subject": "S1"},
                "fields": {
                    "share_category": "G6",
                    "formed_at": at(declared_at).isoformat(timespec="milliseconds"),
                    "expected_share_at": at(until).isoformat(timespec="milliseconds"),
                },
            }
        ],
    }
    end = replay(all_received(case), pack_with(**numbers), at(now), known=founding())
    (duty,) = (o for o in end.ledger.obligations if o.rule.id == "GX-11")
    return duty


def test_extended_sharing_is_due_soon_a_working_day_before_the_declared_day() -> None:
    """Declared on a Wednesday until the Monday after: warned from the Friday before it."""
    args = ("2026-05-20T18:00", "2026-05-25T17:00")
    duty = extended(*args, "2026-05-22T00:00")
    assert duty.soon_at == duty.due_soon_since == at("2026-05-22T00:00")
    assert extended(*args, "2026-05-21T23:59:59.999").due_soon_since is None


@pytest.mark.parametrize(
    ("days", "soon"),
    [(0, "2026-05-25T00:00"), (1, "2026-05-22T00:00"), (2, "2026-05-21T00:00")],
)
def test_how_many_working_days_before_is_a_local_parameter(days: int, soon: str) -> None:
    duty = extended(
        "2026-05-20T18:00", "2026-05-25T17:00", "2026-05-21T09:00", extension_warn_wd=days
    )
    assert duty.soon_at == at(soon)


def test_a_declaration_that_comes_after_the_warning_warns_when_the_declared_day_begins() -> None:
    duty = extended("2026-05-20T18:00", "2026-05-21T17:00", "2026-05-20T19:00")
    assert (duty.soon_at, duty.due_soon_since) == (at("2026-05-21T00:00"), None)


def test_a_rest_day_may_be_declared_and_is_warned_of_on_the_working_day_before() -> None:
    duty = extended("2026-09-30T10:00", "2026-10-05T17:00", "2026-09-30T11:00")
    assert duty.soon_at == at("2026-10-05T00:00")
    duty = extended("2026-09-29T10:00", "2026-10-05T17:00", "2026-09-29T11:00")
    assert duty.soon_at == at("2026-09-30T00:00")


def test_working_days_are_counted_backwards_over_rest_days_and_swap_days() -> None:
    calendar = WorkCalendar()
    assert calendar.day_before(date(2026, 10, 8), 1) == date(2026, 9, 30)
    assert calendar.day_before(date(2026, 10, 12), 1) == date(2026, 10, 10)
    assert calendar.day_before(date(2026, 10, 4), 0) == date(2026, 10, 4)


@pytest.mark.parametrize(("minutes", "soon"), [(0, "09:00"), (30, "09:30"), (45, "09:45")])
def test_a_duty_to_act_at_once_is_due_soon_some_minutes_after_its_start(
    minutes: int, soon: str
) -> None:
    case = {
        "id": "at once",
        "given": [
            {
                "type": "violation.discovered",
                "at": "2026-07-06T09:00:00.000+08:00",
                "agency": "T01",
                "refs": {"violation_id": "W1"},
                "fields": {
                    "jurisdiction": "OTHER",
                    "competent_agency_id": "D-MS",
                    "urgency_grounds": ["URGENT"],
                    "ongoing": True,
                },
            }
        ],
    }
    pack = pack_with(immediate_warn_minutes=minutes)
    end = replay(all_received(case), pack, at("2026-07-06T09:50"), known=founding())
    at_once = {"YS-06", "YS-07", "YS-09"}
    duties = [o for o in end.ledger.obligations if o.rule.id in at_once]
    assert {o.rule.id for o in duties} == at_once
    assert {o.due_soon_since for o in duties} == {at(f"2026-07-06T{soon}")}
    assert all(any(code.endswith("_DUE_SOON") for code in o.rule.codes) for o in duties)
