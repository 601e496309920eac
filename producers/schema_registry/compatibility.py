"""Whether a new schema is compatible with the versions of its subject, by the `avro` package."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any, Final

import avro.schema
from avro.compatibility import ReaderWriterCompatibilityChecker, SchemaCompatibilityType

from producers.schema_registry.errors import invalid_schema
from producers.schema_registry.records import Registered

LEVELS: Final = (
    "NONE",
    *(f"{way}{reach}" for way in ("BACKWARD", "FORWARD", "FULL") for reach in ("", "_TRANSITIVE")),
)
"""Levels of the Confluent API; TRANSITIVE means against every version, not the last alone."""


def complaints(text: str, versions: Iterable[Registered], level: str) -> list[str]:
    """Return what is wrong with a new schema under a subject; empty when it is compatible.

    Args:
        text: the new schema.
        versions: the versions to compare with, oldest first.
        level: one of `LEVELS`.

    Raises:
        ApiError: 42201, the new or an earlier schema cannot be read.
    """
    new = _read(text)
    if level == "NONE":
        return []
    earlier = list(versions)
    if not level.endswith("_TRANSITIVE"):
        earlier = earlier[-1:]
    way = level.removesuffix("_TRANSITIVE")
    found: list[str] = []
    for old in reversed(earlier):
        before = _read(old.schema)
        at = f"{{oldSchemaVersion: {old.version}}}"
        if way in {"BACKWARD", "FULL"}:
            found += [f"{c}, {at}, {{compatibility: '{level}'}}" for c in _reading(new, before)]
        if way in {"FORWARD", "FULL"}:
            found += [f"{c}, {at}, {{compatibility: '{level}'}}" for c in _reading(before, new)]
    return found


def _reading(reader: Any, writer: Any) -> list[str]:
    """Return why a reader cannot read what a writer wrote."""
    try:
        checker = ReaderWriterCompatibilityChecker()  # type: ignore[no-untyped-call]
        result = checker.get_compatibility(reader, writer)
    except RecursionError as error:
        raise invalid_schema("nested too deeply to be compared") from error
    if result.compatibility is SchemaCompatibilityType.compatible:
        return []
    kinds = ", ".join(sorted(kind.name.upper() for kind in result.incompatibilities))
    where = ", ".join(sorted(result.locations))
    what = "; ".join(sorted(result.messages))
    return [f"{{errorType: '{kinds}', description: 'at {where}', additionalInfo: '{what}'}}"]


def _read(text: str) -> Any:
    try:
        return avro.schema.parse(json.dumps(_without_logical_types(json.loads(text))))
    except Exception as error:  # whatever a foreign parser raises: it is no schema
        raise invalid_schema(str(error) or type(error).__name__) from error


def _without_logical_types(schema: Any) -> Any:
    """Compatibility does not look at them, and an unknown one would only raise warnings."""
    match schema:
        case dict():
            return {k: _without_logical_types(v) for k, v in schema.items() if k != "logicalType"}
        case list():
            return [_without_logical_types(item) for item in schema]
        case _:
            return schema
