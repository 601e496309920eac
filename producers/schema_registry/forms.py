"""When two schemas are the same: as documents, or for the bytes that they write."""

from __future__ import annotations

import json
from typing import Any

from fastavro import parse_schema
from fastavro.schema import to_parsing_canonical_form

from producers.schema_registry.errors import ApiError, invalid_schema


def document_form(text: str) -> str:
    """Return a schema's text with full names and sorted properties; docs and defaults stay.

    Two texts have the same form if only white space, order or the way of naming differs.

    Raises:
        ApiError: 42201, no Avro schema.
    """
    return json.dumps(_plain(_parsed(text)), ensure_ascii=False, sort_keys=True)


def writing_form(text: str) -> str:
    """Return the Parsing Canonical Form: schemas that share it write the same bytes.

    Docs, defaults, logical types and further properties are left out (Avro 1.12 specification,
    "Parsing Canonical Form for Schemas").

    Raises:
        ApiError: 42201, no Avro schema.
    """
    try:
        return str(to_parsing_canonical_form(_parsed(text)))
    except ApiError:
        raise
    except Exception as error:  # whatever a foreign parser raises: it is no schema
        raise invalid_schema(str(error)) from error


def _parsed(text: str) -> Any:
    try:
        return parse_schema(json.loads(text))
    except Exception as error:  # likewise
        raise invalid_schema(str(error) or type(error).__name__) from error


def _plain(schema: Any) -> Any:
    """Return fastavro's parsed form without its marks."""
    match schema:
        case dict():
            return {k: _plain(v) for k, v in schema.items() if not k.startswith("__")}
        case list():
            return [_plain(item) for item in schema]
        case _:
            return schema
