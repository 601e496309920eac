"""Derives Avro schemas from the models.

`timestamp-millis` for instants, `date` for days, `decimal(18, 2)` for yuan, `uuid` for ids,
plain strings for codes (an unknown enum symbol would break every reader).
"""

from __future__ import annotations

import types
from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Any, Union, get_args, get_origin
from uuid import UUID

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from schemas.catalogue import Message
from schemas.fields import CodeOf
from schemas.markers import Privacy, Unit, marks

AvroSchema = dict[str, Any]

NAMESPACE = "cn.xzzf"

_SCALARS: dict[type, Any] = {
    str: "string",
    bool: "boolean",
    int: "long",
    bytes: "bytes",
    datetime: {"type": "long", "logicalType": "timestamp-millis"},
    date: {"type": "int", "logicalType": "date"},
    UUID: {"type": "string", "logicalType": "uuid"},
    Decimal: {"type": "bytes", "logicalType": "decimal", "precision": 18, "scale": 2},
}


def avro_schema(model: type[Message]) -> AvroSchema:
    """Return the Avro record schema of an event model.

    Raises:
        TypeError: a field has a type that Avro contracts here do not use; the message names it.
    """
    name = "".join(part.capitalize() for part in model.TYPE.replace("_", ".").split("."))
    return {
        "type": "record",
        "name": name,
        "namespace": NAMESPACE,
        "doc": f"{model.ZH} · {(model.__doc__ or '').strip().splitlines()[0]}",
        "fields": _fields(model, set()),
    }


def avro_type(info: FieldInfo, where: str) -> Any:  # a name or a schema
    """Return the Avro type of one field, records written out; `where` is for the error.

    Raises:
        TypeError: the field has a type that Avro contracts here do not use.
    """
    return _type(info.annotation, where, set())


def _fields(model: type[BaseModel], seen: set[str]) -> list[AvroSchema]:
    return [_field(model, name, info, seen) for name, info in model.model_fields.items()]


def _field(model: type[BaseModel], name: str, info: FieldInfo, seen: set[str]) -> AvroSchema:
    if not info.title or not info.description:
        raise TypeError(f"{model.__name__}.{name} needs a title (Chinese) and a description")
    field: AvroSchema = {
        "name": name,
        "type": _type(info.annotation, f"{model.__name__}.{name}", seen),
        "doc": f"{info.title} · {info.description}",
    }
    for mark in marks(info):
        match mark:
            case Unit(name=unit):
                field["unit"] = unit
            case Privacy(level=level):
                field["privacy"] = level
            case CodeOf(list_name=codes):
                field["codes"] = codes
            case _:
                pass
    if not info.is_required():
        default = info.get_default(call_default_factory=True, validated_data={})
        field["default"] = list(default) if isinstance(default, tuple) else default
    return field


def _type(annotation: Any, where: str, seen: set[str]) -> Any:  # type forms
    origin, args = get_origin(annotation), get_args(annotation)
    if origin is Annotated:
        return _type(args[0], where, seen)
    if origin in {Union, types.UnionType}:
        (inner,) = (a for a in args if a is not type(None))
        return ["null", _type(inner, where, seen)]
    if origin is tuple:
        return {"type": "array", "items": _type(args[0], where, seen)}
    if annotation in _SCALARS:
        return _SCALARS[annotation]
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return _record(annotation, seen)
    raise TypeError(f"{where}: {annotation!r} has no Avro form here")


def _record(model: type[BaseModel], seen: set[str]) -> Any:  # a name or a schema
    full_name = f"{NAMESPACE}.{model.__name__}"
    if full_name in seen:
        return full_name
    seen.add(full_name)
    return {
        "type": "record",
        "name": model.__name__,
        "namespace": NAMESPACE,
        "doc": (model.__doc__ or "").strip().splitlines()[0],
        "fields": _fields(model, seen),
    }
