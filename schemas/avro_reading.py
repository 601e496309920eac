"""Reads Avro bodies strictly: a value has one meaning, or it is refused with the field's path.

fastavro 1.13.1 takes what other libraries refuse or read otherwise: any byte as a boolean,
numbers beyond 64 bits (the excess is lost), union branch -1, decimals beyond their precision
(rounded without a word; 100 KB of digits take a second), `{…}` or full-width digits as a UUID.
Functions made once for each pair of schemas cost less than it does.
Source: Apache Avro 1.12 specification, "Binary encoding" and "Schema resolution".
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import date, datetime
from decimal import Context, Decimal
from typing import Any, Final
from uuid import UUID

from schemas.avro import AvroSchema
from schemas.instants import from_epoch_millis

Read = Callable[[bytes, int], tuple[Any, int]]
"""Takes the bytes and where a value begins; returns the value and where the next one does."""

_MORE: Final = 0x80
_LONG_BITS: Final = 64
_DECIMAL_BYTES: Final = 16
_EPOCH_DAY: Final = date(1970, 1, 1).toordinal()
_EXACT: Final = Context(prec=3 * _DECIMAL_BYTES)
_UUID: Final = re.compile(r"[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")


class MisfitError(ValueError):
    """Bytes that do not fit their schema; `path` is the field, from the outermost inwards."""

    def __init__(self, zh: str, en: str) -> None:
        self.zh = zh
        self.en = en
        self.path: list[str] = []
        super().__init__(f"{en} / {zh}")


def reader(writer: AvroSchema, wanted: AvroSchema) -> Read:
    """Return what reads a record of schema `writer` as one of schema `wanted`.

    Raises:
        TypeError: a field of `writer` cannot be read as that of `wanted`.
    """
    return _Pair(named_records(writer), named_records(wanted)).of(writer, wanted, "")


def named_records(avro: Any) -> dict[str, AvroSchema]:
    """Return every record that a schema defines, by full name."""
    return {f"{record['namespace']}.{record['name']}": record for record in _records(avro)}


def _records(avro: Any) -> Iterator[AvroSchema]:
    match avro:
        case list():
            for branch in avro:
                yield from _records(branch)
        case {"type": "array", "items": items}:
            yield from _records(items)
        case {"type": "record", "fields": fields}:
            yield avro
            for field in fields:
                yield from _records(field["type"])


class _Pair:
    """A writer's and a reader's named records, and the functions between their types."""

    def __init__(self, writer: dict[str, AvroSchema], wanted: dict[str, AvroSchema]) -> None:
        self._writer = writer
        self._wanted = wanted

    def of(self, writer: Any, wanted: Any, where: str) -> Read:
        """Return what reads type `writer` as type `wanted`; `where` is the field, for people."""
        match _resolved(writer, self._writer), _resolved(wanted, self._wanted):
            case ["null", inner], ["null", other]:
                return _optional(self.of(inner, other, where))
            case one, ["null", other] if not isinstance(one, list):
                return self.of(one, other, where)
            case {"type": "array", "items": inner}, {"type": "array", "items": other}:
                return _array(self.of(inner, other, where))
            case {"type": "record"} as one, {"type": "record"} as other if one["fields"]:
                return self._record(one, other, where)
            case one, other if one == other:
                return _scalar(one)
        raise TypeError(f"{where.lstrip('.')}: {writer!r} cannot be read as {wanted!r}")

    def _record(self, writer: AvroSchema, wanted: AvroSchema, where: str) -> Read:
        known = {field["name"]: field["type"] for field in wanted["fields"]}
        skipping = _Pair(self._writer, self._writer)
        plan, dropped = [], []
        for name, kind in ((field["name"], field["type"]) for field in writer["fields"]):
            if name in known:
                plan.append((name, self.of(kind, known[name], f"{where}.{name}")))
            else:
                plan.append((name, skipping.of(kind, kind, f"{where}.{name}")))
                dropped.append(name)
        written = {name for name, _ in plan}
        added = [field for field in wanted["fields"] if field["name"] not in written]
        for field in added:
            if field.get("default", ...) not in (None, True, False, []) and not isinstance(
                field.get("default"), str
            ):
                raise TypeError(f"{where}.{field['name']}".lstrip(".") + ": no default to fill in")
        return _record(plan, tuple(dropped), {f["name"]: f["default"] for f in added})


def _resolved(avro: Any, named: dict[str, AvroSchema]) -> Any:
    return named.get(avro, avro) if isinstance(avro, str) else avro


def _record(plan: list[tuple[str, Read]], dropped: tuple[str, ...], added: dict[str, Any]) -> Read:
    lists = tuple(name for name, default in added.items() if default == [])

    def read(data: bytes, at: int) -> tuple[dict[str, Any], int]:
        found = {}
        name = ""
        try:
            for name, value in plan:
                found[name], at = value(data, at)
        except MisfitError as error:
            error.path.insert(0, name)
            raise
        except (IndexError, OverflowError, ValueError) as error:
            misfit = _misfit(error)
            misfit.path.insert(0, name)
            raise misfit from error
        for name in dropped:
            del found[name]
        if added:
            found |= added
            for name in lists:
                found[name] = []
        return found, at

    return read


def _misfit(error: IndexError | OverflowError | ValueError) -> MisfitError:
    match error:
        case IndexError():
            return MisfitError("消息在此处中断", "the message ends here")
        case UnicodeDecodeError():
            return MisfitError("文字不是 UTF-8", "the text is not UTF-8")
    return MisfitError(
        "时间或日期超出公元 1–9999 年", "the time or date lies outside years 1 to 9999"
    )


def _optional(inner: Read) -> Read:
    def read(data: bytes, at: int) -> tuple[Any, int]:
        branch = data[at]
        if not branch:
            return None, at + 1
        if branch == 2:  # noqa: PLR2004  # branch 1, zigzag
            return inner(data, at + 1)
        raise MisfitError("联合类型分支编号只能为 0 或 1", "a union has branches 0 and 1 only")

    return read


def _array(item: Read) -> Read:
    def read(data: bytes, at: int) -> tuple[list[Any], int]:
        found: list[Any] = []
        while True:
            count, at = _long(data, at)
            if not count:
                return found, at
            end = None
            if count < 0:
                size, at = _long(data, at)
                count, end = -count, at + size
            if count > len(data) - at:  # an item takes a byte at least
                raise MisfitError(
                    f"声明了 {count} 项，但其后字节不足",
                    f"{count} items are announced, but fewer bytes follow",
                )
            for _ in range(count):
                value, at = item(data, at)
                found.append(value)
            if end is not None and end != at:
                raise MisfitError("列表块的字节数不符", "a block of the list has another size")

    return read


def _boolean(data: bytes, at: int) -> tuple[bool, int]:
    byte = data[at]
    if byte > 1:
        raise MisfitError("布尔值只能为 0 或 1", "a boolean is 0 or 1")
    return byte == 1, at + 1


def _long(data: bytes, at: int) -> tuple[int, int]:
    first = data[at]
    if first < _MORE:
        return (first >> 1) ^ -(first & 1), at + 1
    number = 0
    for shift in range(0, _LONG_BITS, 7):
        byte = data[at]
        at += 1
        number |= (byte & 0x7F) << shift
        if byte < _MORE:
            if number >> _LONG_BITS or not byte:
                break
            return (number >> 1) ^ -(number & 1), at
    raise MisfitError(
        "整数超过 64 位，或写得比需要的长", "a number exceeds 64 bits or is longer than it needs"
    )


def _bytes(data: bytes, at: int) -> tuple[bytes, int]:
    length, at = _long(data, at)
    end = at + length
    if length < 0:
        raise MisfitError(f"长度为负（{length}）", f"a length is negative ({length})")
    if end > len(data):
        raise MisfitError(
            f"声明了 {length} 字节，实际只剩 {len(data) - at}",
            f"{length} bytes are announced, but {len(data) - at} are left",
        )
    return data[at:end], end


def _string(data: bytes, at: int) -> tuple[str, int]:
    first = data[at]
    end = at + 1 + (first >> 1)
    if first < _MORE and not first & 1 and end <= len(data):  # most are short: no further call
        return str(data[at + 1 : end], "utf-8"), end
    text, at = _bytes(data, at)
    return str(text, "utf-8"), at


def _uuid(data: bytes, at: int) -> tuple[UUID, int]:
    text, at = _string(data, at)
    if not _UUID.fullmatch(text):
        raise MisfitError(
            "UUID 应为 8-4-4-4-12 位十六进制", "a UUID has 8-4-4-4-12 hexadecimal digits"
        )
    return UUID(text), at


def _instant(data: bytes, at: int) -> tuple[datetime, int]:
    millis, at = _long(data, at)
    return from_epoch_millis(millis), at


def _day(data: bytes, at: int) -> tuple[date, int]:
    days, at = _long(data, at)
    return date.fromordinal(_EPOCH_DAY + days), at


def _decimal(precision: int, scale: int) -> Read:
    beyond = 10**precision

    def read(data: bytes, at: int) -> tuple[Decimal, int]:
        digits, at = _bytes(data, at)
        unscaled = int.from_bytes(digits[:_DECIMAL_BYTES], "big", signed=True)
        if not 0 < len(digits) <= _DECIMAL_BYTES or abs(unscaled) >= beyond:
            raise MisfitError(
                f"小数应有 1 至 {precision} 位数字", f"a decimal has 1 to {precision} digits"
            )
        return Decimal(unscaled).scaleb(-scale, _EXACT), at

    return read


_SCALARS: Final[dict[str, Read]] = {
    "string": _string,
    "boolean": _boolean,
    "long": _long,
    "bytes": _bytes,
    "timestamp-millis": _instant,
    "date": _day,
    "uuid": _uuid,
}


def _scalar(avro: Any) -> Read:
    match avro:
        case {"logicalType": "decimal", "precision": precision, "scale": scale}:
            return _decimal(precision, scale)
        case {"logicalType": kind} | kind:
            return _SCALARS[kind]
