"""One example of every event type: valid, readable, the same on every derivation."""

from __future__ import annotations

import types
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Annotated, Any, Union, get_args, get_origin
from uuid import NAMESPACE_URL, UUID, uuid5

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from schemas.catalogue import Message
from schemas.codes import CODE_LISTS
from schemas.contracts.values import BY_NAME
from schemas.envelope import REFERENCES, Event
from schemas.fields import CodeOf

_MORNING = datetime(2026, 11, 23, 1, 30, tzinfo=UTC)


def example(model: type[Message]) -> Message:
    """Return a valid example of the model, with every field filled that has a sensible value."""
    values = {
        name: _value(model, name, info.annotation, info)
        for name, info in model.model_fields.items()
        if info.is_required() or (name in BY_NAME and name not in REFERENCES)
    }
    if issubclass(model, Event):
        category = min(model.CATEGORIES)
        values["event_type"] = f"cn.xzzf.{model.TYPE}.v1"
        values["share_category"] = category
        if category != "NONE":
            values["formed_at"] = _MORNING
    values |= model.EXAMPLE
    return model.model_validate(values)


def _value(
    model: type[BaseModel], name: str, annotation: Any, info: FieldInfo
) -> Any:  # one return a type form
    if name in BY_NAME:
        return BY_NAME[name]
    codes = [m.list_name for m in info.metadata if isinstance(m, CodeOf)]
    if codes:
        return next(iter(CODE_LISTS[codes[0]].labels))
    origin, args = get_origin(annotation), get_args(annotation)
    if origin in {Union, types.UnionType}:
        return _value(model, name, next(a for a in args if a is not type(None)), info)
    if origin is Annotated:
        inner = FieldInfo.from_annotation(annotation)
        return _value(model, name, args[0], inner)
    if origin is tuple:
        return (_value(model, name, args[0], FieldInfo.from_annotation(args[0])),)
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation.model_validate(
            {
                n: _value(annotation, n, i.annotation, i)
                for n, i in annotation.model_fields.items()
                if i.is_required() or n in BY_NAME
            }
        )
    return _scalar(model, name, annotation)


def _scalar(model: type[BaseModel], name: str, annotation: Any) -> Any:  # type forms
    scalars: dict[Any, Any] = {
        str: f"{name}-1",
        bool: True,
        int: 1,
        bytes: b"\x00",
        datetime: _MORNING - timedelta(minutes=len(name)),
        date: date(2026, 11, 23),
        UUID: uuid5(NAMESPACE_URL, f"{model.__name__}.{name}"),
        Decimal: Decimal("500.00"),
    }
    return scalars[annotation]
