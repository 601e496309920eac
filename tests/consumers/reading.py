"""What is in a table, and what should be: both as plain values that can be compared."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from consumers.loader.rows import shape_of
from schemas.catalogue import MODELS, table_of
from schemas.contracts import latest
from schemas.instants import epoch_millis
from schemas.normal_forms import normal_forms
from tests.consumers.log import Log

Position = tuple[str, int, int]


def rows_of(log: Log, event_type: str) -> dict[Position, list[Any]]:
    """Return the rows of a type's table by position: the shared time, then the fields.

    Raises:
        AssertionError: a position counts more than once.
    """
    columns = ", ".join(f"`{name}`" for name in shape_of(event_type).columns)
    rows = log.client.execute(
        f"SELECT {columns} FROM {log.database}.{table_of(event_type)} FINAL",
        settings={"strings_as_bytes": True},  # some are not UTF-8
    )
    found = {(row[0].decode(), row[1], row[2]): plain(row[3:]) for row in rows}
    assert len(found) == len(rows)
    return found


def expected_row(event_type: str, timestamp: int, record: dict[str, Any]) -> list[Any]:
    """Return what `rows_of` must show for a decoded record: its codes are normalised."""
    named: dict[str, Any] = {}
    fields = latest(event_type).schema["fields"]
    record = normalised(record, normal_forms(MODELS[event_type]))
    return [timestamp, *(expected(f["type"], record[f["name"]], named) for f in fields)]


def normalised(said: Any, forms: Any) -> Any:
    """Return a value in the forms of its model (`tests.consumers.test_normal_forms`)."""
    match said:
        case str() if callable(forms):
            return forms(said)
        case list() | tuple():
            return [normalised(item, forms) for item in said]
        case dict() if not callable(forms):
            return {k: normalised(v, forms[k]) if k in forms else v for k, v in said.items()}
    return said


def plain(found: Any) -> Any:
    """Return what was read with instants as milliseconds: floats carry them a little off."""
    match found:
        case datetime():
            return round(found.timestamp() * 1000)
        case bool():
            return int(found)  # the driver reads a sparse false as 0
        case Decimal():
            return found.normalize()
        case list() | tuple():
            return [plain(item) for item in found]
    return found


def expected(avro: Any, said: Any, named: dict[str, Any]) -> Any:
    match avro:
        case ["null", inner]:
            if said is None and _is_record(inner, named):
                return [
                    [] if isinstance(f["type"], dict) and f["type"]["type"] == "array" else None
                    for f in _record(inner, named)["fields"]
                ]
            return None if said is None else expected(inner, said, named)
        case {"type": "array", "items": items}:
            return [expected(items, item, named) for item in said]
        case _ if _is_record(avro, named):
            fields = _record(avro, named)["fields"]
            return [expected(f["type"], said[f["name"]], named) for f in fields]
    match said:
        case datetime():
            return epoch_millis(said)
        case bool():
            return int(said)
        case Decimal():
            return said.normalize()
        case str():
            return said.encode()
        case date() | UUID() | _:
            return said


def _is_record(avro: Any, named: dict[str, Any]) -> bool:
    if isinstance(avro, dict) and avro.get("type") == "record":
        named[f"{avro['namespace']}.{avro['name']}"] = avro
        return True
    return isinstance(avro, str) and avro in named


def _record(avro: Any, named: dict[str, Any]) -> Any:
    return named[avro] if isinstance(avro, str) else avro
