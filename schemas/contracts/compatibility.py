"""Compatibility: whether two versions of a schema can live side by side, and if not, why.

Facts are BACKWARD_TRANSITIVE: today's hub reads what was written with any earlier version. Hub
outputs are FULL_TRANSITIVE: agencies with older readers read what the hub writes today as well.
The `avro` package decides what Avro can read. What Avro would allow, but ClickHouse or the
readers of twenty years would not, is forbidden here.
"""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Final

from avro.compatibility import ReaderWriterCompatibilityChecker, SchemaCompatibilityType

from schemas.avro import AvroSchema
from schemas.catalogue import OUTPUTS
from schemas.contracts.differences import (
    Difference,
    Kind,
    Parsed,
    differences,
    parsed,
    type_name,
)


class Promise(StrEnum):
    """What a schema promises; the values are those of Confluent's registry."""

    BACKWARD = "BACKWARD_TRANSITIVE"
    FULL = "FULL_TRANSITIVE"


class Direction(StrEnum):
    """Who could not read whom, or which rule of the house would be broken."""

    BACKWARD = "the newer version could not read the older one's messages"
    FORWARD = "readers of the older version could not read the newer one's messages"
    BOTH = "the meaning, the table or a reader would suffer, though Avro allows it"


DIRECTION_ZH: Final[Mapping[Direction, str]] = {
    Direction.BACKWARD: "新版本读不了旧版本的消息",
    Direction.FORWARD: "旧版本的读者读不了新版本的消息",
    Direction.BOTH: "Avro 虽允许，但含义、数据表或读者会受影响",
}


@dataclass(frozen=True, slots=True)
class Break:
    """兼容性破坏: one reason why a newer schema is refused."""

    direction: Direction
    path: str
    zh: str
    en: str
    fix_zh: str
    fix_en: str
    event_type: str = ""
    older: int = 0
    newer: int = 0

    def __str__(self) -> str:
        where = f"{self.event_type} v{self.older} → v{self.newer} " if self.event_type else ""
        return (
            f"{where}[{self.direction.name}] {self.path}: {self.zh}；{self.fix_zh}"
            f"（{DIRECTION_ZH[self.direction]}）。 / {self.en}; {self.fix_en} ({self.direction})."
        )


def promise_of(event_type: str) -> Promise:
    """Return what the schemas of an event type promise."""
    return Promise.FULL if event_type in OUTPUTS else Promise.BACKWARD


_AVSC: Final = re.compile(r"avro/(?P<type>.+)\.v(?P<version>\d+)\.avsc")

_COLUMNS: Final = frozenset(
    {"string", "boolean", "long", "bytes", "timestamp-millis", "date", "uuid", "decimal"}
)
"""Plain and logical types that have a column in ClickHouse (`schemas.clickhouse`)."""


def breaks(older: AvroSchema, newer: AvroSchema, promise: Promise) -> tuple[Break, ...]:
    """Return why `newer` must not follow `older`; empty when it may.

    Raises:
        avro.errors.AvroException: one of them is no Avro schema.
    """
    old, new = parsed(older), parsed(newer)
    found = differences(old, new)
    by_avro = [*_unreadable(new, old, found, Direction.BACKWARD)]
    if promise is Promise.FULL:
        by_avro += _unreadable(old, new, found, Direction.FORWARD)
    named = {b.path for b in by_avro}
    by_house = [b for b in map(_forbidden, found) if b and b.path not in named]
    named |= {b.path for b in by_house}
    return (*by_avro, *by_house, *(b for b in _without_column(new, "") if b.path not in named))


def broken_promises(files: Mapping[str, str]) -> tuple[Break, ...]:
    """Check the newest version of every event type against each earlier one.

    `files` are contracts, path → text; only `avro/<type>.v<n>.avsc` are looked at.
    """
    versions: dict[str, dict[int, AvroSchema]] = defaultdict(dict)
    for path, text in files.items():
        if found := _AVSC.fullmatch(path):
            versions[found["type"]][int(found["version"])] = json.loads(text)
    return tuple(
        broken
        for event_type, known in versions.items()
        for broken in breaks_of(event_type, [known[n] for n in sorted(known)])
    )


def breaks_of(event_type: str, versions: Sequence[AvroSchema]) -> Iterator[Break]:
    """Yield why the last of an event type's versions must not follow the ones before it."""
    *earlier, newest = versions
    promise = promise_of(event_type)
    seen: set[tuple[Direction, str]] = set()
    for number, older in enumerate(earlier, start=1):
        for broken in (*breaks(older, newest, promise), *_defaults(earlier[:number], newest)):
            if (broken.direction, broken.path) in seen:
                continue  # the earliest version that it breaks is named
            seen.add((broken.direction, broken.path))
            yield replace(broken, event_type=event_type, older=number, newer=len(versions))


def _readable(reader: Parsed, writer: Parsed) -> str:
    """Return why Avro cannot read the writer's messages with the reader's schema, or nothing."""
    checker = ReaderWriterCompatibilityChecker()  # type: ignore[no-untyped-call]
    result = checker.get_compatibility(reader, writer)
    if result.compatibility is SchemaCompatibilityType.compatible:
        return ""
    return f"{'; '.join(sorted(result.messages))} at {', '.join(sorted(result.locations))}"


