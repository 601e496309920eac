"""The least, the greatest and the emptiest record of any Avro schema."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from io import BytesIO
from typing import Any, Literal
from uuid import UUID

import fastavro

from schemas.codec import FRAME_BYTES, MAGIC
from schemas.contracts import Contract, latest

Edge = Literal["least", "greatest", "null"]

EVERY_CHARACTER_KIND = "\x00\t\n\r\\'\"`%{}é汉𠀀\U0010ffff" * 7

_LEAST: dict[str, Any] = {
    "string": "",
    "boolean": False,
    "long": -(2**63),
    "bytes": b"",
    "timestamp-millis": datetime(1900, 1, 1, tzinfo=UTC),
    "date": date(1900, 1, 1),
    "uuid": UUID(int=0),
    "decimal": Decimal("-9999999999999999.99"),
}
_GREATEST: dict[str, Any] = {
    "string": EVERY_CHARACTER_KIND,
    "boolean": True,
    "long": 2**63 - 1,
    "bytes": bytes(range(256)),
    "timestamp-millis": datetime(2300, 1, 1, tzinfo=UTC) - timedelta(milliseconds=1),
    "date": date(2299, 12, 31),
    "uuid": UUID(int=2**128 - 1),
    "decimal": Decimal("9999999999999999.99"),
}


def record_of(event_type: str, edge: Edge) -> dict[str, Any]:
    """Return a record of an event type with every field at an edge."""
    return record_by(latest(event_type), edge)


def record_by(contract: Contract, edge: Edge) -> dict[str, Any]:
    """Return a record of one version of an event type with every field at an edge."""
    found: dict[str, Any] = _value(contract.schema, edge, {})
    return found


def framed(event_type: str, record: dict[str, Any]) -> bytes:
    """Return a record in the Confluent frame, whatever the models think of it."""
    return framed_by(latest(event_type), record)


def framed_by(contract: Contract, record: dict[str, Any]) -> bytes:
    """Return a record in the frame of one version of its event type."""
    body = BytesIO()
    body.write(bytes([MAGIC]) + contract.schema_id.to_bytes(FRAME_BYTES - 1, "big"))
    fastavro.schemaless_writer(body, fastavro.parse_schema(contract.schema), record)
    return body.getvalue()


def _value(avro: Any, edge: Edge, named: dict[str, Any]) -> Any:
    match avro:
        case ["null", inner]:
            there = _value(inner, "greatest" if edge == "greatest" else "least", named)
            return None if edge == "null" else there
        case {"type": "array", "items": items}:
            kinds: tuple[Edge, ...] = ("least", "greatest", "null")
            made = [_value(items, kind, named) for kind in kinds]
            return {"least": [], "greatest": made, "null": made[2:]}[edge]
        case {"type": "record", "fields": fields}:
            named[f"{avro['namespace']}.{avro['name']}"] = avro
            return {f["name"]: _value(f["type"], edge, named) for f in fields}
        case str() if avro in named:
            return _value(named[avro], edge, named)
        case {"logicalType": kind} | kind:
            return (_GREATEST if edge == "greatest" else _LEAST)[kind]
