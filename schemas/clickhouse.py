"""Derives the raw table of an event type: one row a message, ordered by its position in the log.

`ReplacingMergeTree` by (topic, partition, offset): a message that is loaded again replaces
itself. Partitioned by the month of the broker's append time, which is fixed in the log.
"""

from __future__ import annotations

from typing import Any

from schemas.avro import AvroSchema
from schemas.avro_reading import named_records
from schemas.catalogue import Message, table_of

POSITION_COLUMNS = (
    ("kafka_topic", "LowCardinality(String)", "主题 · Topic"),
    ("kafka_partition", "Int32", "分区 · Partition"),
    ("kafka_offset", "Int64", "偏移量 · Offset"),
    ("kafka_time", "DateTime64(3, 'UTC')", "共享时间 · Record timestamp: the shared time"),
)
"""Where a row stands in the log; not part of the event itself."""

_LOGICAL = {
    "timestamp-millis": "DateTime64(3, 'UTC')",
    "date": "Date32",
    "uuid": "UUID",
    "decimal": "Decimal(18, 2)",
}
_PLAIN = {"string": "String", "boolean": "Bool", "long": "Int64", "bytes": "String"}
_LOW_CARDINALITY = frozenset(
    {
        "agency_id",
        "source",
        "event_type",
        "region_code",
        "share_category",
        "classification",
        "district",
        "rule_id",
        "verdict",
        "status",
        "code",
        "severity",
        "agency",
        "debtor",
        "to",
    }
)


def columns(schema: AvroSchema) -> list[tuple[str, str, str]]:
    """Return (name, type, comment) of an Avro record's fields, in order."""
    named = named_records(schema)
    return [
        (f["name"], column_type(f["type"], named, f["name"]), f["doc"]) for f in schema["fields"]
    ]


def table_ddl(event_type: str, model: type[Message], schema: AvroSchema) -> str:
    """Return the DDL of an event type's raw table; `{database}` is left open."""
    lines = [
        f"    `{name}` {kind} COMMENT {literal(comment)}"
        for name, kind, comment in [*POSITION_COLUMNS, *columns(schema)]
    ]
    return (
        f"CREATE TABLE IF NOT EXISTS {{database}}.{table_of(event_type)}\n(\n"
        + ",\n".join(lines)
        + "\n)\n"
        "ENGINE = ReplacingMergeTree\n"
        "PARTITION BY toYYYYMM(kafka_time, 'UTC')\n"
        "ORDER BY (kafka_topic, kafka_partition, kafka_offset)\n"
        f"COMMENT {literal(f'{model.ZH} · {event_type}')}\n"
    )


def column_type(
    avro: Any, named: dict[str, AvroSchema], name: str = ""
) -> str:  # Avro types are JSON
    """Return the ClickHouse type of an Avro type.

    A nullable record becomes a tuple of nullable leaves, which the native driver can read.
    """
    match avro:
        case [*_, _] if isinstance(avro, list):
            return _nullable(avro[1], named)
        case {"type": "array", "items": items}:
            return f"Array({column_type(items, named)})"
        case {"type": "record"} | str() if _is_record(avro, named):
            return _tuple(_resolved(avro, named), named, nullable=False)
        case {"logicalType": logical}:
            return _LOGICAL[logical]
    plain = _PLAIN[avro]
    return "LowCardinality(String)" if name in _LOW_CARDINALITY else plain


def _nullable(avro: Any, named: dict[str, AvroSchema]) -> str:  # Avro types are JSON
    if _is_record(avro, named):
        return _tuple(_resolved(avro, named), named, nullable=True)
    inner = column_type(avro, named)
    return inner if inner.startswith("Array") else f"Nullable({inner})"


def _tuple(record: AvroSchema, named: dict[str, AvroSchema], *, nullable: bool) -> str:
    fields = []
    for field in record["fields"]:
        if nullable and _is_record(field["type"], named):
            kind = _nullable(field["type"], named)
        else:
            kind = column_type(field["type"], named)
        wrapped = nullable and not kind.startswith(("Nullable", "Array", "Tuple"))
        fields.append(f"`{field['name']}` {f'Nullable({kind})' if wrapped else kind}")
    return f"Tuple({', '.join(fields)})"


def _is_record(avro: Any, named: dict[str, AvroSchema]) -> bool:  # Avro types are JSON
    return (isinstance(avro, dict) and avro["type"] == "record") or (
        isinstance(avro, str) and avro in named
    )


def _resolved(avro: Any, named: dict[str, AvroSchema]) -> AvroSchema:  # Avro types are JSON
    return named[avro] if isinstance(avro, str) else avro


def literal(text: str) -> str:
    """Return a text as ClickHouse's SQL writes it."""
    return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'"
