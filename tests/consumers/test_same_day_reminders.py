"""Whom the saved query reminds before the end of work, and of what."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest

from consumers.notifier.asking import ClickHouse
from consumers.notifier.reminders import reminder_of
from consumers.queries import run_query
from consumers.warehouse import create
from infra.embedded import Instance
from schemas.example_parts import DEPARTMENT, TOWNSHIP
from tests.consumers.log import Log, some
from tests.consumers.stored import Storing, at

QUIET = "113713220170030063"
IDLE = "11371322017039010A"


@pytest.fixture(scope="module")
def log(hub_instance: Instance) -> Iterator[Log]:
    own = Log(hub_instance)
    create(own.client, own.database)
    store = Storing(own)
    number = 0

    def shared(agency: str, day: int) -> None:
        nonlocal number
        number += 1
        source = f"urn:xzzf:371322:{agency}:oa"
        store.put(some("penalty.decided", number, agency_id=agency, source=source), f"{day} 10:00")

    for day in (9, 10, 11, 12, 13, 16, 17, 18, 19, 20):
        shared(TOWNSHIP, day)
        if day not in (9, 10):
            shared(QUIET, day)
        if day in (9, 10, 11):
            shared(IDLE, day)
    shared(TOWNSHIP, 23)
    duty: dict[str, Any] = {
        "status": "open",
        "verdict": "PENDING",
        "satisfied_at": None,
        "satisfied_by_event_id": None,
        "late_by_ms": None,
    }
    for n, (debtor, rule, due, status) in enumerate(
        [
            (DEPARTMENT, "GX-11", "23 23:59", "open"),
            (DEPARTMENT, "YS-05", "23 23:59", "open"),
            (DEPARTMENT, "YS-05", "24 23:59", "open"),
            (DEPARTMENT, "GX-11", "25 23:59", "open"),
            (TOWNSHIP, "GX-11", "23 23:59", "satisfied"),
            (TOWNSHIP, "GX-11", "20 23:59", "overdue"),
        ]
    ):
        given = {**duty, "status": status, "debtor": debtor, "rule_id": rule, "due_at": at(due)}
        own_id = some("event.duplicated", n).output_id  # type: ignore[union-attr]
        store.put(
            some("obligation.changed", n, obligation_id=own_id, subject=f"事-{n}", **given),
            "23 09:00",
        )
    for n, (agency, system, day) in enumerate(
        [
            (TOWNSHIP, "oa", 20),
            (TOWNSHIP, "oa", 23),
            (TOWNSHIP, "cases", 20),
            (QUIET, "oa", 20),
            (QUIET, "oa", 23),
        ]
    ):
        source = f"urn:xzzf:371322:{agency}:{system}"
        given = {"agency_id": agency, "source": source, "day": date(2026, 11, day)}
        store.put(some("sharing.daily_manifest", n, **given), f"{day} 16:00")
    yield own
    own.close()


def reminded(log: Log, day: str) -> dict[str, dict[str, Any]]:
    result = run_query(log.client, log.database, "same-day-reminders", {"day": day})
    rows = [dict(zip(result.columns, row, strict=True)) for row in result.rows]
    return {row["agency_id"]: row for row in rows}


def test_agencies_are_reminded_of_what_they_owe_extended_and_did_not_send(log: Log) -> None:
    found = reminded(log, "2026-11-23")
    assert set(found) == {DEPARTMENT, TOWNSHIP, QUIET}
    owing = found[DEPARTMENT]
    assert (owing["due_today"], owing["extended"]) == (2, 1)
    assert owing["subjects"] == ["事-0", "事-1", "事-3"]
    assert owing["district"] == "371322"
    assert found[TOWNSHIP]["unsent_manifests"] == 1
    assert (found[TOWNSHIP]["due_today"], found[TOWNSHIP]["is_silent"]) == (0, 0)


def test_who_usually_shares_and_has_not_today_is_reminded_and_nobody_else(log: Log) -> None:
    found = reminded(log, "2026-11-23")
    assert {agency for agency, row in found.items() if row["is_silent"]} == {QUIET}
    assert found[QUIET]["unsent_manifests"] == 0


def test_the_notifier_asks_the_same_and_says_it(log: Log) -> None:
    host, port = log.instance.clickhouse_host, log.instance.clickhouse_port
    ask = ClickHouse(host, port, log.database)
    rows = ask("same-day-reminders", day="2026-11-23")
    said = {row["agency_id"]: reminder_of(row, at("23 16:30")).message_zh for row in rows}
    assert "今日到期未办 2 项；已延期未共享 1 项（事-0、事-1、事-3）" in said[DEPARTMENT]
    assert "今日清单未发 1 份" in said[TOWNSHIP]
    assert "今日尚无共享" in said[QUIET]


def test_a_day_without_a_past_reminds_nobody_of_silence(log: Log) -> None:
    assert not any(row["is_silent"] for row in reminded(log, "2026-11-11").values())
