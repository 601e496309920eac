"""Who may act: one question over lists, entrustments, posts and standards, by the day."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from streams.casebook.reading import entries
from streams.casebook.world import default_world
from streams.policy.authority import Authority, who_may_act
from streams.policy.facts import Fact
from streams.policy.intake import Received
from streams.policy.powers import Listed, power_over
from streams.policy.registry import Registry
from tests.streams.vectors import credit_codes, founding

CODES = credit_codes()
DAY = date(2026, 7, 1)
SHORT = {code: short for short, code in CODES.items()}


def _facts(*given_: dict[str, Any]) -> list[Fact]:
    """Return events as facts, told as a worked case tells them."""
    case = {"id": "authority", "given": [{"at": "2026-03-02T09:00:00+08:00", **e} for e in given_]}
    log = [e.fact for e in entries(case, default_world()) if isinstance(e, Received)]
    assert len(log) == len(given_)
    return log


def _registry(*given_: dict[str, Any]) -> Registry:
    """Return the world's registry with more events."""
    return Registry.of([*founding(), *_facts(*given_)])


def _ask(
    item: str, township: str, on: date = DAY, *given_: dict[str, Any]
) -> tuple[Authority, Registry]:
    registry = _registry(*given_)
    return who_may_act(registry, item, CODES[township], on), registry


def _entrusted(**fields: Any) -> dict[str, Any]:
    term = {"valid_from": "2026-01-01", "valid_to": "2026-12-31"}
    named = {"entrusted_agency_id": "T01", "item_codes": ["B-003"], **term, **fields}
    return {"type": "authority.delegation_signed", "agency": "D-AG", "fields": named}


def _list(agency: str, **fields: Any) -> dict[str, Any]:
    return {"type": "authority.item_list_published", "agency": agency, "fields": fields}


def _short(*agencies: str | None) -> list[str | None]:
    return [SHORT.get(agency or "") for agency in agencies]


def _named(found: Authority) -> list[str | None]:
    return _short(found.decision_authority, found.implementing, found.responsible, found.coercion)


def test_an_empowered_item_is_the_townships_in_its_own_name_with_coercion() -> None:
    found, _ = _ask("A-017", "T01")
    assert (found.power.listed, found.mode) == (Listed.IN_FORCE, "EMPOWERED")
    assert _named(found) == ["T01"] * 4
    assert found.township_may_coerce
    assert _short(*found.inspecting) == ["T01", "D-UM"]
    assert found.exclusive_since == date(2021, 3, 1)
    assert [r.rule.id for r in found.reasons] == ["QD-05", "QD-10", "QD-11", "QD-09"]
    assert all(r.rule.clause for r in found.reasons)


def test_before_any_list_is_loaded_nobody_can_say_whose_an_item_is() -> None:
    registry = Registry.of(f for f in founding() if f.event.TYPE != "authority.item_list_published")
    found = who_may_act(registry, "A-017", CODES["T01"], DAY)
    assert [(r.rule.id, "未加载" in r.zh) for r in found.reasons] == [("QD-01", True)]
    assert [(g.code, g.rule.id) for g in found.missing] == [("LIST_NOT_LOADED", "QD-01")]


def test_what_is_missing_of_an_empowered_item_is_named_by_rule() -> None:
    found, _ = _ask("A-052", "T01")
    assert [(g.code, g.rule.id) for g in found.missing] == [("MISSING_STANDARD", "QD-12")]
    assert "处罚裁量基准" not in found.missing[0].zh  # the world has the benchmark
    unsourced = {"item_code": "N-1", "source_doc_no": ""}
    bare, _ = _ask("N-1", "T01", DAY, _list("T01", items=[unsourced]))
    codes = [g.code for g in bare.missing]
    assert codes == ["ITEM_WITHOUT_SOURCE_DOC", "MISSING_STANDARD", "ITEM_WITHOUT_OFFICER"]


