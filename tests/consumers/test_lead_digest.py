"""Which duties are leads, and how the saved query counts them by agency, rule and month."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid5

import pytest

from consumers.notifier.asking import ClickHouse
from consumers.notifier.lead_digest import entry_of
from consumers.queries import run_query
from consumers.warehouse import create
from infra.embedded import Instance
from schemas.events.hub import ObligationChanged
from schemas.example_parts import DEPARTMENT, TOWNSHIP
from streams.policy.obligations import Obligation
from streams.policy.rulebook import RULES
from tests.consumers.log import Log, some
from tests.consumers.stored import Storing, at
from tests.streams.leading import leading_cases

IDS = UUID("00000000-0000-5000-8000-00000000001d")
OVERDUE: dict[str, Any] = {
    "status": "overdue",
    "verdict": "OVERDUE",
    "satisfied_at": None,
    "satisfied_by_event_id": None,
    "late_by_ms": None,
}
OPEN = {**OVERDUE, "status": "open", "verdict": "PENDING"}


def duty_id(name: str) -> UUID:
    return uuid5(IDS, f"duty {name}")


def event_id(name: str) -> UUID:
    return uuid5(IDS, f"event {name}")


class Duties:
    """Puts revisions of duties into a warehouse."""

    def __init__(self, log: Log) -> None:
        self._store = Storing(log)
        self._number = 0

    def put(self, name: str, day: str, **given: Any) -> None:
        self._number += 1
        said = {
            "obligation_id": duty_id(name),
            "revision": self._number,
            "debtor": TOWNSHIP,
            "subject": f"事-{name}",
            "trigger_event_id": event_id(name),
            "satisfied_by_event_id": event_id(f"{name} done"),
            "due_at": at(day),
            "judged_at": at(day),
            "flags": [],
            **given,
        }
        self._store.put(some("obligation.changed", self._number, **said), day)


@pytest.fixture(scope="module")
def log(hub_instance: Instance) -> Iterator[Log]:
    own = Log(hub_instance)
    create(own.client, own.database)
    store, duties = Storing(own), Duties(own)
    named = some("agency.registered", registered_agency_id=TOWNSHIP, agency_name="马头镇")
    store.put(named, "01 08:00")
    duties.put("late", "03 10:00")
    duties.put("owed", "05 10:00", **OVERDUE)
    duties.put("owed", "06 10:00", **OVERDUE, due_at=at("05 10:00"))
    duties.put("other", "07 10:00", **OVERDUE, debtor=DEPARTMENT)
    duties.put("referral", "08 10:00", **OVERDUE, rule_id="YS-05")
    duties.put("old", "09 10:00", **OVERDUE, due_at=at("01 00:00") - timedelta(days=9))
    duties.put("before", "10 10:00", **OVERDUE, judged_at=at("01 00:00") - timedelta(seconds=1))
    duties.put("before", "11 10:00", judged_at=at("11 10:00"))
    for name, given in {
        "open": OPEN,
        "in time": {"status": "satisfied", "verdict": "ON_TIME", "late_by_ms": None},
        "outage": {**OVERDUE, "flags": ["HUB_OUTAGE"]},
        "import": {**OVERDUE, "flags": ["BACKFILL"]},
        "provisional": {"provisional": True},
        "withdrawn": {**OVERDUE, "withdrawn": True},
        "no lead": {**OVERDUE, "rule_id": "TS-02"},
    }.items():
        duties.put(name, "12 10:00", **given)
    duties.put("waived", "13 10:00", **OVERDUE)
    duties.put("waived", "14 10:00", **{**OVERDUE, "status": "waived", "verdict": "WAIVED"})
    yield own
    own.close()


def digest(log: Log, **params: str) -> list[dict[str, Any]]:
    result = run_query(log.client, log.database, "lead-digest", params)
    return [dict(zip(result.columns, row, strict=True)) for row in result.rows]


def test_a_month_is_counted_by_agency_and_rule_with_its_evidence(log: Log) -> None:
    found = {(row["agency_id"], row["rule"]): row for row in digest(log, month="2026-11")}
    assert set(found) == {(TOWNSHIP, "ZJ-06"), (TOWNSHIP, "ZJ-02"), (DEPARTMENT, "ZJ-06")}
    sharing = found[TOWNSHIP, "ZJ-06"]
    assert (sharing["leads"], sharing["agency_name"]) == (3, "马头镇")
    assert sharing["roles"] == ["主要领导", "有关人员"]
    assert sharing["from_rules"] == ["GX-11"]
    assert sharing["oldest"] == at("01 00:00") - timedelta(days=9)
    assert sharing["newest"] == at("05 10:00")
    evidence = {event_id(name) for name in ("late", "late done", "owed", "old")}
    assert sharing["evidence_event_ids"] == sorted(map(str, evidence))
    assert found[TOWNSHIP, "ZJ-02"]["roles"] == ["分管领导", "有关人员"]
    assert found[TOWNSHIP, "ZJ-02"]["leads"] == found[DEPARTMENT, "ZJ-06"]["leads"] == 1


def test_a_lead_stays_in_the_month_in_which_it_became_known(log: Log) -> None:
    (row,) = digest(log, month="2026-10")
    assert (row["agency_id"], row["leads"], row["month"]) == (TOWNSHIP, 1, "2026-10")
    assert str(event_id("before done")) in row["evidence_event_ids"]


def test_it_can_be_asked_of_an_agency_and_a_rule(log: Log) -> None:
    assert {row["month"] for row in digest(log)} == {"2026-10", "2026-11"}
    assert {row["rule"] for row in digest(log, agency="马头")} == {"ZJ-02", "ZJ-06"}
    assert {row["agency_id"] for row in digest(log, rule="ZJ-02")} == {TOWNSHIP}


def test_the_notifier_asks_the_same_and_says_it_in_both_languages(log: Log) -> None:
    host, port = log.instance.clickhouse_host, log.instance.clickhouse_port
    rows = ClickHouse(host, port, log.database)("lead-digest", month="2026-11")
    (sharing,) = (r for r in rows if (r["agency_id"], r["rule"]) == (TOWNSHIP, "ZJ-06"))
    entry = entry_of(sharing, frozenset({"JUSTICE_BUREAU"}), at("30 09:00"))
    assert "马头镇：2026-11 ZJ-06 责任追究线索 3 条（源于 GX-11）" in entry.message_zh
    assert "accountability leads under ZJ-06 in 2026-11: 3 (from GX-11)" in entry.message_en
    for said in (entry.message_zh, entry.message_en):
        assert "2026-11-05 10:00:00" in said
        assert str(event_id("owed")) in said


def test_the_rules_and_roles_are_those_of_the_rulebook(hub_instance: Instance) -> None:
    own = Log(hub_instance)
    create(own.client, own.database)
    duties = Duties(own)
    for id_ in RULES:
        duties.put(id_, "03 10:00", **OVERDUE, rule_id=id_)
    found = own.ask("SELECT from_rule, rule, roles FROM db.v_leads")
    own.close()
    assert {from_rule: (rule, tuple(roles)) for from_rule, rule, roles in found} == {
        rule.id: (rule.lead, RULES[rule.lead].accountable_roles)
        for rule in RULES.values()
        if rule.lead is not None
    }


def test_the_leads_of_duties_are_those_that_the_judge_says(hub_instance: Instance) -> None:
    own = Log(hub_instance)
    create(own.client, own.database)
    store, expected = Storing(own), set()
    for _, leads, outputs in leading_cases():
        for lead in leads:
            if isinstance(lead.cause, Obligation):
                said = (lead.rule.id, lead.agency, lead.roles, lead.from_rule, lead.since)
                expected.add((lead.cause.trigger_event_id, *said))
        for output in outputs:
            if isinstance(output, ObligationChanged) and RULES[output.rule_id].lead:
                store.put(output, "23 09:00")
    found = own.ask(
        "SELECT trigger_event_id, rule, agency_id, roles, from_rule, since FROM db.v_leads"
    )
    own.close()
    assert {(t, r, a, tuple(roles), f, since) for t, r, a, roles, f, since in found} == expected
    assert {rule for _, rule, *_ in expected} == {"ZJ-02", "ZJ-04", "ZJ-06"}
