"""What a table must change to fit a contract, and what is refused."""

from __future__ import annotations

from typing import Any

import pytest

from schemas.clickhouse import POSITION_COLUMNS, columns
from schemas.contracts import contracts, latest
from schemas.table_changes import LosingError, changes

TEXT = "string"
MAYBE = ["null", "string"]


def _schema(kind: Any, default: Any = ...) -> dict[str, Any]:
    field = {"name": "x", "type": kind, "doc": "某 · X"} | (
        {} if default is ... else {"default": default}
    )
    return {"type": "record", "name": "T", "namespace": "cn.xzzf", "fields": [field]}


def _record(*fields: tuple[Any, ...]) -> dict[str, Any]:
    named = [dict(zip(("name", "type", "default"), field, strict=False)) for field in fields]
    return {"type": "record", "name": "R", "namespace": "cn.xzzf", "fields": named}


def _list(items: Any) -> dict[str, Any]:
    return {"type": "array", "items": items}


def _change(old: Any, new: Any) -> list[str]:
    return changes([*POSITION_COLUMNS, *columns(_schema(old))], _schema(new))


@pytest.mark.parametrize(
    "contract", contracts().values(), ids=lambda c: f"{c.event_type} v{c.version}"
)
def test_the_table_of_every_version_can_follow_the_latest(contract: Any) -> None:
    today = latest(contract.event_type).schema
    changes([*POSITION_COLUMNS, *columns(contract.schema)], today)
    assert changes([*POSITION_COLUMNS, *columns(today)], today) == []


@pytest.mark.parametrize(
    ("kind", "default", "clause"),
    [
        (TEXT, "INTERNAL", "`x` String DEFAULT 'INTERNAL' COMMENT"),
        (TEXT, "", "`x` String COMMENT"),
        ("boolean", True, "`x` Bool DEFAULT true COMMENT"),
        ("boolean", False, "`x` Bool COMMENT"),
        (MAYBE, None, "`x` Nullable(String) COMMENT"),
        (_list(TEXT), [], "`x` Array(String) COMMENT"),
    ],
)
def test_a_new_column_has_the_default_of_its_field(kind: Any, default: Any, clause: str) -> None:
    (found,) = changes(POSITION_COLUMNS, _schema(kind, default))
    assert found.startswith(f"ADD COLUMN IF NOT EXISTS {clause}")
    assert found.endswith("AFTER `kafka_time`")


@pytest.mark.parametrize(
    ("old", "new", "kind"),
    [
        (TEXT, MAYBE, "Nullable(String)"),
        (_record(("a", TEXT)), _record(("b", MAYBE, None), ("a", TEXT)), "Tuple(`b` "),
        (_record(("a", TEXT)), ["null", _record(("a", TEXT))], "Tuple(`a` Nullable(String))"),
        (
            _list(_record(("a", TEXT))),
            _list(_record(("a", MAYBE), ("c", _list(TEXT), []), ("d", "boolean", False))),
            "Array(Tuple(`a` Nullable(String), `c` Array(String), `d` Bool))",
        ),
    ],
)
def test_a_column_is_widened(old: Any, new: Any, kind: str) -> None:
    (clause,) = _change(old, new)
    assert clause.startswith(f"MODIFY COLUMN `x` {kind}")


def test_a_comment_follows_alone() -> None:
    present = [*POSITION_COLUMNS, ("x", "String", "it's old")]
    assert changes(present, _schema(TEXT)) == ["COMMENT COLUMN `x` '某 · X'"]


def test_a_column_that_the_contract_no_longer_has_stays() -> None:
    present = [*POSITION_COLUMNS, *columns(_schema(TEXT)), ("gone", "String", "旧 · Old")]
    assert changes(present, _schema(TEXT)) == []


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (MAYBE, TEXT),
        (TEXT, "long"),
        ("long", TEXT),
        (TEXT, _list(TEXT)),
        ({"type": "long", "logicalType": "timestamp-millis"}, "long"),
        (_record(("a", TEXT), ("b", TEXT)), _record(("a", TEXT))),
        (_list(_record(("a", MAYBE))), _list(_record(("a", TEXT)))),
        (["null", _record(("a", TEXT))], _record(("a", TEXT))),
    ],
)
def test_what_would_lose_values_is_refused(old: Any, new: Any) -> None:
    with pytest.raises(LosingError, match="it would lose values") as caught:
        _change(old, new)
    assert caught.value.column == "x"


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (_record(("a", TEXT)), _record(("a", TEXT), ("b", TEXT, "GENERAL"))),
        (
            ["null", _record(("a", TEXT))],
            ["null", _record(("a", TEXT), ("b", "boolean", False))],  # old rows would say null
        ),
    ],
)
def test_an_element_whose_default_old_rows_cannot_have_is_refused(old: Any, new: Any) -> None:
    with pytest.raises(LosingError, match="default") as caught:
        _change(old, new)
    assert caught.value.column == "x.b"


def test_a_position_column_of_another_type_is_refused() -> None:
    with pytest.raises(LosingError) as caught:
        changes([("kafka_offset", "Int32", "")], _schema(TEXT))
    assert caught.value.column == "kafka_offset"