def test_nothing_is_missing_where_all_four_standards_are_in_force() -> None:
    kinds = ("BASIS", "PROCEDURE", "STANDARD")
    published = [
        {
            "type": "standard.published",
            "agency": "D-NR",
            "fields": {"kind": kind, "item_codes": ["A-052"]},
        }
        for kind in kinds
    ]
    found, _ = _ask("A-052", "T01", DAY, *published)
    assert found.missing == ()


def test_an_entrusted_item_is_implemented_in_the_name_of_the_department_without_coercion() -> None:
    urls = {"principal_published_url": "https://a.example", "entrusted_published_url": None}
    found, _ = _ask("B-003", "T01", DAY, _entrusted(**urls))
    assert _named(found) == ["D-AG", "T01", "D-AG", "D-AG"]
    assert not found.township_may_coerce
    assert found.delegation is not None
    assert found.delegation.valid_to == date(2026, 12, 31)
    laws = [(r.rule.id, r.law) for r in found.reasons]
    assert ("QD-06", "行政强制法 第17条") in laws
    assert ("QD-07", "行政处罚法 2021 第20条") in laws
    assert [g.code for g in found.missing] == ["ENTRUSTMENT_NOT_PUBLISHED", "MISSING_STANDARD"]
    assert "青石镇" in found.missing[0].zh


@pytest.mark.parametrize(
    "signed",
    [
        _entrusted(entrusted_agency_id="T02"),
        _entrusted(item_codes=["B-004"]),
        _entrusted(valid_to="2026-06-30"),
        _entrusted(valid_from="2026-07-02"),
        _entrusted(principal_id="D-UM"),
    ],
    ids=["another township", "another item", "run out", "not begun", "another department"],
)
def test_an_entrustment_covers_its_item_its_township_and_its_term_only(
    signed: dict[str, Any],
) -> None:
    found, _ = _ask("B-003", "T01", DAY, signed)
    assert found.delegation is None
    assert found.missing[0].code == "NO_VALID_ENTRUSTMENT"


def test_of_several_entrustments_the_newest_term_counts() -> None:
    older = _entrusted(delegation_id="WT-1", valid_from="2025-01-01")
    found, _ = _ask("B-003", "T01", DAY, _entrusted(delegation_id="WT-2"), older)
    assert found.delegation is not None
    assert found.delegation.delegation_id == "WT-2"


@pytest.mark.parametrize(("item", "mode"), [("K-011", "COOPERATE"), ("R-021", "RETAINED")])
def test_what_is_not_transferred_is_the_departments_and_the_township_cooperates(
    item: str, mode: str
) -> None:
    found, registry = _ask(item, "T01")
    owner = registry.items.by_code[item][0].item.owner_dept_id
    assert found.mode == mode
    assert {found.decision_authority, found.implementing, found.responsible} == {owner}
    assert found.inspecting == (owner,)
    assert [r.rule.id for r in found.reasons] == ["QD-08"]
    assert found.exclusive_since is None
    assert found.missing == ()


def test_outside_the_scope_the_item_stays_with_the_department() -> None:
    found, _ = _ask("A-052", "T03")
    assert (found.power.listed, found.mode) == (Listed.OUT_OF_SCOPE, None)
    assert _named(found) == ["D-NR"] * 4
    assert _short(*found.power.holders) == ["T01", "T02"]
    assert [r.rule.id for r in found.reasons] == ["QD-01"]


def test_before_its_day_an_item_is_the_departments_and_says_when_it_will_not_be() -> None:
    found, _ = _ask("A-090", "T01", date(2026, 6, 30))
    assert found.power.listed is Listed.NOT_IN_FORCE
    assert found.power.transfers_on == DAY
    assert found.decision_authority == CODES["D-UM"]
    assert [r.rule.id for r in found.reasons] == ["QD-10"]
    assert [g.code for g in found.missing] == ["ITEM_NOT_IN_LIST"]


def test_after_its_last_day_no_list_gives_it_to_anybody() -> None:
    ended = _list("T01", items=[{"item_code": "N-1", "effective_to": "2026-06-30"}])
    found, _ = _ask("N-1", "T01", DAY, ended)
    assert found.power.listed is Listed.NOT_IN_FORCE
    assert found.power.transfers_on is None
    assert [r.rule.id for r in found.reasons] == ["QD-01"]


