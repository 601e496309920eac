"""Derives what a table must change so that today's contract fits, without losing a value.

ClickHouse keeps the elements of a named tuple by name when its type is modified, within lists
too, reads the old parts as the new type meanwhile, and changes a table's columns in one step
(tried on 26.9). So one `ALTER TABLE` is enough; what would lose a value is refused.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

from schemas.avro import AvroSchema
from schemas.avro_reading import named_records
from schemas.clickhouse import POSITION_COLUMNS, columns, literal

_WRAPPERS: Final = frozenset({"Array", "Nullable", "LowCardinality"})
_EMPTY: Final[tuple[Any, ...]] = (False, "", [], 0)
"""What ClickHouse puts where an old row has no value, unless the type is nullable."""


class LosingError(ValueError):
    """A change of a column that would lose values, or give old rows another than the default."""

    def __init__(self, column: str, present: str, wanted: str, zh: str, en: str) -> None:
        self.column = column
        self.present = present
        self.wanted = wanted
        self.zh = zh
        self.en = en
        super().__init__(f"{column}: {en} / {zh}")


@dataclass(frozen=True, slots=True)
class Kind:
    """A ClickHouse type: a wrapper with one part, a tuple with named ones, or a name alone."""

    name: str
    parts: tuple[Kind, ...] = ()
    names: tuple[str, ...] = ()


def changes(present: Sequence[tuple[str, str, str]], schema: AvroSchema) -> list[str]:
    """Return the clauses of the `ALTER TABLE` that makes a table fit a contract.

    Args:
        present: name, type and comment of the table's columns, as in `system.columns`.
        schema: the contract. A column that it does not have (any more) stays.

    Raises:
        LosingError: a column cannot follow without loss.
    """
    there = {name: (kind, comment) for name, kind, comment in present}
    fields = {field["name"]: field for field in schema["fields"]}
    named = named_records(schema)
    clauses = []
    after = ""
    for name, wanted, comment in [*POSITION_COLUMNS, *columns(schema)]:
        if name not in there:
            place = f"AFTER `{after}`" if after else "FIRST"
            clauses.append(
                f"ADD COLUMN IF NOT EXISTS `{name}` {wanted}{_default(fields.get(name))} "
                f"COMMENT {literal(comment)} {place}"
            )
        else:
            found, said = there[name]
            if kind_of(found) != kind_of(wanted):
                _refuse_loss(fields.get(name), name, found, wanted, named)
                clauses.append(f"MODIFY COLUMN `{name}` {wanted} COMMENT {literal(comment)}")
            elif said != comment:
                clauses.append(f"COMMENT COLUMN `{name}` {literal(comment)}")
        after = name
    return clauses


def _refuse_loss(
    field: AvroSchema | None, name: str, found: str, wanted: str, named: dict[str, AvroSchema]
) -> None:
    old, new = kind_of(found), kind_of(wanted)
    if field is None or not _holds(new, old):  # a position has the type it always had
        raise LosingError(name, found, wanted, "会丢失值", "it would lose values")
    for path in _otherwise(field["type"], old, new, named, name):
        raise LosingError(
            path, found, wanted, "旧行得不到默认值", "old rows would lack its default"
        )


def kind_of(text: str) -> Kind:
    """Return the parts of a ClickHouse type, whichever way its names are quoted."""
    name, _, inside = text.partition("(")
    inside = inside[:-1]
    if name in _WRAPPERS:
        return Kind(name, (kind_of(inside),))
    if name == "Tuple":
        pairs = [part.partition(" ") for part in _split(inside)]
        return Kind(
            name,
            tuple(kind_of(kind.strip()) for _, _, kind in pairs),
            tuple(element.strip("`") for element, _, _ in pairs),
        )
    return Kind(text)


def _split(text: str) -> Iterator[str]:
    """Yield what stands between the commas that are in no brackets."""
    depth = start = 0
    for at, character in enumerate(text):
        depth += (character == "(") - (character == ")")
        if character == "," and not depth:
            yield text[start:at].strip()
            start = at + 1
    yield text[start:].strip()


def _holds(wanted: Kind, present: Kind) -> bool:
    """Return whether every value of `present` is one of `wanted`."""
    match wanted, present:
        case Kind("LowCardinality", (inner,)), _:
            return _holds(inner, present)
        case _, Kind("LowCardinality", (inner,)):
            return _holds(wanted, inner)
        case Kind("Nullable", (inner,)), Kind("Nullable", (other,)):
            return _holds(inner, other)
        case Kind("Nullable", (inner,)), _:
            return _holds(inner, present)
        case Kind("Array", (inner,)), Kind("Array", (other,)):
            return _holds(inner, other)
        case Kind("Tuple"), Kind("Tuple"):
            new = dict(zip(wanted.names, wanted.parts, strict=True))
            old = zip(present.names, present.parts, strict=True)
            return all(name in new and _holds(new[name], kind) for name, kind in old)
    return wanted == present


def _otherwise(
    avro: Any, present: Kind, wanted: Kind, named: dict[str, AvroSchema], path: str
) -> Iterator[str]:
    """Yield the tuple elements that old rows lack and whose default is not what they get."""
    resolved: Any = named.get(avro, avro) if isinstance(avro, str) else avro
    match resolved:
        case ["null", inner]:
            yield from _otherwise(inner, present, wanted, named, path)
        case {"type": "array", "items": items}:
            yield from _otherwise(items, present.parts[0], wanted.parts[0], named, path)
        case {"type": "record", "fields": fields}:
            old = dict(zip(present.names, present.parts, strict=True))
            new = dict(zip(wanted.names, wanted.parts, strict=True))
            for field in fields:
                name, below = field["name"], f"{path}.{field['name']}"
                if name in old:
                    yield from _otherwise(field["type"], old[name], new[name], named, below)
                elif not _fills(field, new[name]):
                    yield below


def _fills(field: AvroSchema, kind: Kind) -> bool:
    default = field.get("default")
    match kind.name:
        case "Array":
            return not default
        case "Nullable" | "Tuple":
            return default is None
    return default in _EMPTY


def _default(field: AvroSchema | None) -> str:
    match field and field.get("default"):
        case str() as text if text:
            return f" DEFAULT {literal(text)}"
        case True:
            return " DEFAULT true"
    return ""
