"""How other libraries read and write our values: the `avro` package, and fastavro."""

from __future__ import annotations

import json
from decimal import Decimal
from functools import cache
from io import BytesIO
from typing import Any
from uuid import UUID

import avro.io
import avro.schema
import fastavro

from schemas.codec import FRAME_BYTES, schema_id_of
from schemas.contracts import Contract, contracts, latest


class ForeignError(ValueError):
    """The other library does not read these bytes."""


def by_avro(value: bytes) -> Any:
    """Return the record as the `avro` package reads it, resolved to the latest schema.

    Raises:
        ForeignError: it cannot, or does not use all of the bytes.
    """
    contract = _contract(value)
    body = BytesIO(value)
    body.seek(FRAME_BYTES)
    reader = avro.io.DatumReader(_avro(contract.schema_id), _avro(_today(contract)))
    try:
        record = reader.read(avro.io.BinaryDecoder(body))
    except Exception as error:
        raise ForeignError(repr(error)) from error
    return _whole(body, value, record)


def by_fastavro(value: bytes) -> Any:
    """Return the record as fastavro reads it, resolved to the latest schema.

    Raises:
        ForeignError: it cannot, or does not use all of the bytes.
    """
    contract = _contract(value)
    body = BytesIO(value)
    body.seek(FRAME_BYTES)
    today = _today(contract)
    wanted = None if today == contract.schema_id else _fast(today)
    try:
        record = fastavro.schemaless_reader(body, _fast(contract.schema_id), wanted)
    except Exception as error:
        raise ForeignError(repr(error)) from error
    return _whole(body, value, record)


def written_by_avro(contract: Contract, record: dict[str, Any]) -> bytes:
    """Return the body that the `avro` package writes."""
    body = BytesIO()
    avro.io.DatumWriter(_avro(contract.schema_id)).write(
        _plain(record), avro.io.BinaryEncoder(body)
    )
    return body.getvalue()


def written_by_fastavro(contract: Contract, record: dict[str, Any]) -> bytes:
    """Return the body that fastavro writes."""
    body = BytesIO()
    fastavro.schemaless_writer(body, _fast(contract.schema_id), _plain(record))
    return body.getvalue()


def alike(one: Any) -> Any:
    """Return a record in a form that compares equal whichever library read it."""
    match one:
        case dict():
            return {name: alike(value) for name, value in one.items()}
        case list() | tuple():
            return [alike(value) for value in one]
        case UUID():
            return str(one)
        case str() if len(one) == 36 and one.count("-") == 4:  # a UUID is text to `avro`
            return one.lower()
        case Decimal():
            return one.normalize()
    return one


def _plain(value: Any) -> Any:
    match value:
        case dict():
            return {name: _plain(inner) for name, inner in value.items()}
        case list() | tuple():
            return [_plain(inner) for inner in value]
        case UUID():
            return str(value)
        case Decimal():  # both want the schema's scale to the digit
            return value.quantize(Decimal("0.01"))
    return value


def _whole(body: BytesIO, value: bytes, record: Any) -> Any:
    if body.tell() != len(value):
        raise ForeignError("bytes are left")
    return record


def _contract(value: bytes) -> Contract:
    schema_id = schema_id_of(value)
    if schema_id not in contracts():
        raise ForeignError("no such schema")
    return contracts()[schema_id]


def _today(contract: Contract) -> int:
    return latest(contract.event_type).schema_id


@cache
def _avro(schema_id: int) -> Any:
    return avro.schema.parse(json.dumps(contracts()[schema_id].schema))


@cache
def _fast(schema_id: int) -> Any:
    return fastavro.parse_schema(contracts()[schema_id].schema)
