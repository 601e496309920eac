"""The registry: who may act, on which day, by which version of a list."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest

from schemas.events.authority import ItemListPublished
from streams.policy.facts import Fact
from streams.policy.registry import Registry, Side, bears_on_rules, concerns_registry
from tests.streams.vectors import all_received, credit_codes, founding

TODAY = date(2026, 7, 1)
CODES = credit_codes()


def _revised(effective_from: date, drop: str, hours_later: int) -> Fact:
    """Return a later version of the township list without one item."""
    old = next(f for f in founding() if isinstance(f.event, ItemListPublished))
    event: Any = old.event
    kept = tuple(i for i in event.items if i.item_code != drop)
    revised = event.model_copy(update={"items": kept, "effective_from": effective_from})
    later = old.shared_at + timedelta(hours=hours_later)
    return Fact(revised, later, old.topic, 0, old.offset + hours_later)


def test_an_item_belongs_to_the_township_that_holds_it() -> None:
    registry = Registry.of(founding())
    assert registry.competent("A-052", CODES["T01"], TODAY) == {CODES["T01"]}
    assert registry.competent("A-052", None, TODAY) == {CODES["T01"], CODES["T02"]}
    assert registry.origin("A-052", TODAY) == CODES["D-NR"]


def test_where_no_township_holds_it_the_department_is_competent() -> None:
    registry = Registry.of(founding())
    assert registry.competent("A-052", CODES["T03"], TODAY) == {CODES["D-NR"]}
    assert registry.competent("R-044", CODES["T01"], TODAY) == {CODES["D-HC"]}
    assert registry.competent("unheard of", CODES["T01"], TODAY) == frozenset()


def test_an_item_counts_from_its_own_day() -> None:
    registry = Registry.of(founding())
    assert not registry.is_transferred("A-090", date(2026, 6, 30))
    assert registry.is_transferred("A-090", date(2026, 7, 1))


@pytest.mark.parametrize("reverse", [False, True])
def test_a_list_version_counts_until_the_next_one_whatever_their_order(*, reverse: bool) -> None:
    facts = [*founding(), _revised(TODAY, "A-052", 1)]
    registry = Registry.of(reversed(facts) if reverse else facts)
    assert registry.is_transferred("A-052", TODAY - timedelta(days=1))
    assert not registry.is_transferred("A-052", TODAY)
    assert registry.is_transferred("A-017", TODAY)


def test_of_two_versions_for_one_day_the_later_receipt_counts() -> None:
    first = _revised(TODAY, "A-052", 1)
    second = _revised(TODAY, "A-017", 2)
    registry = Registry.of([*founding(), second, first])
    assert registry.is_transferred("A-052", TODAY)
    assert not registry.is_transferred("A-017", TODAY)


def test_sides_are_townships_and_departments_and_nobody_else() -> None:
    registry = Registry.of(founding())
    assert registry.side(CODES["S01"]) is Side.TOWNSHIP
    assert registry.side(CODES["JB"]) is Side.DEPARTMENT
    assert registry.side(CODES["PS"]) is None
    assert registry.is_pair(CODES["T01"], CODES["D-MS"])
    assert not registry.is_pair(CODES["D-MS"], CODES["D-HC"])


def test_what_does_not_concern_the_registry_changes_nothing_in_it() -> None:
    told = {"type": "patrol.recorded", "at": "2026-06-01T09:00:00+08:00", "agency": "T01"}
    (patrol,) = all_received({"id": "patrol", "given": [told]})
    registry = Registry.of([*founding(), patrol.fact])
    assert not concerns_registry(patrol.event)
    assert registry.with_fact(patrol.fact) is registry
    assert registry.agencies == Registry.of(founding()).agencies


def test_code_tables_change_the_registry_and_nothing_that_rules_conclude() -> None:
    told = {
        "type": "code_table.published",
        "at": "2026-06-01T09:00:00+08:00",
        "agency": "JB",
        "fields": {"list_name": "region", "codes": [{"code": "139901100201", "zh": "一村"}]},
    }
    (table,) = all_received({"id": "table", "given": [told]})
    assert concerns_registry(table.event)
    assert not bears_on_rules(table.event)
    assert all(bears_on_rules(fact.event) for fact in founding())


def test_a_place_lies_in_its_township() -> None:
    registry = Registry.of(founding())
    assert registry.township_of("139901100201") == CODES["T01"]
    assert registry.township_of("139901") is None


def test_a_list_published_on_behalf_of_its_owner_follows_the_owners_earlier_one() -> None:
    revised = _revised(date(2026, 6, 1), "A-052", 1)
    owner = revised.event.agency_id
    published = revised.event.model_copy(update={"agency_id": CODES["JB"], "on_behalf_of": owner})
    registry = Registry.of([*founding(), replace(revised, event=published)])
    assert not registry.is_transferred("A-052", TODAY)


def test_a_corrected_list_no_longer_counts_not_even_before_the_correction_takes_effect() -> None:
    old = next(f for f in founding() if isinstance(f.event, ItemListPublished))
    revised = _revised(date(2027, 1, 1), "A-052", 1)
    correction = revised.event.model_copy(
        update={"event_id": UUID(int=1), "supersedes_event_id": old.event.event_id}
    )
    registry = Registry.of([*founding(), replace(revised, event=correction)])
    assert registry.entries("A-052", TODAY) == ()
