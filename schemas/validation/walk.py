"""Walks the texts and records of an event with their paths, by a plan made once a model."""

from __future__ import annotations

import types
from dataclasses import dataclass, field
from functools import cache
from typing import Annotated, Any, Union, get_args, get_origin

from pydantic import BaseModel

from schemas.fields import CodeOf
from schemas.markers import Cap, Form, marks


@dataclass(frozen=True, slots=True)
class Leaf:
    """One text of an event. `form`, `codes` and `cap` are empty and 0 without such a mark."""

    path: str
    value: str
    form: str
    codes: str
    cap: int


@dataclass(slots=True)
class Walked:
    """Every text and every nested record of an event, in the order of its fields."""

    texts: list[Leaf] = field(default_factory=list)
    records: list[tuple[str, BaseModel]] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Step:
    name: str
    many: bool
    record: bool
    form: str
    codes: str
    cap: int


def walk(event: BaseModel) -> Walked:
    """Return the texts and records of an event."""
    walked = Walked()
    _walk(event, "", walked)
    return walked


def _walk(record: BaseModel, path: str, walked: Walked) -> None:
    values = record.__dict__
    for step in _plan(type(record)):
        value = values[step.name]
        if value is None:
            continue
        at = path + step.name
        entries = [(f"{at}.{i}", e) for i, e in enumerate(value)] if step.many else ((at, value),)
        for where, entry in entries:
            if step.record:
                walked.records.append((where, entry))
                _walk(entry, f"{where}.", walked)
            else:
                walked.texts.append(Leaf(where, entry, step.form, step.codes, step.cap))


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
            codes = next((m.list_name for m in found if isinstance(m, CodeOf)), "")
            steps.append(_Step(name, many, record, form, codes, cap))
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
