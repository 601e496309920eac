"""Deliveries in the warehouse: who has acknowledged what, and who has not."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any
from uuid import UUID, uuid4

import pytest

from consumers.queries import run_query
from consumers.warehouse import create
from infra.cli import main
from infra.embedded import Instance
from schemas.catalogue import Message
from schemas.events.hub import EventDuplicated
from schemas.example_parts import DEPARTMENT, TOWNSHIP
from tests.consumers.log import Log, some
from tests.consumers.stored import Storing, at

EVENT = {name: UUID(int=number) for number, name in enumerate(("R-1", "R-2", "R-3", "R-4"), 1)}
QUERY = "unacknowledged-deliveries"


@pytest.fixture(scope="module")
def deliveries(hub_instance: Instance) -> Iterator[Log]:
    """Five deliveries to two agencies: one was acknowledged by its event, one by its subject."""
    log = Log(hub_instance)
    create(log.client, log.database)
    put = Storing(log).put
    put(
        some("agency.registered", 1, registered_agency_id=TOWNSHIP, agency_name="马头镇"),
        "23 08:00",
    )
    put(
        some("agency.registered", 2, registered_agency_id=DEPARTMENT, agency_name="水务局"),
        "23 08:00",
    )
    for number, subject in enumerate(EVENT):
        put(_delivery(subject, number), "23 10:00")
    put(_delivery("R-4", 3), "23 10:00")  # sent again by a judge that was killed: the same id
    put(_moved("R-1"), "23 11:00")
    named = {"acknowledged_event_id": str(EVENT["R-1"]), "subject": "R-1"}
    put(_receipt(1, **named), "23 12:00")
    put(_receipt(2, **named), "23 13:00")
    put(_receipt(3, subject="R-2"), "23 12:30")
    put(_receipt(4, subject="R-3"), "23 09:00")  # before there was anything to acknowledge
    put(_receipt(5, subject="R-3", agency_id=TOWNSHIP), "23 12:00")  # of another's delivery
    put(_receipt(6, acknowledged_event_id=str(uuid4()), subject="R-3"), "23 12:00")
    mistaken = _receipt(7, subject="R-4")
    put(mistaken, "23 12:00")
    mended = {"supersedes_event_id": mistaken.event_id, "subject": "R-2"}  # type: ignore[union-attr]
    put(_receipt(8, **mended), "23 12:45")
    copy = put(_receipt(9, subject="R-3"), "23 14:00")
    duplicated = some("event.duplicated", position=copy.position)
    assert isinstance(duplicated, EventDuplicated)
    put(duplicated, "23 14:00")
    put(some("clock.ticked"), "24 10:30")
    yield log
    log.close()


def _delivery(subject: str, number: int) -> Message:
    return some("routing.assigned", number, **_given(DEPARTMENT, subject), judged_at=at("23 10:00"))


def _moved(subject: str) -> Message:
    moved: dict[str, Any] = {"reassigned_from": DEPARTMENT, "judged_at": at("23 11:00")}
    return some("routing.reassigned", **_given(TOWNSHIP, subject), **moved)


def _given(to: str, subject: str) -> dict[str, Any]:
    given = {"to": to, "event_id": EVENT[subject], "from_agency": TOWNSHIP, "subject": subject}
    return {**given, "shared_at": at("23 10:00")}


def _receipt(number: int, **given: Any) -> Message:
    none = {"acknowledged_event_id": None, "referral_id": None, "on_behalf_of": None}
    return some("receipt.acknowledged", number, **({"agency_id": DEPARTMENT} | none | given))


def test_a_delivery_tells_when_its_receiver_acknowledged_it_first(deliveries: Log) -> None:
    rows = deliveries.client.execute(
        f"SELECT subject, agency_name, from_name, reassigned_from, acknowledged_at "
        f"FROM {deliveries.database}.v_deliveries ORDER BY subject, assigned_at"
    )
    assert rows == [
        ("R-1", "水务局", "马头镇", None, at("23 12:00")),
        ("R-1", "马头镇", "马头镇", DEPARTMENT, None),
        ("R-2", "水务局", "马头镇", None, at("23 12:30")),
        ("R-3", "水务局", "马头镇", None, None),
        ("R-4", "水务局", "马头镇", None, None),
    ]


def test_what_is_not_acknowledged_is_listed_with_its_clause_and_its_age(deliveries: Log) -> None:
    found = run_query(deliveries.client, deliveries.database, QUERY)
    shown = [dict(zip(found.columns, row, strict=True)) for row in found.rows]
    assert [(s["agency_name"], s["subject"], s["age_hours"]) for s in shown] == [
        ("水务局", "R-3", 24.5),
        ("水务局", "R-4", 24.5),
        ("马头镇", "R-1", 23.5),
    ]
    assert shown[0]["event_id"] == EVENT["R-3"]
    assert shown[0]["since"].isoformat() == "2026-11-23T10:00:00+08:00"
    example = some("routing.assigned")
    assert (shown[0]["reason_rule"], shown[0]["reason_clause"]) == (
        example.reason_rule,  # type: ignore[union-attr]
        example.reason_clause,  # type: ignore[union-attr]
    )
    assert shown[2]["reason_rule"] == "ZY-04"


@pytest.mark.parametrize(
    ("asked", "subjects"),
    [
        (("agency=水务",), ["R-3", "R-4"]),
        ((f"agency={TOWNSHIP}",), ["R-1"]),
        (("rule=ZY-04",), ["R-1"]),
        (("agency=水务", "rule=ZY-04"), []),
        (("limit=1",), ["R-3"]),
    ],
)
def test_the_command_asks_of_one_agency_and_one_rule(
    deliveries: Log,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    asked: tuple[str, ...],
    subjects: list[str],
) -> None:
    monkeypatch.setenv("HUTONG_CLICKHOUSE_PORT", str(deliveries.instance.clickhouse_port))
    monkeypatch.setenv("HUTONG_NAMESPACE", deliveries.topics.namespace)
    words = [word for parameter in asked for word in ("-p", parameter)]
    monkeypatch.setattr("sys.argv", ["hutong", "query", QUERY, *words, "--format", "json"])
    with pytest.raises(SystemExit) as ended:
        main()
    assert ended.value.code in {0, None}
    assert [row["subject"] for row in json.loads(capsys.readouterr().out)] == subjects
