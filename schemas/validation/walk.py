"""Walks the texts and records of an event with their paths, by a plan made once a model.

Every event that is judged passes here, so what nothing can be noted of is passed over at once:
a text in order costs two looks at it, and no path is written for it.
"""

from __future__ import annotations

import sys
import types
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache
from operator import itemgetter
from types import MappingProxyType
from typing import Annotated, Any, Final, NamedTuple, Union, get_args, get_origin

from pydantic import BaseModel

from schemas import credit_codes, document_numbers
from schemas.codes import CODE_LISTS
from schemas.fields import CodeOf
from schemas.markers import Cap, Form, marks


class Leaf(NamedTuple):
    """One text of an event. `form`, `codes` and `cap` are empty and without end where unmarked."""

    path: str
    value: str
    form: str
    codes: str
    cap: int


@dataclass(slots=True)
class Walked:
    """What something may be noted of, in the order of the event's fields.

    `texts` leaves out those that are printable, short enough, and in order for their form.
    """

    texts: list[Leaf] = field(default_factory=list)
    records: list[tuple[str, BaseModel]] = field(default_factory=list)


InOrder = Callable[[str], bool]


_Step = tuple[str, bool, "_Plan | None", int, InOrder | None, str, str]
"""Name, whether a list, plan of its records, cap, check of the form, form and codes. A bare tuple:
it is taken apart for every field of every event, which costs less than attributes."""


@dataclass(frozen=True, slots=True)
class _Plan:
    take: Callable[[dict[str, Any]], tuple[Any, ...]]
    steps: tuple[_Step, ...]


def _asks_the_registry(_: str) -> bool:
    return False


_IN_ORDER: Final[MappingProxyType[str, InOrder]] = MappingProxyType(
    {
        "uscc": credit_codes.is_in_order,
        "region": _asks_the_registry,
        "doc_no": document_numbers.is_in_order,
    }
)
"""Form → whether nothing is to be said of such a text; of a form that is not here, never is.

A division code is never passed over: one in order may not be among the district's own (V-15).
"""


def walk(event: BaseModel) -> Walked:
    """Return the texts and records of an event that something may be noted of."""
    walked = Walked()
    _walk(event, _plan(type(event)), "", walked)
    return walked


def _walk(record: BaseModel, plan: _Plan, path: str, walked: Walked) -> None:
    for value, step in zip(plan.take(record.__dict__), plan.steps, strict=True):
        if value is None:
            continue
        name, many, records, cap, in_order, form, codes = step
        if many:
            for index, entry in enumerate(value):
                if records:
                    place = f"{path}{name}.{index}"
                    walked.records.append((place, entry))
                    _walk(entry, records, place + ".", walked)
                elif not _passes(entry, cap, in_order):
                    walked.texts.append(Leaf(f"{path}{name}.{index}", entry, form, codes, cap))
        elif records:
            place = path + name
            walked.records.append((place, value))
            _walk(value, records, place + ".", walked)
        elif not value.isprintable() or len(value) > cap or (in_order and not in_order(value)):
            walked.texts.append(Leaf(path + name, value, form, codes, cap))


def _passes(text: str, cap: int, in_order: InOrder | None) -> bool:
    """Whether nothing can be noted of a text; written out above, where a call would tell."""
    return text.isprintable() and len(text) <= cap and (in_order is None or in_order(text))


@cache
def _plan(model: type[BaseModel]) -> _Plan:
    """Return the fields of a model that hold texts or records; the others are not walked."""
    steps: list[_Step] = []
    for name, info in model.model_fields.items():
        inner, many = _inner(info.annotation)
        record = isinstance(inner, type) and issubclass(inner, BaseModel)
        if record or inner is str:
            nested = _plan(inner) if record else None
            found = marks(info)
            form = next((m.name for m in found if isinstance(m, Form)), "")
            cap = next((m.characters for m in found if isinstance(m, Cap)), sys.maxsize)
            codes = next((m.list_name for m in found if isinstance(m, CodeOf)), "")
            in_order = CODE_LISTS[codes].labels.__contains__ if codes else _IN_ORDER.get(form)
            steps.append((name, many, nested, cap, in_order, form, codes))
    return _Plan(_taking([step[0] for step in steps]), tuple(steps))


def _taking(names: list[str]) -> Callable[[dict[str, Any]], tuple[Any, ...]]:
    """Return what takes the named values; `itemgetter` does it without a call for each."""
    match names:
        case []:
            return lambda _: ()
        case [name]:
            return lambda values: (values[name],)
    return itemgetter(*names)


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
