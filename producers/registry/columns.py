"""Columns: the fields of a kind as people write them, taken from the event's model.

A column is named in English by the field and in Chinese by its title, so a heading never drifts
from the contract.
"""

from __future__ import annotations

import re
import types
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Annotated, Any, Union, get_args, get_origin

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from schemas.fields import CodeOf
from schemas.markers import Form, marks

_BREAKS = re.compile(r"[\n\r/／|｜()（）]+")
_UNWANTED = re.compile(r"[\s*＊:：]+")


@dataclass(frozen=True, slots=True)
class Column:
    """One field. `base` is the type of a single value; `inner` are a record's fields."""

    name: str
    zh: str
    base: type[Any]
    many: bool = False
    required: bool = False
    code_list: str | None = None
    form: str | None = None
    inner: tuple[Column, ...] = ()


def columns_of(model: type[BaseModel], names: Iterable[str]) -> tuple[Column, ...]:
    """Return the columns of some fields of a model, in the order given."""
    return tuple(column_of(name, model.model_fields[name]) for name in names)


def column_of(name: str, info: FieldInfo) -> Column:
    """Return the column of one field."""
    found = marks(info)
    base, many = _single(info.annotation)
    inner = columns_of(base, base.model_fields) if issubclass(base, BaseModel) else ()
    return Column(
        name=name,
        zh=info.title or name,
        base=base,
        many=many,
        required=info.is_required(),
        code_list=next((m.list_name for m in found if isinstance(m, CodeOf)), None),
        form=next((m.name for m in found if isinstance(m, Form)), None),
        inner=inner,
    )


def _single(annotation: Any) -> tuple[type[Any], bool]:
    """Return the type of one value, and whether the field is a list of them."""
    origin, args = get_origin(annotation), get_args(annotation)
    if origin is Annotated:
        return _single(args[0])
    if origin in {Union, types.UnionType}:
        return _single(next(a for a in args if a is not type(None)))
    if origin is tuple:
        return _single(args[0])[0], True
    return annotation, False


def named(columns: Iterable[Column], heading: str) -> Column | None:
    """Return the column that a heading names: by field, by title, or by both together."""
    parts = {_plain(part) for part in (heading, *_BREAKS.split(heading))} - {""}
    return next((c for c in columns if {c.name.casefold(), _plain(c.zh)} & parts), None)


def path_named(columns: Iterable[Column], heading: str) -> tuple[str, ...] | None:
    """Return the path that a heading such as `委托书.文号` or `doc.doc_no` names."""
    for form in (heading, *_BREAKS.split(heading)):
        found = _path(tuple(columns), form.split("."))
        if found:
            return found
    return None


def _path(columns: tuple[Column, ...], parts: list[str]) -> tuple[str, ...] | None:
    column = named(columns, parts[0])
    if column is None:
        return None
    if len(parts) == 1:
        return (column.name,)
    rest = _path(column.inner, parts[1:])
    return (column.name, *rest) if rest else None


def _plain(text: str) -> str:
    return _UNWANTED.sub("", text).casefold()
