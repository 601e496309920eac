"""Whatever stands in a field, a model takes it or says what is wrong: nothing else is raised."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from typing import Annotated, Any, Final
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError
from pydantic.fields import FieldInfo

from producers.publisher import event_from
from schemas.catalogue import FACTS, MODELS
from schemas.codec import encode
from schemas.contracts.examples import example
from schemas.envelope import Event
from schemas.problems import InvalidEventError, problems_of
from tests.schemas.walking import fields_within

_ODD_TEXTS: Final = (
    "",
    "\x00",
    "\ud800",
    "13800138000\udfff",
    "1" * 5000,
    "９" * 30 + "万元",
    "1" * 30 + "万元",
    "-1万元",
    "1,000",
    "NaN",
    "sNaN",
    "Infinity",
    "1E999999999",
    "1e-999999999",
    "0001-01-01",
    "9999-12-31T23:59:59-14:00",
    "0001-01-01T00:00:00+14:00",
    "+10000-01-01",
    "1e400",
    "{zh}{0}%s",
    "\u202e\ufeff\u200b" * 50,
    "ﷺ" * 500,
    "ΐ" * 20,
    "urn:xzzf:371322::",
    "〔2026］" * 2000,
    "%ff%fe%zz",
)
_ODD: Final[tuple[Any, ...]] = (
    *_ODD_TEXTS,
    None,
    -1,
    10**5000,
    -(10**400),
    2**63,
    float("nan"),
    float("inf"),
    float("-inf"),
    1e308,
    Decimal("NaN"),
    Decimal("sNaN"),
    Decimal("-Infinity"),
    Decimal("1E+999999"),
    Decimal("1E-999999"),
    Decimal("-0"),
    date.min,
    date.max,
    datetime.min,  # noqa: DTZ901  # no zone is the point
    datetime.max.replace(tzinfo=UTC),
    datetime.min.replace(tzinfo=timezone(timedelta(hours=14))),
    datetime.max.replace(tzinfo=timezone(timedelta(hours=-14))),
    UUID(int=0),
    b"\xff\xfe",
    object,
    [[]],
    ({},),
    {"\ud800": 10**5000},
    {1: 2},
)
_VALUES = st.one_of(
    st.sampled_from(_ODD),
    st.text(max_size=60),
    st.text("0123456789-.,:〔〕 年月日万元XxX１２％", max_size=40),
    st.integers(),
    st.floats(),
    st.decimals(allow_nan=True, allow_infinity=True),
    st.datetimes(),
    st.dates(),
    st.binary(max_size=40),
)


def _field_types() -> dict[str, FieldInfo]:
    """Return every distinct field type of the catalogue, by the first field that has it."""
    found: dict[str, tuple[str, FieldInfo]] = {}
    for name, info in fields_within(MODELS.values()):
        found.setdefault(repr((info.annotation, info.metadata)), (name, info))
    return dict(found.values())


_TYPES: Final = {
    name: TypeAdapter[Any](Annotated[info.annotation, info])  # type: ignore[arg-type]  # at run time
    for name, info in _field_types().items()
}


@pytest.mark.parametrize("field", _TYPES)
def test_no_field_type_raises_anything_but_its_own_refusal_on_odd_values(field: str) -> None:
    for value in (*_ODD, *([one] for one in _ODD)):
        _taken_or_told(field, value)


@given(st.sampled_from(sorted(_TYPES)), _VALUES)
def test_no_field_type_raises_anything_but_its_own_refusal(field: str, value: Any) -> None:
    _taken_or_told(field, value)
    _taken_or_told(field, [value])


def _taken_or_told(field: str, value: Any) -> None:
    try:
        _TYPES[field].validate_python(value)
    except ValidationError as error:
        for problem in problems_of(error):
            assert problem.zh
            assert problem.fix_en
            str(problem).encode()  # can be printed and sent


@pytest.mark.parametrize("value", _ODD, ids=lambda value: repr(type(value)))
def test_an_odd_value_anywhere_in_an_event_is_taken_and_written_or_told(value: Any) -> None:
    known = example(FACTS["penalty.decided"]).model_dump()
    for name in (*known, "no_such_field"):
        _built_or_told("penalty.decided", known | {name: value})
        _built_or_told("penalty.decided", known | {"party": known["party"] | {name: value}})


@given(st.data())
def test_odd_values_in_any_event_are_taken_and_written_or_told(data: st.DataObject) -> None:
    event_type = data.draw(st.sampled_from(sorted(FACTS)))
    known = example(FACTS[event_type]).model_dump()
    names = data.draw(st.lists(st.sampled_from(sorted(known)), min_size=1, max_size=3))
    _built_or_told(event_type, known | {name: data.draw(_VALUES) for name in names})


def _built_or_told(event_type: str, values: dict[str, Any]) -> None:
    try:
        event = event_from(event_type, values)
        assert isinstance(event, Event)
        encode(event)
    except InvalidEventError as error:
        str(error).encode()
