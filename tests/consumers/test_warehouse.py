"""The warehouse is made from the contracts, and can be made again."""

from __future__ import annotations

import re

import pytest

from consumers.failures import ConsumerError
from consumers.views import views
from consumers.warehouse import create, database_of
from schemas.catalogue import FACTS, MODELS, table_of
from schemas.topics import Topics
from tests.consumers.log import Log, some, until


def _tables(log: Log) -> dict[str, str]:
    found: list[tuple[str, str]] = log.client.execute(
        "SELECT name, engine FROM system.tables WHERE database = %(d)s", {"d": log.database}
    )
    return dict(found)


def test_there_is_a_table_for_every_type_and_creating_it_again_keeps_what_it_holds(
    log: Log,
) -> None:
    create(log.client, log.database)
    tables = _tables(log)
    assert {name for name, engine in tables.items() if engine == "ReplacingMergeTree"} == {
        table_of(event_type) for event_type in MODELS
    }
    log.say(some("violation.discovered"))
    with log.loading():
        until(lambda: log.loaded("violation.discovered") == 1, "it is loaded")
    create(log.client, log.database)
    assert (_tables(log), log.loaded("violation.discovered")) == (tables, 1)


def test_a_column_that_a_table_lacks_is_added_in_its_place(log: Log) -> None:
    create(log.client, log.database)
    order = "SELECT name FROM system.columns WHERE database = %(d)s AND table = 'penalty_decided'"
    before = log.client.execute(order, {"d": log.database})
    log.client.execute(f"ALTER TABLE {log.database}.penalty_decided DROP COLUMN procedure")
    create(log.client, log.database)
    assert log.client.execute(order, {"d": log.database}) == before


def test_a_column_of_another_type_is_refused_by_name(log: Log) -> None:
    create(log.client, log.database)
    log.client.execute(f"ALTER TABLE {log.database}.clock_ticked DROP COLUMN judged_at")
    log.client.execute(f"ALTER TABLE {log.database}.clock_ticked ADD COLUMN judged_at String")
    with pytest.raises(ConsumerError, match=r"Column judged_at of table .*clock_ticked is String"):
        create(log.client, log.database)


def test_namespaces_have_databases_of_their_own() -> None:
    names = [database_of(Topics(n)) for n in ("", "t1.", "t-1.", "t_1.")]
    assert names == ["hutong", "t1_hutong", "t-1_hutong", "t_1_hutong"]


def test_a_namespace_with_a_dash_works_like_any_other(log: Log) -> None:
    try:
        create(log.client, "a-b_hutong")
        assert log.client.execute("SELECT count() FROM `a-b_hutong`.v_events") == [(0,)]
    finally:
        log.client.execute("DROP DATABASE IF EXISTS `a-b_hutong` SYNC")


def test_the_view_of_events_reads_every_type_of_fact() -> None:
    (events,) = (view for view in views() if view.name == "v_events")
    (named,) = re.findall(r"merge\(.*?'\^\((.*?)\)\$'", events.select)
    assert sorted(named.split("|")) == sorted(table_of(event_type) for event_type in FACTS)
