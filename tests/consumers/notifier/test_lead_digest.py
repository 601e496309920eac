"""The month's digest of accountability leads: when, to whom, once, and what it says."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from datetime import datetime, time
from pathlib import Path
from typing import Any

import pytest

from consumers.failures import ConsumerError, UnreachableError
from consumers.notifier.desk import Desk
from consumers.notifier.lead_digest import LeadDigestThread, entry_of
from consumers.notifier.settings import LeadDigest, NotifierSettings
from consumers.notifier.standing import News
from consumers.notifier.store import Store
from consumers.notifier.words import body_of, title_of
from schemas.instants import SHANGHAI
from tests.consumers.notifier.receivers import Hook
from tests.consumers.notifier.said import TOWNSHIP
from tests.consumers.notifier.test_delivery import SECRET, House, hook_at, until
from tests.consumers.notifier.test_desk import HOOK, Office

OTHER = "11371322017015006G"
JUSTICE_BUREAU = "JUSTICE_BUREAU"


def at(day: int, hour: int, minute: int = 0, month: int = 10) -> datetime:
    return datetime(2026, month, day, hour, minute, tzinfo=SHANGHAI)


def row(agency: str = TOWNSHIP, **given: Any) -> dict[str, Any]:
    return {
        "district": "371322",
        "agency_id": agency,
        "agency_name": "马头镇",
        "rule": "ZJ-06",
        "roles": ("主要领导", "有关人员"),
        "leads": 12,
        "oldest": at(2, 23, 59, month=9),
        "newest": at(29, 23, 59, month=9),
        "from_rules": ["GX-11", "YS-16"],
        "evidence_event_ids": [f"0d0e2b51-5b0d-5c57-9d0c-5c0f4c6f1a{n}" for n in range(11, 23)],
        **given,
    }


class Warehouse:
    """Has leads of every month, when it answers, and is loaded up to an instant."""

    def __init__(self, *rows: dict[str, Any]) -> None:
        self.rows = rows
        self.away = False
        self.loaded_to = at(31, 0)
        self.asked: list[str] = []

    def __call__(self, query: str, **params: str) -> list[dict[str, Any]]:
        if self.away:
            raise UnreachableError("ClickHouse does not answer.")
        if query == "hub-time":
            return [{"hub_time": self.loaded_to}]
        assert query == "lead-digest"
        self.asked.append(params["month"])
        return [{**found, "month": params["month"]} for found in self.rows]


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = Store(tmp_path / "notifier.sqlite")
    yield opened
    opened.close()


def digesting(desk: Desk, store: Store, warehouse: Warehouse, **given: Any) -> LeadDigestThread:
    settings = LeadDigest(at=time(9), **given)
    return LeadDigestThread(settings, warehouse, store, desk, threading.Event())


def test_it_goes_once_on_the_first_working_day_of_the_month(store: Store) -> None:
    office, warehouse = Office(store), Warehouse(row(), row(OTHER))
    digest = digesting(office.desk, store, warehouse)
    assert not digest.look(at(1, 12))  # National Day: a day of rest up to the 7th
    assert not digest.look(at(8, 8, 59))
    assert digest.look(at(8, 9))
    assert not digest.look(at(8, 9, 1))
    (told,) = office.told(at(8, 9, 2))
    assert [(i.news, i.alert.agency) for i in told.items] == [
        (News.LEADS, TOWNSHIP),
        (News.LEADS, OTHER),
    ]
    assert told.is_digest
    assert not digest.look(at(31, 12))
    assert warehouse.asked == ["2026-09"]


def test_after_a_restart_nothing_is_sent_twice_and_what_was_missed_is_sent(tmp_path: Path) -> None:
    file, warehouse = tmp_path / "restarted.sqlite", Warehouse(row())
    first = Store(file)
    assert digesting(Office(first).desk, first, warehouse).look(at(8, 9))
    first.close()
    again = Store(file)
    office = Office(again)
    digest = digesting(office.desk, again, warehouse)
    assert not digest.look(at(8, 9, 5))
    assert len(office.told(at(8, 9, 6))) == 1
    warehouse.loaded_to = at(20, 0, month=11)
    assert digest.look(at(20, 9, month=11))  # down since before the 2nd of November
    assert warehouse.asked == ["2026-09", "2026-10"]
    again.close()


def test_a_month_without_leads_is_not_told_and_not_asked_again(store: Store) -> None:
    office, warehouse = Office(store), Warehouse()
    digest = digesting(office.desk, store, warehouse)
    assert digest.look(at(8, 9))
    assert not digest.look(at(8, 9, 1))
    assert office.told(at(8, 9, 2)) == []


def test_a_warehouse_that_is_away_or_behind_is_asked_again(store: Store) -> None:
    office, warehouse = Office(store), Warehouse(row())
    digest = digesting(office.desk, store, warehouse)
    warehouse.away = True
    with pytest.raises(UnreachableError):
        digest.look(at(8, 9))
    warehouse.away, warehouse.loaded_to = False, at(30, 23, 59, month=9)
    with pytest.raises(ConsumerError, match="not loaded whole"):
        digest.look(at(8, 9, 1))
    warehouse.loaded_to = at(1, 0)
    assert digest.look(at(8, 9, 2))
    assert len(office.told(at(8, 9, 3))) == 1


def test_it_goes_to_the_recipients_and_roles_that_are_set_and_to_no_alertmanager(
    store: Store,
) -> None:
    manager = {"name": "am", "kind": "alertmanager", "url": "http://127.0.0.1:1"}
    bureau = {**HOOK, "recipients": [JUSTICE_BUREAU]}
    township = {**HOOK, "name": "township", "recipients": [TOWNSHIP]}
    main = {**HOOK, "name": "main", "roles": ["主要领导"]}
    charge = {**HOOK, "name": "charge", "roles": ["分管领导"]}
    office = Office(store, receiver=[manager, bureau, township, main, charge])
    transfers = row(OTHER, rule="ZJ-02", roles=("分管领导", "有关人员"))
    digest = digesting(office.desk, store, Warehouse(row(), transfers), roles={"主要领导"})
    assert digest.look(at(8, 9))
    told = {
        name: [i.alert.rule_id for n in office.told(at(8, 9, 1), name) for i in n.items]
        for name in ("am", "bureau", "township", "main", "charge")
    }
    assert told == {
        "am": [],
        "bureau": ["ZJ-06", "ZJ-02"],
        "township": [],
        "main": ["ZJ-06"],
        "charge": [],
    }


def test_no_leader_is_told_unless_a_role_is_set(store: Store) -> None:
    office = Office(store, receiver=[{**HOOK, "name": "main", "roles": ["主要领导"]}])
    assert digesting(office.desk, store, Warehouse(row())).look(at(8, 9))
    assert office.told(at(8, 9, 1), "main") == []


def test_it_says_what_there_is_in_both_languages_and_that_it_is_no_finding(store: Store) -> None:
    office = Office(store)
    digesting(office.desk, store, Warehouse(row())).look(at(8, 9))
    (told,) = office.told(at(8, 9, 1))
    assert "2026-09 责任追究线索月报" in title_of(told)
    assert "accountability leads of 2026-09" in title_of(told)
    text = body_of(told)
    for part in (
        "马头镇：2026-09 ZJ-06 责任追究线索 12 条（源于 GX-11、YS-16），涉及主要领导、有关人员",
        "最早 2026-09-02 23:59:00，最晚 2026-09-29 23:59:00",
        "accountability leads under ZJ-06 in 2026-09: 12 (from GX-11、YS-16)",
        "0d0e2b51-5b0d-5c57-9d0c-5c0f4c6f1a20 等",
        "不是认定",
        "they find nothing",
    ):
        assert part in text
    assert "1a21" not in text
    assert "预警" not in text
    assert "Alert " not in text


def test_few_events_are_all_named() -> None:
    few = row(month="2026-09", evidence_event_ids=["a", "b"])
    said = entry_of(few, frozenset({JUSTICE_BUREAU}), at(8, 9))
    assert "证据事件 a, b。" in said.message_zh
    assert "evidence a, b." in said.message_en


def test_a_receiver_gets_it_once_though_the_notifier_starts_again(tmp_path: Path) -> None:
    file, warehouse = tmp_path / "notifier.sqlite", Warehouse(row(), row(OTHER))
    with Hook(SECRET).listening() as hook:
        assert isinstance(hook, Hook)
        for _ in range(2):
            store = Store(file)
            house = House(store, hook_at(hook, recipients=[JUSTICE_BUREAU]))
            digesting(house.desk, store, warehouse).look(at(8, 9))
            until(house.is_empty)
            house.close()
            store.close()
        (request,) = hook.taken
        (sent,) = hook.notifications
    assert request.headers["Idempotency-Key"] == sent["id"]
    assert [item["news"] for item in sent["items"]] == ["leads", "leads"]
    assert sent["items"][0]["alert"]["code"] == "ACCOUNTABILITY_LEADS"
    assert "责任追究线索月报" in sent["title"]


def test_it_is_off_unless_it_is_set() -> None:
    assert NotifierSettings.model_validate({"receiver": [HOOK]}).lead_digest is None
    on = NotifierSettings.model_validate({"receiver": [HOOK], "lead_digest": {"at": "09:00"}})
    assert on.lead_digest is not None
    assert on.lead_digest.recipients == {JUSTICE_BUREAU}
    assert on.lead_digest.roles == frozenset()