def test_an_item_of_no_list_is_nobodys() -> None:
    found, _ = _ask("Z-999", "T01")
    assert found.power.listed is Listed.UNKNOWN
    assert _named(found) == [None] * 4
    assert (found.inspecting, found.exclusive_since) == ((), None)
    assert [g.code for g in found.missing] == ["ITEM_NOT_IN_LIST"]


def test_a_townships_own_list_without_a_scope_is_for_itself() -> None:
    own = _list("T02", items=[{"item_code": "N-1", "township_scope": []}])
    registry = _registry(own)
    assert registry.holders("N-1", DAY) == (CODES["T02"],)


def test_an_item_is_held_without_a_break_over_versions_of_a_list_and_not_over_a_gap() -> None:
    def version(from_: str, *codes: str) -> dict[str, Any]:
        items = [{"item_code": code, "effective_from": "2025-06-01"} for code in codes]
        return _list("T01", effective_from=from_, items=items)

    kept = _registry(
        version("2026-01-01", "N-1"), version("2026-03-01", "N-1"), version("2026-05-01", "N-1")
    )
    since = date(2025, 6, 1)
    assert kept.items.held_since("N-1", CODES["T01"], DAY) == since
    taken_back = _registry(
        version("2026-01-01", "N-1"), version("2026-03-01", "N-2"), version("2026-05-01", "N-1")
    )
    assert taken_back.items.held_since("N-1", CODES["T01"], DAY) == date(2026, 5, 1)
    assert taken_back.items.held_since("N-2", CODES["T01"], date(2026, 4, 1)) == date(2026, 3, 1)


def test_without_a_township_whoever_holds_the_item_may_be_meant() -> None:
    power = power_over(_registry(), "A-052", None, DAY)
    assert (power.listed, power.mode) == (Listed.IN_FORCE, "EMPOWERED")
    assert power.decides is None
    assert _short(*power.holders) == ["T01", "T02"]


_ITEMS = st.sampled_from(["A-017", "A-052", "A-090", "S-005", "B-003", "K-011", "R-021", "Z-999"])
_TOWNSHIPS = st.sampled_from(["T01", "T02", "T03", "S01"])
_DAYS = st.dates(date(2025, 1, 1), date(2027, 12, 31))
_REGISTRY = _registry(_entrusted())


@given(_ITEMS, _TOWNSHIPS, _DAYS)
def test_nobody_but_the_township_or_the_department_ever_acts_and_one_of_them_answers(
    item: str, township: str, on: date
) -> None:
    found = who_may_act(_REGISTRY, item, CODES[township], on)
    allowed = {CODES[township], found.power.department}
    assert {*found.inspecting, found.decision_authority, found.implementing} <= allowed
    assert found.decision_authority == found.responsible
    assert (found.exclusive_since is not None) == found.power.is_transferred
    if found.exclusive_since is not None:
        assert found.exclusive_since <= on


@given(_ITEMS, _TOWNSHIPS, _DAYS)
def test_the_registry_names_the_same_agency_as_competent(
    item: str, township: str, on: date
) -> None:
    found = who_may_act(_REGISTRY, item, CODES[township], on)
    competent = _REGISTRY.competent(item, CODES[township], on)
    in_force = found.power.listed in {Listed.IN_FORCE, Listed.OUT_OF_SCOPE}
    assert competent == ({found.implementing} if in_force else set())


def test_the_order_of_the_facts_makes_no_difference() -> None:
    facts = [
        *founding(),
        *_facts(
            _list("T01", effective_from="2026-01-01", items=[{"item_code": "N-1"}]),
            _list("T01", effective_from="2026-06-01", items=[{"item_code": "N-2"}]),
            _entrusted(),
        ),
    ]
    one, other = Registry.of(facts), Registry.of(reversed(facts))
    for item in ("N-1", "N-2", "B-003"):
        for on in (DAY, DAY - timedelta(days=60)):
            asked = [who_may_act(registry, item, CODES["T01"], on) for registry in (one, other)]
            assert asked[0] == asked[1]
