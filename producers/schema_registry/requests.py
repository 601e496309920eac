"""What a client sends: bodies of bounded size, versions, switches, pages. Never trusted."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated, Any, Final, TypeVar

from fastapi import Depends, Request

from producers.schema_registry.errors import (
    INVALID_VERSION,
    ApiError,
    invalid_schema,
    schema_not_found,
)
from producers.schema_registry.records import AVRO

_LARGEST_BYTES: Final = 1_048_576
"""The largest body; the longest contract takes a tenth of it."""

_LATEST: Final = -1
_LARGEST_INT: Final = 2**31 - 1

_Item = TypeVar("_Item")


@dataclass(frozen=True, slots=True)
class Offered:
    """A schema in a request's body."""

    text: str
    schema_type: str


async def _body(request: Request) -> bytes:
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > _LARGEST_BYTES:
            raise ApiError(413, f"The body is larger than {_LARGEST_BYTES} bytes.")
    return bytes(body)


def _offered(body: Annotated[bytes, Depends(_body)]) -> Offered:
    try:
        found: Any = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise ApiError(400, f"The body is no JSON: {error}.") from error
    match found:
        case {"schema": str(text), **others} if text:
            schema_type = others.get("schemaType") or AVRO
        case dict():
            raise invalid_schema('the body has no "schema", or it is no text')
        case _:
            raise ApiError(400, 'The body must be a JSON object with a "schema".')
    if schema_type != AVRO:
        raise invalid_schema(f"type {schema_type!r} is not read here; the type is {AVRO}")
    if others.get("references"):
        raise invalid_schema("references are not followed here; send the schema whole")
    return Offered(text, schema_type)


OfferedSchema = Annotated[Offered, Depends(_offered)]
"""The schema in the body of a request."""


def version_of(text: str) -> int | None:
    """Return a version's number, or None for the latest.

    Raises:
        ApiError: 42202, neither `latest`, -1 nor a positive number.
    """
    if text.strip().lower() == "latest":
        return None
    number = _number(text)
    if number == _LATEST:
        return None
    if number is None or number < 1:
        raise ApiError(
            INVALID_VERSION,
            f"The specified version '{text}' is not a valid version id. Allowed values are "
            'between [1, 2^31-1] and the string "latest"',
        )
    return number


def id_of(text: str) -> int:
    """Return a schema id.

    Raises:
        ApiError: 40403, no number and so nobody's id.
    """
    number = _number(text)
    if number is None:
        raise schema_not_found()
    return number


def asked(request: Request, name: str) -> bool:
    """Return whether a switch such as `?deleted=true` is on."""
    return request.query_params.get(name, "").lower() == "true"


def page(request: Request, items: Sequence[_Item]) -> list[_Item]:
    """Return the part of a list that `?offset` and `?limit` ask for; less than 0 is no limit."""
    offset = _number(request.query_params.get("offset", "0")) or 0
    limit = _number(request.query_params.get("limit", "-1"))
    begin = max(offset, 0)
    end = None if limit is None or limit < 0 else begin + limit
    return list(items[begin:end])


def _number(text: str) -> int | None:
    digits = text.strip()
    if not digits.removeprefix("-").isdecimal() or len(digits) > len(str(_LARGEST_INT)) + 1:
        return None
    number = int(digits)
    return number if abs(number) <= _LARGEST_INT else None
