"""Marks that a field's type carries beside its checks, and how to find them.

Contracts, the dictionary and the data-quality notes read them.
"""

from __future__ import annotations

import types
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Annotated, Any, Union, get_args, get_origin

from pydantic import BaseModel
from pydantic.fields import FieldInfo


@dataclass(frozen=True, slots=True)
class Privacy:
    """数据分级 of a field: a code of the list `classification`."""

    level: str


@dataclass(frozen=True, slots=True)
class Unit:
    """计量单位 of a number: CNY, class-hour 学时, day, percent and the like."""

    name: str


@dataclass(frozen=True, slots=True)
class Form:
    """What kind of text a string is: uscc, region, doc_no, item_code …; notes are made by it."""

    name: str


@dataclass(frozen=True, slots=True)
class Cap:
    """Most characters that are in order; a longer text is taken and noted (V-76)."""

    characters: int


def marks(info: FieldInfo) -> tuple[Any, ...]:
    """Return every mark of a field, through optional and list types."""
    return (*info.metadata, *_of(info.annotation))


def _of(annotation: Any) -> Iterator[Any]:
    origin, args = get_origin(annotation), get_args(annotation)
    if origin is Annotated:
        for extra in args[1:]:
            yield from extra.metadata if isinstance(extra, FieldInfo) else (extra,)
        yield from _of(args[0])
    elif origin in {Union, types.UnionType, tuple}:
        for arg in args:
            yield from _of(arg)


def records_in(annotation: Any) -> Iterator[type[BaseModel]]:
    """Yield the record types that a field holds, through optional and list types."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    for arg in get_args(annotation):
        yield from records_in(arg)
