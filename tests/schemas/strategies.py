"""Arbitrary valid events of any model, drawn from its field types.

A value that a rule refuses is replaced by the example's; what remains is as odd as the rules let.
"""

from __future__ import annotations

import types
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from typing import Annotated, Any, Union, get_args, get_origin
from uuid import UUID

from hypothesis import strategies as st
from pydantic import BaseModel, ValidationError
from pydantic.fields import FieldInfo

from schemas.catalogue import Message
from schemas.codes import CODE_LISTS
from schemas.contracts.examples import example
from schemas.fields import CodeOf
from schemas.instants import FIRST_DAY, LAST_DAY
from schemas.markers import Form

_CREDIT = "[0-9A-HJ-NPQRTUWXY]"
_FORMS = {
    "uscc": rf"{_CREDIT}{{2}}[0-9]{{6}}{_CREDIT}{{10}}",
    "region": r"[0-9]{6}(0[0-4][1-9]([0-9]{3})?)?",
    "sha256": r"[0-9a-f]{64}",
    "supervision_item": r"[0-9]{14}",
    "token": r"[0-9a-f]{64}:[0-9A-Z]{4}",
}
_ODD = [
    "\x00",
    "\r\n\t",
    "\\'\"`%{}",
    "𠀀\U0010ffff",
    "〔2026〕第12号",
    "\u202e\ufeff",
    "é",
    "汉" * 3000,
]
_TEXT = st.one_of(
    st.text(st.characters(exclude_categories=["Cs"]), max_size=40), st.sampled_from(_ODD)
)
_ZONES = st.sampled_from([UTC, timezone(timedelta(hours=8)), timezone(timedelta(hours=-11))])
_INSTANTS = st.datetimes(
    datetime(FIRST_DAY.year, 1, 2),  # noqa: DTZ001  # the zone is drawn
    datetime(LAST_DAY.year, 12, 30),  # noqa: DTZ001
    timezones=_ZONES,
)
_LARGEST = Decimal("9999999999999999.99")

_SCALARS: dict[Any, st.SearchStrategy[Any]] = {
    str: _TEXT,
    bool: st.booleans(),
    int: st.one_of(
        st.integers(0, 100), st.integers(-(2**63), 2**63 - 1), st.sampled_from([2**63 - 1, 2**31])
    ),
    bytes: st.binary(max_size=300),
    datetime: _INSTANTS,
    date: st.one_of(st.dates(FIRST_DAY, LAST_DAY), st.sampled_from([FIRST_DAY, LAST_DAY])),
    UUID: st.uuids(),
    Decimal: st.one_of(
        st.decimals(0, _LARGEST, places=2),
        st.sampled_from([_LARGEST, Decimal(0), Decimal("-0"), Decimal("1E15"), Decimal("1.50000")]),
    ),
}


def valid(model: type[Message]) -> st.SearchStrategy[Message]:
    """Return a strategy of valid messages of a model."""
    known = example(model)
    kept = {"event_type"}
    drawn = st.fixed_dictionaries(
        {},
        optional={
            name: _value(info.annotation, info)
            for name, info in model.model_fields.items()
            if name not in kept
        },
    )
    return drawn.map(lambda values: _mended(model, known.model_dump(), values))


def _mended(model: type[Message], known: dict[str, Any], values: dict[str, Any]) -> Message:
    while True:
        try:
            return model.model_validate(known | values)
        except ValidationError as error:
            refused = {details["loc"][0] for details in error.errors() if details["loc"]}
            # Fields that do not fit together name none of them: give up one at a time.
            for name in refused & values.keys() or {_first_to_go(values)}:
                del values[str(name)]


def _first_to_go(values: dict[str, Any]) -> str:
    """Return the field most likely to be at odds with others: a time, a code, then any."""
    order: tuple[type, ...] = (datetime, date, Decimal, bool, tuple, type(None), str)
    return min(
        values,
        key=lambda name: next(
            (place for place, kind in enumerate(order) if isinstance(values[name], kind)), 99
        ),
    )


def _value(annotation: Any, info: FieldInfo) -> st.SearchStrategy[Any]:
    codes = [m.list_name for m in info.metadata if isinstance(m, CodeOf)]
    origin, args = get_origin(annotation), get_args(annotation)
    if codes:
        return st.sampled_from(list(CODE_LISTS[codes[0]].labels))
    if origin in {Union, types.UnionType}:
        inner = next(a for a in args if a is not type(None))
        return st.none() | _value(inner, info)
    if origin is Annotated:
        return _value(args[0], FieldInfo.from_annotation(annotation))
    if origin is tuple:
        return st.lists(_value(args[0], FieldInfo.from_annotation(args[0])), max_size=3).map(tuple)
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return _record(annotation)
    return _scalar(annotation, info)


def _record(model: type[BaseModel]) -> st.SearchStrategy[Any]:
    fields = model.model_fields
    return st.fixed_dictionaries(
        {n: _value(i.annotation, i) for n, i in fields.items() if i.is_required()},
        optional={n: _value(i.annotation, i) for n, i in fields.items() if not i.is_required()},
    )


def _scalar(annotation: Any, info: FieldInfo) -> st.SearchStrategy[Any]:
    forms = [_FORMS[m.name] for m in info.metadata if isinstance(m, Form) and m.name in _FORMS]
    patterns = [p for m in info.metadata if (p := getattr(m, "pattern", None))]
    if annotation is str and (patterns or forms):
        return st.from_regex(patterns[0] if patterns else forms[0], fullmatch=not patterns)
    return _SCALARS[annotation]
