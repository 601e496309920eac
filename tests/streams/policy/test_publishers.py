"""Who may publish what changes the registry: nobody moves the clocks or registers of others."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from producers.registry.kinds import KINDS
from schemas.catalogue import TOPIC_OF
from schemas.events.law_changes import StandardPublished
from schemas.events.supervision import AccountabilityDecided, HubOutageRecorded
from streams.casebook.world import default_world
from streams.policy.intake import Admitted, Refused, sift
from streams.policy.publishers import MAY_PUBLISH
from streams.policy.registry import REGISTER_OF, Registry
from tests.streams.vectors import all_received, credit_codes, founding

CODES = credit_codes()
DECISION = Path(__file__).parents[3] / "docs" / "decisions" / "0013-the-kernel-of-the-judge.md"

_DAYS = {"from": "2026-06-03", "to": "2026-06-30", "reason": "防汛"}
_OFFICER = {"officer_cert_no": "ZF-T01-01"}
_NEWCOMER = {"officer_cert_no": "ZF-X-01"}
_ENDED = {"agency_id": "T01", "active_to": "2026-06-02", "successor_id": "T03"}
_STANDARD = {"standard_id": "DB-NR-2023", "kind": "DISCRETION", "item_codes": ["A-052"]}
_ENTRUSTED = {"principal_id": CODES["D-AG"], "entrusted_agency_id": CODES["T01"]}
_YEAR = {"year": 2027, "rest_days": ["2027-01-01"], "swap_days": []}
_TABLE = {"list_name": "region", "version": "1", "effective_from": "2026-01-01"} | {
    "codes": [{"code": "139901100", "zh": "青石镇"}]
}
_OUTAGE = {"from": "2026-06-02T01:30:00.000+08:00", "to": "2026-06-02T05:30:00.000+08:00"}
_ABOVE = "11139901007008400C"
"""A body that is not registered in the district."""

Said = tuple[str, str, dict[str, Any]]

MAY: tuple[Said, ...] = (
    ("closure.declared", "GOV", _DAYS),
    ("closure.declared", "JB", _DAYS),
    ("calendar.published", "JB", _YEAR),
    ("code_table.published", "JB", _TABLE),
    ("hub.outage_recorded", "JB", _OUTAGE),
    ("agency.changed", "GOV", _ENDED),
    ("agency.liaison_registered", "T02", {"valid_from": "2026-06-01"}),
    ("officer.registered", "T02", {**_NEWCOMER, "officer_agency_id": CODES["T02"]}),
    ("officer.registered", "JB", {**_OFFICER, "officer_agency_id": CODES["T02"]}),
    ("officer.credential_changed", "T01", _OFFICER),
    ("officer.credential_changed", "T01-TEAM", _OFFICER),
    ("officer.credential_changed", "JB", _NEWCOMER),
    ("officer.credential_changed", "SUP", _OFFICER),
    ("accountability.decided", "T01", _OFFICER),
    ("accountability.decided", "T02", _NEWCOMER),
    ("accountability.decided", "SUP", _OFFICER),
    ("post.assigned", "T01", _OFFICER),
    ("authority.item_list_published", "T02", {"kind": "TOWNSHIP"}),
    ("authority.item_list_published", "D-NR", {"kind": "DEPT"}),
    ("authority.item_list_published", "GOV", {"kind": "TOWNSHIP"}),
    ("authority.delegation_signed", "D-AG", _ENTRUSTED),
    ("standard.published", "D-NR", _STANDARD),
    ("standard.published", "JB", {**_STANDARD, "owner_agency_id": CODES["D-NR"]}),
    ("standard.published", "T02", {"standard_id": "P", "owner_agency_id": _ABOVE}),
)
MAY_NOT: tuple[Said, ...] = (
    ("closure.declared", "T01", _DAYS),
    ("calendar.published", "PS", _YEAR),
    ("code_table.published", "D-NR", _TABLE),
    ("hub.outage_recorded", "T01", _OUTAGE),
    ("agency.changed", "T02", _ENDED),
    ("agency.changed", "T01", _ENDED),
    ("agency.registered", "T01", {"agency_id": "T01"}),
    ("officer.registered", "T02", {**_OFFICER, "officer_agency_id": CODES["T02"]}),
    ("officer.registered", "T02", {**_NEWCOMER, "officer_agency_id": CODES["T01"]}),
    ("officer.credential_changed", "T02", _OFFICER),
    ("officer.credential_changed", "T02", _NEWCOMER),
    ("accountability.decided", "T02", _OFFICER),
    ("post.assigned", "T02", _OFFICER),
    ("authority.item_list_published", "T02", {"kind": "DEPT"}),
    ("authority.item_list_published", "PS", {"kind": "TOWNSHIP"}),
    ("authority.delegation_signed", "T01", _ENTRUSTED),
    ("standard.published", "T01", {**_STANDARD, "owner_agency_id": CODES["T01"]}),
    ("standard.published", "T01", {"standard_id": "T", "owner_agency_id": CODES["D-NR"]}),
)


def _fate(said: Said) -> Admitted | Refused:
    type_, agency, fields = said
    event = {"type": type_, "at": "2026-06-02T09:00:00.000+08:00", "agency": agency}
    (message,) = all_received({"id": "publishers", "given": [{**event, "fields": fields}]})
    fate = sift(message, None, Registry.of(founding()), default_world().pack, tuple)
    assert isinstance(fate, Admitted | Refused)
    return fate


@pytest.mark.parametrize("said", MAY, ids=lambda said: f"{said[0]} by {said[1]}")
def test_whoever_keeps_a_register_publishes_it(said: Said) -> None:
    assert isinstance(_fate(said), Admitted)


@pytest.mark.parametrize("said", MAY_NOT, ids=lambda said: f"{said[0]} by {said[1]}")
def test_nobody_else_does_and_is_told_who_may_in_both_languages(said: Said) -> None:
    fate = _fate(said)
    assert isinstance(fate, Refused)
    (problem,) = fate.problems
    right = next(r for event, r in MAY_PUBLISH.items() if said[0] == event.TYPE)
    assert (problem.rule, problem.field) == ("V-05", "agency_id")
    assert right.zh in problem.zh
    assert right.en in problem.en


def test_every_event_of_the_catalogue_that_changes_the_registry_says_who_may_publish_it() -> None:
    assert {event.TYPE for event in MAY_PUBLISH} <= set(TOPIC_OF)


def test_a_workbook_holds_every_event_of_the_registry_that_is_not_published_as_it_happens() -> None:
    held = {kind.model for kind in KINDS}
    assert held <= set(REGISTER_OF)
    assert set(REGISTER_OF) - held == {StandardPublished, AccountabilityDecided, HubOutageRecorded}


def test_the_decision_shows_the_table_as_it_is() -> None:
    rows = re.findall(r"^\| `([\w.]+)` \| (.+) \|$", DECISION.read_text("utf-8"), re.MULTILINE)
    assert dict(rows) == {event.TYPE: right.en for event, right in MAY_PUBLISH.items()}
