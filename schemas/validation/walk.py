"""Walks the texts of an event with their paths and marks, by a plan made once a model."""

from __future__ import annotations

import types
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Annotated, Any, Union, get_args, get_origin

from pydantic import BaseModel

from schemas.markers import Cap, Form, marks


@dataclass(frozen=True, slots=True)
class Leaf:
    """One text of an event. `form` and `cap` are empty and 0 where its type has no such mark."""

    path: str
    value: str
    form: str
    cap: int


@dataclass(frozen=True, slots=True)
class _Step:
    name: str
    many: bool
    record: bool
    form: str
    cap: int


def texts(record: BaseModel, path: str = "") -> Iterator[Leaf]:
    """Yield every text in a record, in the order of its fields."""
    for step in _plan(type(record)):
        value = getattr(record, step.name)
        if value is None:
            continue
        at = f"{path}{step.name}"
        if step.many:
            for index, entry in enumerate(value):
                yield from _entry(step, f"{at}.{index}", entry)
        else:
            yield from _entry(step, at, value)


def records(record: BaseModel, kind: type[BaseModel], path: str = "") -> Iterator[tuple[str, Any]]:
    """Yield (path, record) of every nested record of a kind."""
    for step in _plan(type(record)):
        value = getattr(record, step.name)
        if not step.record or value is None:
            continue
        at = f"{path}{step.name}"
        entries = (
            [(f"{at}.{i}", entry) for i, entry in enumerate(value)] if step.many else [(at, value)]
        )
        for where, entry in entries:
            if isinstance(entry, kind):
                yield where, entry
            yield from records(entry, kind, f"{where}.")


def _entry(step: _Step, path: str, value: Any) -> Iterator[Leaf]:
    if step.record:
        yield from texts(value, f"{path}.")
    else:
        yield Leaf(path, value, step.form, step.cap)


@cache
def _plan(model: type[BaseModel]) -> tuple[_Step, ...]:
    """Return the fields of a model that hold texts or records; the others are not walked."""
    steps = []
    for name, info in model.model_fields.items():
        inner, many = _inner(info.annotation)
        record = isinstance(inner, type) and issubclass(inner, BaseModel)
        if record or inner is str:
            found = marks(info)
            form = next((m.name for m in found if isinstance(m, Form)), "")
            cap = next((m.characters for m in found if isinstance(m, Cap)), 0)
            steps.append(_Step(name, many, record, form, cap))
    return tuple(steps)


def _inner(annotation: Any) -> tuple[Any, bool]:
    """Return the type within optional, annotated and list forms, and whether it is a list."""
    origin, args = get_origin(annotation), get_args(annotation)
    if origin is Annotated:
        return _inner(args[0])
    if origin in {Union, types.UnionType}:
        return _inner(next(a for a in args if a is not type(None)))
    if origin is tuple:
        return _inner(args[0])[0], True
    return annotation, False