def _unreadable(
    reader: Parsed, writer: Parsed, found: Iterable[Difference], direction: Direction
) -> Iterator[Break]:
    """Yield the fields for which Avro cannot read the writer's messages."""
    verdict = _readable(reader, writer)
    if not verdict:
        return
    named = [b for d in found if (b := _avro_break(d, direction))]
    yield from named
    if not named:
        yield Break(
            direction,
            reader.name,
            f"Avro 判为不兼容（{verdict}）",
            f"Avro finds them incompatible ({verdict})",
            "恢复原来的结构",
            "restore the earlier shape",
        )


def _avro_break(difference: Difference, direction: Direction) -> Break | None:
    forward = direction is Direction.FORWARD
    match difference.kind:
        case Kind.ADDED if not forward and not difference.has_default:
            told = (
                "新增字段没有默认值",
                "a new field has no default",
                "给它默认值（通常为 None 或空列表）",
                "give it a default, usually None or an empty list",
            )
        case Kind.DROPPED if forward and not difference.has_default:
            told = _DROPPED
        case Kind.OPTIONAL if forward:
            told = (
                f"必填的 {difference.older} 变为可空",
                f"{difference.older} may now be null, which older readers do not expect",
                "保持必填；需要时另设新的可空字段",
                "keep it required; add a new optional field where one is needed",
            )
        case Kind.REQUIRED if not forward:
            told = (
                f"可空的 {difference.older} 变为必填",
                f"{difference.older} is now required, but older messages hold null",
                "保持可空，由校验规则要求填写",
                "keep it optional and let a validation rule ask for it",
            )
        case Kind.TYPE | Kind.RECORD:
            sides = difference.newer_type, difference.older_type
            if not _readable(*(reversed(sides) if forward else sides)):
                return None
            told = _retyped(difference)
        case _:
            return None
    return Break(direction, difference.path, *told)


_DROPPED: Final = (
    "字段被删除",
    "a field was dropped",
    "保留该字段；不再使用时在说明中注明并设默认值",
    "keep it; when it is out of use say so in its description and give it a default",
)


def _retyped(difference: Difference) -> tuple[str, str, str, str]:
    return (
        f"类型由 {difference.older} 变为 {difference.newer}",
        f"its type was {difference.older} and is now {difference.newer}",
        "恢复原类型；新含义使用新的字段名",
        "restore the type; give the new meaning a field with a new name",
    )


def _forbidden(difference: Difference) -> Break | None:
    """Return the rule of the house that a change breaks although Avro can read it."""
    match difference.kind:
        case Kind.DROPPED:
            told = _DROPPED
        case Kind.TYPE | Kind.RECORD:
            told = _retyped(difference)
        case Kind.UNIT if difference.older:
            told = (
                f"计量单位由 {difference.older} 变为 {difference.newer or '无'}",
                f"its unit was {difference.older} and is now {difference.newer or 'none'}",
                "恢复单位；另一单位使用新的字段名",
                "restore the unit; give another unit a field with a new name",
            )
        case Kind.CODES if difference.older and difference.newer:
            told = (
                f"代码表由 {difference.older} 换为 {difference.newer}",
                f"its code list was {difference.older} and is now {difference.newer}",
                "恢复代码表，或在其中增加代码",
                "restore the list, or add codes to it",
            )
        case _:
            return None
    return Break(Direction.BOTH, difference.path, *told)


def _defaults(earlier: Sequence[AvroSchema], newest: AvroSchema) -> Iterator[Break]:
    """Yield changed defaults of fields that some earlier messages lack.

    Such a message would say something else from one version of the hub to the next.
    """
    *before, older = (parsed(schema) for schema in earlier)
    newer = parsed(newest)
    lacking = {d.path for o in before for d in differences(o, newer) if d.kind is Kind.ADDED}
    for difference in differences(older, newer):
        changed = difference.kind is Kind.DEFAULT and difference.older and difference.newer
        if changed and difference.path in lacking:
            yield Break(
                Direction.BOTH,
                difference.path,
                f"默认值由 {difference.older} 变为 {difference.newer}，更早的消息含义随之改变",
                f"its default was {difference.older} and is now {difference.newer}, so messages "
                "that lack it would change their meaning",
                "恢复默认值",
                "restore the default",
            )


def _without_column(schema: Parsed, path: str) -> Iterator[Break]:
    """Yield the types that no table can hold, or that no reader survives a new code of."""
    match schema.type:
        case "record":
            for field in schema.fields:
                yield from _without_column(
                    field.type, f"{path}.{field.name}" if path else field.name
                )
            return
        case "array":
            yield from _without_column(schema.items, f"{path}[]")
            return
        case "union" if len(schema.schemas) == _OPTIONAL and schema.schemas[0].type == "null":
            yield from _without_column(schema.schemas[1], path)
            return
    name = str(getattr(schema, "logical_type", None) or schema.type)
    two_decimals = name != "decimal" or type_name(schema) == "decimal(18, 2)"
    if name not in _COLUMNS or not two_decimals:
        yield Break(
            Direction.BOTH,
            path,
            f"类型 {type_name(schema)} 没有对应的数据列，或新增代码时读者会出错",
            f"no table holds the type {type_name(schema)}, or a new code of it breaks readers",
            "使用 string、long、boolean、bytes、uuid、date、timestamp-millis、decimal(18, 2)、"
            "记录或列表；代码用 string",
            "use string, long, boolean, bytes, uuid, date, timestamp-millis, decimal(18, 2), "
            "a record or a list; codes are strings",
        )


_OPTIONAL: Final = 2
"""Branches of an optional type: null and the type."""
