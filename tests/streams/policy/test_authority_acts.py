"""Acts, duplicates and changes of a basis: what worked cases do not show."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from streams.casebook.reading import entries
from streams.casebook.world import default_world
from streams.policy.intake import Received
from streams.policy.judge import judge
from streams.policy.ledger import Ledger
from streams.policy.registry import Registry
from streams.policy.replay import replay
from streams.policy.rules import ScopeKind
from streams.policy.scopes import Matters
from tests.streams.vectors import credit_codes, founding

WORLD = default_world()
CODES = credit_codes()
NOW = datetime(2026, 4, 1, 1, tzinfo=UTC)


def _log(*given_: dict[str, Any]) -> list[Received]:
    case = {"id": "acts", "given": [{"at": "2026-04-01T09:00:00+08:00", **e} for e in given_]}
    log = [e for e in entries(case, WORLD) if isinstance(e, Received)]
    assert len(log) == len(given_)
    return log


def _ledger(log: Iterable[Received], days: int = 30) -> Ledger:
    received = list(log)
    now = max(r.fact.shared_at for r in received) + timedelta(days=days)
    return replay(received, WORLD.pack, now, known=founding()).ledger


def _act(type_: str, agency: str, refs: dict[str, str] | None = None, **fields: Any) -> Any:
    told = {"share_category": "NONE", **fields}
    return {"type": type_, "agency": agency, "refs": refs or {}, "fields": told}


def _codes(ledger: Ledger, rule: str) -> set[str | None]:
    return {v.code for v in ledger.verdicts if v.rule.id == rule}


def test_a_townships_act_told_by_the_bureau_is_the_townships() -> None:
    told = _act(
        "penalty.decided",
        "JB",
        {"case_id": "C1"},
        on_behalf_of="T01",
        item_code="A-017",
        decision_authority_id="T01",
        implementing_agency_id="T01",
        responsible_agency_id="T01",
        township_id="",
    )
    ledger = _ledger(_log(told))
    about = {(v.agency, v.verdict) for v in ledger.verdicts if v.rule.id == "QD-05"}
    assert about == {(CODES["T01"], "COMPLIANT")}


def test_a_party_judged_without_its_matters_takes_every_inspection_for_one_of_its_own() -> None:
    party = {"party": "X1", "case_id": "C1"}
    log = _log(
        _act("inspection.recorded", "D-UM", party, item_code="A-017"),
        _act("inspection.recorded", "T01", party, item_code="A-017"),
    )
    facts = [r.fact for r in log]
    registry = Registry.of(founding())
    ledger = judge(ScopeKind.PARTY, facts, registry, WORLD.pack, facts[-1].shared_at)
    assert _codes(ledger, "MB-01") == {"DUPLICATE_INSPECTION"}


UNLISTED = [f for f in founding() if f.event.TYPE != "authority.item_list_published"]
"""The world before any list was loaded."""


def _unlisted(*more: dict[str, Any]) -> dict[str, tuple[str, str | None]]:
    """Return by rule what is said of an inspection by T01 where no list of the world counts."""
    served = {"item_code": "A-017", "related_penalty_item_code": "A-017"}
    log = _log(*more, _act("inspection.recorded", "T01", {"case_id": "C1"}, **served))
    ledger = replay(log, WORLD.pack, log[-1].fact.shared_at, known=UNLISTED).ledger
    mine = [v for v in ledger.verdicts if v.agency == CODES["T01"] and v.events]
    return {v.rule.id: (v.verdict, v.code) for v in mine if v.rule.id in {"QD-01", "QD-09"}}


def test_a_township_without_a_list_is_not_accused_of_acting_outside_it() -> None:
    unsaid = ("UNDETERMINABLE", "LIST_NOT_LOADED")
    assert _unlisted() == {"QD-01": unsaid, "QD-09": unsaid}


def test_the_list_of_another_township_says_nothing_of_this_one() -> None:
    other = _act("authority.item_list_published", "T02", items=[{"item_code": "N-1"}])
    assert _unlisted(other)["QD-01"] == ("UNDETERMINABLE", "LIST_NOT_LOADED")


@pytest.mark.parametrize("owner", ["T01", "GOV"])
def test_once_a_list_says_what_it_holds_an_item_of_no_list_is_a_violation(owner: str) -> None:
    lists = _act(
        "authority.item_list_published", owner, kind="TOWNSHIP", items=[{"item_code": "N"}]
    )
    assert _unlisted(lists) == {
        "QD-01": ("VIOLATION", "ITEM_NOT_IN_LIST"),
        "QD-09": ("VIOLATION", "POWER_NOT_RELATED_TO_HELD_ITEM"),
    }


def test_a_departments_list_that_transfers_an_item_to_a_township_is_its_list_too() -> None:
    given_ = {"item_code": "N", "mode": "EMPOWERED", "township_scope": ["T01"]}
    lists = _act("authority.item_list_published", "D-NR", kind="DEPT", items=[given_])
    assert _unlisted(lists)["QD-01"] == ("VIOLATION", "ITEM_NOT_IN_LIST")


@pytest.mark.parametrize(("agency", "name"), [("T01", "事项清单"), ("D-AG", "权责清单")])
def test_of_an_agency_without_a_list_one_conclusion_says_so(agency: str, name: str) -> None:
    ledger = judge(ScopeKind.AGENCY, (), Registry.of(UNLISTED), WORLD.pack, NOW, key=CODES[agency])
    (said,) = (v for v in ledger.verdicts if v.rule.id == "QD-01")
    assert (said.verdict, said.code) == ("UNDETERMINABLE", "LIST_NOT_LOADED")
    assert name in said.zh


def test_a_fact_of_no_matter_has_none() -> None:
    registered = next(f for f in founding() if f.event.TYPE == "officer.registered")
    assert Matters().matter_of(registered) is None


def test_a_receipt_for_a_referral_is_none_for_a_change_of_a_basis() -> None:
    log = _log(
        _act("law.basis_changed", "D-NR", {"subject": "L1"}, affected_item_codes=["A-052"]),
        _act("receipt.acknowledged", "T01", {"subject": "L1", "referral_id": "R1"}),
    )
    ledger = _ledger(log)
    silent = {v.agency for v in ledger.verdicts if v.code == "BASIS_CHANGE_UNACKNOWLEDGED"}
    assert silent == {CODES["T01"], CODES["T02"]}


def test_an_extension_without_its_days_extends_nothing() -> None:
    told = _log(
        _act("law.basis_changed", "D-NR", {"subject": "L1"}, affected_item_codes=["A-052"]),
        {
            "type": "sharing.extension_declared",
            "agency": "D-NR",
            "refs": {"subject": "L1"},
            "fields": {"share_category": "G1", "formed_at": ""},
        },
    )
    facts = [r.fact for r in told]
    registry = Registry.of(founding())
    ledger = judge(ScopeKind.MATTER, facts, registry, WORLD.pack, facts[-1].shared_at)
    (duty,) = (o for o in ledger.obligations if o.rule.id == "QD-13")
    assert duty.extensions == ()


_MIXED = (
    _act("law.basis_changed", "D-NR", {"subject": "L1"}, affected_item_codes=["A-052"])
    | {"event_id": "LAW"},
    _act("authority.list_no_change_declared", "T01", basis="LAW"),
    _act("receipt.acknowledged", "T02", {"subject": "L1"}),
    _act("inspection.recorded", "D-UM", {"party": "X1", "violation_id": "W1"}, item_code="A-017"),
    _act("inspection.recorded", "T01", {"party": "X1", "case_id": "C1"}, item_code="A-017"),
    _act("case.filed", "T01", {"case_id": "C1", "violation_id": "W1"}),
    _act("penalty.decided", "D-UM", {"case_id": "C2"}, item_code="A-090", township_id="T01"),
    _act("authority.item_list_published", "T02", items=[{"item_code": "N-1"}]),
    _act("penalty.decided", "T02", {"case_id": "C3"}, item_code="N-1"),
    {
        "type": "authority.delegation_signed",
        "agency": "D-AG",
        "fields": {"entrusted_agency_id": "T01", "item_codes": ["B-003"]},
    },
    _act("inspection.recorded", "T01", {"party": "X2"}, item_code="B-003"),
)
_LOG = _log(*(e | {"at": f"2026-04-{n + 1:02d}T09:00:00+08:00"} for n, e in enumerate(_MIXED)))


_OURS = ("MB-", "QD-", "QB-", "ZR-01")


def _said(ledger: Ledger) -> set[object]:
    """Return what a ledger says by the rules that are tried here."""
    owed = {(o.rule.id, o.id, o.status, o.due, o.satisfied_at) for o in ledger.obligations}
    found = {(v.rule.id, v.id, v.verdict, v.code, v.details) for v in ledger.verdicts}
    return {said for said in owed | found if str(said[0]).startswith(_OURS)}


@given(st.permutations(_LOG))
def test_the_order_in_which_facts_are_given_changes_nothing(log: list[Received]) -> None:
    assert _said(_ledger(log)) == _said(_ledger(_LOG))


def test_ids_of_a_ledger_are_never_used_twice() -> None:
    ledger = _ledger(_LOG)
    for ids in ([o.id for o in ledger.obligations], [v.id for v in ledger.verdicts]):
        assert len(ids) == len(set(ids))


def test_a_correction_is_equal_to_having_known_better() -> None:
    wrong = _act("penalty.decided", "T01", {"case_id": "C1"}, item_code="Z-999")
    right = _act("penalty.decided", "T01", {"case_id": "C1"}, item_code="A-017")
    mended = right | {"fields": right["fields"] | {"supersedes_event_id": "FIRST"}}
    told = _ledger(_log(wrong | {"event_id": "FIRST"}, mended | {"event_id": "SECOND"}))
    known = _ledger(_log(right | {"event_id": "FIRST"}))
    assert _said(told) == _said(known)


def test_what_is_received_later_is_not_known_before() -> None:
    first = _LOG[0].fact
    early = replay(_LOG, WORLD.pack, first.shared_at, known=founding()).ledger
    ours = [v for v in early.verdicts if v.rule.id.startswith(_OURS)]
    assert {v.code for v in ours} == {"LIST_NOT_LOADED"}
    owed = {o.trigger_event_id for o in early.obligations if o.rule.id.startswith(_OURS)}
    assert owed == {first.id}
