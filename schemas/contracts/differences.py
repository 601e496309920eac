"""What changed between two versions of an Avro schema, field by field."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import avro.schema

from schemas.avro import AvroSchema

Parsed = Any
"""A schema as the `avro` package holds it; the package has no types."""


class Kind(StrEnum):
    """What happened to a field."""

    ADDED = "added"
    DROPPED = "dropped"
    TYPE = "type changed"
    OPTIONAL = "became optional"
    REQUIRED = "became required"
    UNIT = "unit"
    CODES = "code list"
    DEFAULT = "default"
    RECORD = "record renamed"


@dataclass(frozen=True, slots=True)
class Difference:
    """One change of one field. `path` is dotted, `[]` stands for the members of a list."""

    kind: Kind
    path: str
    older: str
    newer: str
    older_type: Parsed | None = None
    newer_type: Parsed | None = None
    has_default: bool = True
    """Whether a field that only one side has may be left out there."""


def parsed(schema: AvroSchema) -> Parsed:
    """Return a schema as the `avro` package reads it.

    Raises:
        avro.errors.AvroException: it is no Avro schema.
    """
    return avro.schema.parse(json.dumps(schema))


def differences(older: Parsed, newer: Parsed) -> tuple[Difference, ...]:
    """Return what the newer of two parsed schemas changed, in the order of its fields."""
    return tuple(_types(older, newer, ""))


def same(contract: Parsed, other: Parsed) -> bool:
    """Return whether messages of both are the same bytes with the same meaning.

    Words do not count, nor units and code lists that the other does not mention.
    """
    marks = {Kind.UNIT, Kind.CODES}
    alike = all(d.kind in marks and not d.newer for d in differences(contract, other))
    return alike and bool(contract.canonical_form == other.canonical_form)


def type_name(schema: Parsed) -> str:
    """Return a type as people read it: `string?`, `decimal(18, 2)`, `list of LegalBasis`."""
    inner, optional = _unwrapped(schema)
    return _plain_name(inner) + ("?" if optional else "")


def _plain_name(schema: Parsed) -> str:
    logical = getattr(schema, "logical_type", None)
    match schema.type:
        case "array":
            return f"list of {type_name(schema.items)}"
        case "record" | "enum" | "fixed":
            return str(schema.name)
        case "union":
            return " | ".join(type_name(s) for s in schema.schemas)
        case _ if logical == "decimal":
            return f"decimal({schema.precision}, {schema.scale})"
        case plain:
            return str(logical or plain)


def _types(older: Parsed, newer: Parsed, path: str) -> Iterator[Difference]:
    (old, was_optional), (new, is_optional) = _unwrapped(older), _unwrapped(newer)
    names = type_name(older), type_name(newer)
    if old.type != new.type or (old.type not in _NESTED and _plain_name(old) != _plain_name(new)):
        yield Difference(Kind.TYPE, path, *names, older, newer)
        return
    if was_optional != is_optional:
        kind = Kind.OPTIONAL if is_optional else Kind.REQUIRED
        yield Difference(kind, path, *names, older, newer)
    match old.type:
        case "array":
            yield from _types(old.items, new.items, f"{path}[]")
        case "record":
            if old.fullname != new.fullname:
                yield Difference(Kind.RECORD, path, old.fullname, new.fullname, older, newer)
            yield from _fields(old, new, f"{path}." if path else "")


_NESTED = frozenset({"array", "record"})


def _fields(older: Parsed, newer: Parsed, prefix: str) -> Iterator[Difference]:
    before = {f.name: f for f in older.fields}
    after = {f.name: f for f in newer.fields}
    for name, field in before.items():
        if name not in after:
            yield Difference(
                Kind.DROPPED,
                prefix + name,
                type_name(field.type),
                "",
                has_default=field.has_default,
            )
    for name, field in after.items():
        if name not in before:
            yield Difference(
                Kind.ADDED, prefix + name, "", type_name(field.type), has_default=field.has_default
            )
            continue
        yield from _types(before[name].type, field.type, prefix + name)
        yield from _marks(before[name], field, prefix + name)


def _marks(older: Parsed, newer: Parsed, path: str) -> Iterator[Difference]:
    for kind, name in ((Kind.UNIT, "unit"), (Kind.CODES, "codes")):
        before, after = older.props.get(name, ""), newer.props.get(name, "")
        if before != after:
            yield Difference(kind, path, str(before), str(after))
    before, after = _default(older), _default(newer)
    if before != after:
        yield Difference(Kind.DEFAULT, path, before, after)


def _default(field: Parsed) -> str:
    if not field.has_default:
        return ""
    return json.dumps(field.props.get("default"), ensure_ascii=False)


def _unwrapped(schema: Parsed) -> tuple[Parsed, bool]:
    """Return the type inside an optional one, and whether it was optional."""
    if schema.type == "union":
        inner = [s for s in schema.schemas if s.type != "null"]
        if len(inner) == 1:
            return inner[0], len(schema.schemas) > 1
    return schema, False
