"""Derives JSON Schemas (draft 2020-12) of the events, for those who publish JSON over HTTP.

Code lists stand beside the field as `x-codes` with some `examples`, never as `enum`: a new code
must not break anybody's validation. Privacy, unit and the kind of text are `x-privacy`, `x-unit`
and `x-form`. What only the models check (check characters, dates in order) is not in here.
"""

from __future__ import annotations

from typing import Any, Final

from pydantic import BaseModel
from pydantic.fields import FieldInfo
from pydantic.json_schema import GenerateJsonSchema, JsonSchemaMode, JsonSchemaValue
from pydantic_core import CoreSchema, core_schema

from schemas.catalogue import TOPIC_OF, Message
from schemas.codes import CODE_LISTS
from schemas.envelope import Event
from schemas.fields import CodeOf
from schemas.markers import Cap, Form, Privacy, Unit, marks, records_in

_DRAFT: Final = "https://json-schema.org/draft/2020-12/schema"

_SHOWN: Final = 8
"""Codes of a list that stand as examples; the whole list is in the data dictionary."""


class _Generator(GenerateJsonSchema):
    """Writes a draft that validators know by name."""

    def generate(self, schema: CoreSchema, mode: JsonSchemaMode = "validation") -> JsonSchemaValue:
        return {"$schema": _DRAFT} | super().generate(schema, mode)

    def decimal_schema(self, schema: core_schema.DecimalSchema) -> JsonSchemaValue:
        """Say digits as a pattern and keep the bounds: a decimal is a number, or one as text."""
        places, digits = schema.get("decimal_places"), schema.get("max_digits")
        if places is None or digits is None:
            return super().decimal_schema(schema)
        least, greatest = schema.get("ge"), schema.get("le")
        sign = "-?" if least is None or least < 0 else ""
        found: JsonSchemaValue = {
            "type": ["string", "number"],
            "pattern": rf"^{sign}[0-9]{{1,{digits - places}}}(\.[0-9]{{1,{places}}})?$",
        }
        if least is not None:
            found["minimum"] = int(least)
        if greatest is not None:
            found["maximum"] = int(greatest)
        return found


def json_schema(model: type[Message]) -> JsonSchemaValue:
    """Return the JSON Schema of an event type."""
    schema = model.model_json_schema(schema_generator=_Generator)
    schema["title"] = model.ZH
    schema["description"] = _first_line(model)
    schema["x-topic"] = TOPIC_OF[model.TYPE]
    schema["x-privacy"] = model.PRIVACY
    _mark(schema, model)
    if issubclass(model, Event):
        name = model.TYPE.replace(".", r"\.")
        schema["properties"]["event_type"]["pattern"] = rf"^cn\.xzzf\.{name}\.v[1-9][0-9]*$"
    definitions = schema.get("$defs", {})
    for record in _records(model):
        if record.__name__ in definitions:
            definitions[record.__name__]["title"] = record.__name__
            definitions[record.__name__]["description"] = _first_line(record)
            _mark(definitions[record.__name__], record)
    return schema


def _first_line(model: type[BaseModel]) -> str:
    return (model.__doc__ or "").strip().splitlines()[0]


def _mark(schema: JsonSchemaValue, model: type[BaseModel]) -> None:
    for name, info in model.model_fields.items():
        schema["properties"][name] |= _marks(info)


def _marks(info: FieldInfo) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for mark in marks(info):
        match mark:
            case Privacy(level=level):
                found["x-privacy"] = level
            case Unit(name=unit):
                found["x-unit"] = unit
            case Form(name=form):
                found["x-form"] = form
            case Cap(characters=most):
                found["x-most-characters"] = most
            case CodeOf(list_name=name):
                found["x-codes"] = name
                found["examples"] = list(CODE_LISTS[name].labels)[:_SHOWN]
            case _:
                pass
    return found


def _records(model: type[BaseModel]) -> list[type[BaseModel]]:
    """Return the records that a model nests, each once, however deep."""
    found: list[type[BaseModel]] = []
    for info in model.model_fields.values():
        for record in records_in(info.annotation):
            if record not in found:
                found += [record, *(r for r in _records(record) if r not in found)]
    return found
