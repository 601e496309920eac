"""The reminder before the end of work: when, to whom, and what it says."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

import pytest

from consumers.failures import UnreachableError
from consumers.notifier.reminders import ReminderThread, is_working_day, reminder_of
from consumers.notifier.settings import Reminder
from consumers.notifier.standing import News
from consumers.notifier.store import Store
from schemas.instants import SHANGHAI
from tests.consumers.notifier.said import TOWNSHIP
from tests.consumers.notifier.test_desk import HOOK, Office

OTHER = "11371322017015006G"


def row(agency: str = TOWNSHIP, **given: Any) -> dict[str, Any]:
    return {
        "agency_id": agency,
        "agency_name": "马头镇",
        "district": "371322",
        "day": date(2026, 11, 24),
        "due_today": 2,
        "extended": 0,
        "unsent_manifests": 0,
        "is_silent": 0,
        "subjects": ["事-1", "事-2"],
        **given,
    }


def at(day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 11, day, hour, minute, tzinfo=SHANGHAI)


class Warehouse:
    """Says the same of every day, when it answers."""

    def __init__(self, *rows: dict[str, Any]) -> None:
        self.rows = rows
        self.away = False
        self.asked: list[date] = []

    def __call__(self, query: str, **params: str) -> list[dict[str, Any]]:
        assert query == "same-day-reminders"
        day = date.fromisoformat(params["day"])
        self.asked.append(day)
        if self.away:
            raise UnreachableError("ClickHouse does not answer.")
        return [{**found, "day": day} for found in self.rows]


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = Store(tmp_path / "notifier.sqlite")
    yield opened
    opened.close()


def reminding(office: Office, warehouse: Warehouse) -> ReminderThread:
    times = Reminder(at=time(16, 30), until=time(17, 30))
    return ReminderThread(times, warehouse, office.store, office.desk, threading.Event())


def test_agencies_are_reminded_once_on_a_working_day_at_the_time(store: Store) -> None:
    office, warehouse = Office(store), Warehouse(row(), row(OTHER))
    reminder = reminding(office, warehouse)
    assert not reminder.look(at(24, 16, 29))
    assert reminder.look(at(24, 16, 30))
    assert not reminder.look(at(24, 16, 31))
    assert not reminding(office, warehouse).look(at(24, 16, 32))
    told = office.told(at(24, 16, 33))
    assert [(i.news, i.alert.agency) for n in told for i in n.items] == [
        (News.REMINDED, TOWNSHIP),
        (News.REMINDED, OTHER),
    ]
    assert reminder.look(at(25, 16, 30))
    assert warehouse.asked == [date(2026, 11, 24), date(2026, 11, 25)]


def test_nobody_is_reminded_on_a_day_of_rest_or_after_the_end_of_work(store: Store) -> None:
    warehouse = Warehouse(row())
    reminder = reminding(Office(store), warehouse)
    assert not reminder.look(at(28, 16, 40))
    assert not reminder.look(at(24, 17, 30))
    assert warehouse.asked == []


def test_a_warehouse_that_is_away_is_asked_again(store: Store) -> None:
    office, warehouse = Office(store), Warehouse(row())
    reminder = reminding(office, warehouse)
    warehouse.away = True
    with pytest.raises(UnreachableError):
        reminder.look(at(24, 16, 30))
    warehouse.away = False
    assert reminder.look(at(24, 16, 31))
    assert len(office.told(at(24, 16, 32))) == 1


def test_each_agency_is_reminded_by_its_own_receivers_and_alertmanager_is_not(store: Store) -> None:
    manager = {"name": "am", "kind": "alertmanager", "url": "http://127.0.0.1:1"}
    own = {**HOOK, "name": "own", "recipients": [TOWNSHIP]}
    leader = {**HOOK, "name": "leader", "roles": ["分管领导"]}
    office = Office(store, receiver=[manager, own, leader])
    reminding(office, Warehouse(row(), row(OTHER))).look(at(24, 16, 30))
    now = at(24, 16, 31)
    assert [n.items[0].alert.agency for n in office.told(now, "own")] == [TOWNSHIP]
    assert office.told(now, "am") == []
    assert office.told(now, "leader") == []


def test_a_reminder_names_what_there_is_in_both_languages() -> None:
    everything = row(
        extended=1, unsent_manifests=1, is_silent=1, subjects=[f"事-{n}" for n in range(7)]
    )
    said = reminder_of(everything, at(24, 16, 30))
    for part in (
        "马头镇",
        "到期未办 2 项",
        "延期未共享 1 项",
        "清单未发 1 份",
        "尚无共享",
        "事-4等",
    ):
        assert part in said.message_zh
    for part in ("2 due today", "1 extended", "manifests", "nothing shared today", "事-4, …"):
        assert part in said.message_en
    little = reminder_of(row(due_today=0, is_silent=1, subjects=[]), at(24, 16, 30))
    assert little.message_zh == "马头镇：下班前请核对：今日尚无共享，平日通常有。"


@pytest.mark.parametrize(
    ("day", "works"),
    [
        (date(2026, 10, 10), True),
        (date(2026, 10, 1), False),
        (date(2026, 11, 24), True),
        (date(2026, 11, 28), False),
        (date(2099, 1, 5), True),
        (date(2099, 1, 4), False),
    ],
)
def test_a_working_day_follows_the_published_calendar(day: date, works: bool) -> None:  # noqa: FBT001
    assert is_working_day(day) is works
