"""What a district still has to load before a rule can be judged."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from types import MappingProxyType
from uuid import UUID

import pytest

from streams.casebook.events import built
from streams.casebook.world import default_world
from streams.packs import default_pack
from streams.policy.facts import Fact
from streams.policy.needs import NEEDS, Need
from streams.policy.readiness import Readiness, needs_of, readiness
from streams.policy.registry import Registry
from streams.policy.replay import replay
from streams.policy.rulebook import RULES

WORLD = default_world()
FOUNDING = WORLD.founding()
DAY = date(2026, 6, 1)
ITEM = "B-003"
"""An entrusted item of the world."""


def of(rule_id: str, registry: Registry, on: date = DAY) -> Readiness:
    found = readiness(registry, WORLD.pack, on)
    return next(r for r in found if r.rule.id == rule_id)


def lacking(rule_id: str, registry: Registry, need: Need) -> dict[str, tuple[str, ...]]:
    """Return short code → what is lacking, for one need of a rule."""
    short = WORLD.short
    return {
        short[agency]: lack.what
        for lack in of(rule_id, registry).lacks
        if lack.need is need
        for agency in lack.agencies
    }


def with_event(type_: str, agency: str, **fields: object) -> Registry:
    event = built(
        type_, FOUNDING[0].event.occurred_at, WORLD.codes[agency], "139901", UUID(int=7), fields
    )
    return Registry.of((*FOUNDING, Fact(event, FOUNDING[0].shared_at, "facts.agencies", 0, 999)))


def without(*types: str) -> Registry:
    return Registry.of(f for f in FOUNDING if f.event.TYPE not in types)


WHOLE = Registry.of(FOUNDING)


def test_nothing_is_ready_where_nothing_is_registered() -> None:
    found = readiness(Registry(), default_pack(), DAY)
    assert not any(r.is_ready for r in found)
    (lack,) = of("YS-02", Registry()).lacks
    assert (lack.need, lack.agencies, lack.what) == (
        Need.AGENCIES,
        (),
        ("TOWNSHIP", "DEPARTMENT"),
    )


def test_every_rule_that_is_judged_is_told_and_no_other() -> None:
    told = {r.rule.id for r in readiness(WHOLE, WORLD.pack, DAY)}
    assert told == {r.id for r in RULES.values() if r.reference_only is None}


def test_a_rule_that_rests_on_the_agencies_alone_is_ready_once_they_are_registered() -> None:
    assert of("YS-02", WHOLE).is_ready


@pytest.mark.parametrize(
    ("rule_id", "need", "type_", "agency"),
    [
        ("XT-03", Need.LIAISONS, "agency.liaison_registered", "T01"),
        ("XT-04", Need.LIAISON_FILINGS, "agency.liaison_filed", "T01"),
        ("TS-01", Need.CHANNELS, "agency.channel_published", "T01"),
    ],
)
def test_each_agency_is_named_until_it_has_loaded_its_own(
    rule_id: str, need: Need, type_: str, agency: str
) -> None:
    before = lacking(rule_id, WHOLE, need)
    assert {"T01", "D-MS", "JB"} <= before.keys()
    assert "GOV" not in before
    after = lacking(rule_id, with_event(type_, agency), need)
    assert before.keys() - after.keys() == {agency}


def test_review_bodies_and_officers_are_wanted_of_both_sides() -> None:
    for rule_id, need, type_ in (
        ("FS-02", Need.REVIEW_BODIES, "agency.review_body_registered"),
        ("PX-04", Need.OFFICERS, "officer.registered"),
    ):
        assert "T01" in lacking(rule_id, without(type_), need)
        assert "T01" not in lacking(rule_id, WHOLE, need)


def test_a_township_without_items_and_a_department_without_its_list_are_named() -> None:
    empty = without("authority.item_list_published")
    assert "T01" in lacking("QD-03", empty, Need.TOWNSHIP_LISTS)
    assert "T01" not in lacking("QD-03", WHOLE, Need.TOWNSHIP_LISTS)
    assert "D-NR" in lacking("QB-01", WHOLE, Need.RETAINED_LISTS)
    listed = with_event(
        "authority.item_list_published", "D-NR", kind="DEPT", effective_from="2026-01-01"
    )
    assert "D-NR" not in lacking("QB-01", listed, Need.RETAINED_LISTS)


def with_delegations(*signed: tuple[str, str]) -> Registry:
    """Return the world with one delegation to T01, published by a department for an item."""
    at = FOUNDING[0].shared_at
    facts = []
    for number, (department, item) in enumerate(signed, start=1):
        fields = {
            "delegation_id": "WT-1",
            "principal_id": WORLD.codes[department],
            "entrusted_agency_id": WORLD.codes["T01"],
            "item_codes": [item],
            "valid_from": "2026-01-01",
            "valid_to": "2026-12-31",
        }
        id_, agency = UUID(int=number), WORLD.codes[department]
        event = built("authority.delegation_signed", at, agency, "139901", id_, fields)
        facts.append(Fact(event, at, "facts.agencies", 0, 999 + number))
    return Registry.of((*FOUNDING, *facts))


def test_an_entrusted_item_wants_a_delegation_and_an_empowered_one_does_not() -> None:
    wanted = lacking("QD-06", WHOLE, Need.DELEGATIONS)
    assert all(what == (ITEM,) for what in wanted.values())
    assert "T01" in wanted
    assert "T01" not in lacking("QD-06", with_delegations(("D-AG", ITEM)), Need.DELEGATIONS)


@pytest.mark.parametrize(
    "signed",
    [
        pytest.param((("D-AG", ITEM), ("D-AG", "A-017")), id="published again without the item"),
        pytest.param((("D-UM", ITEM),), id="by another department than the item's"),
    ],
)
def test_a_delegation_that_entrusts_nothing_now_is_none(
    signed: tuple[tuple[str, str], ...],
) -> None:
    assert "T01" in lacking("QD-06", with_delegations(*signed), Need.DELEGATIONS)


def test_posts_standards_and_benchmarks_are_wanted_item_by_item() -> None:
    posts = lacking("ZR-01", WHOLE, Need.POSTS)
    bare = lacking("ZR-01", without("post.assigned"), Need.POSTS)
    assert set(posts.get("T01", ())) < set(bare["T01"])
    standards = lacking("QD-12", WHOLE, Need.STANDARDS)
    benchmarks = lacking("CL-02", WHOLE, Need.BENCHMARKS)
    assert len(benchmarks.get("T01", ())) < len(standards["T01"])


def test_the_district_itself_lacks_bodies_village_codes_scorecards_and_a_calendar() -> None:
    bodies = Registry.of(f for f in FOUNDING if getattr(f.event, "kind", "") != "DISTRICT_GOV")
    (lack,) = of("ZR-02", bodies).lacks
    assert (lack.need, lack.what) == (Need.DISTRICT_GOV, ("DISTRICT_GOV",))
    assert Need.VILLAGES in {x.need for x in of("YS-04", WHOLE).lacks}
    tables = with_event(
        "code_table.published",
        "JB",
        list_name="region",
        effective_from="2026-01-01",
        codes=[{"code": "139901100201", "zh": "一村"}],
    )
    assert Need.VILLAGES not in {x.need for x in of("YS-04", tables).lacks}
    assert Need.SCORECARDS in {x.need for x in of("KH-01", WHOLE).lacks}
    now, cards = FOUNDING[0].shared_at, frozenset({("SC-1", 2026)})
    scored = replay((), WORLD.pack, now, known=FOUNDING, kinds=frozenset(), scorecards=cards)
    assert of("KH-01", scored.registry).is_ready
    (lack,) = (x for x in of("YS-16", WHOLE, date(2031, 1, 1)).lacks if x.need is Need.CALENDAR)
    assert lack.what == ("2027",)
    assert Need.CALENDAR not in {x.need for x in of("YS-16", WHOLE).lacks}


def test_the_first_day_of_a_rule_is_told() -> None:
    first = date(2027, 1, 1)
    pack = replace(WORLD.pack, enforced_from=MappingProxyType({"XT-03": first}))
    (found,) = (r for r in readiness(WHOLE, pack, DAY) if r.rule.id == "XT-03")
    assert found.enforced_from == first


def test_every_need_says_how_it_is_loaded_and_some_rule_has_it() -> None:
    used = {need for rule in RULES.values() for need in needs_of(rule)}
    assert used == set(NEEDS) == set(Need)
    assert all(about.events and about.zh for about in NEEDS.values())
