"""Reads the transcription of the specification (`vocabulary/*.toml`) and holds it to the models.

A table is an event type (`"case.filed"`) or, without a dot, a shared record (`"DocRef"`). A field
is written `name`, `[]` for a list, `!` for required, then its type: `s` (the default), `ts`, `d`,
`dec`, `b`, `i`, `uuid`, `bytes`, `doc_no`, `uscc`, `region`, `item`, `code:<list>`, `record` or
the name of a shared record; the fields of a record may follow in braces.
"""

from __future__ import annotations

import re
import tomllib
import types
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Annotated, Any, Union, get_args, get_origin
from uuid import UUID

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from schemas import records
from schemas.catalogue import MODELS
from schemas.envelope import Event
from schemas.events.hub import HubOutput
from schemas.fields import CodeOf
from schemas.markers import Form, marks

FOLDER = Path(__file__).parent / "vocabulary"

_FIELD = re.compile(
    r"(?P<name>\w+)(?P<marks>[\[\]!?]*)\s*(?P<type>[^{]*?)\s*(?:\{(?P<inner>.*)\})?"
)
_WORDS = {datetime: "ts", date: "d", Decimal: "dec", bool: "b", int: "i", bytes: "bytes"}
_FORMS = {"doc_no": "doc_no", "uscc": "uscc", "region": "region", "item": "item_code"}


@dataclass(frozen=True, slots=True)
class Wanted:
    """A field as the specification has it. `path` is dotted within records."""

    path: str
    required: bool
    many: bool
    word: str
    inner: tuple[Wanted, ...] = ()

    @property
    def name(self) -> str:
        """The last part of the path."""
        return self.path.rpartition(".")[2]


@dataclass(frozen=True, slots=True)
class Differs:
    """One difference that is meant, with its reason.

    `is_` is the path of the field that holds it here; `in_` the event type, when it is another;
    `unfilled` says that the field is there and that the hub does not fill it yet.
    """

    field: str
    why: str
    is_: str | None = None
    in_: str | None = None
    unfilled: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """What the specification says of one event type or shared record."""

    name: str
    topic: str | None
    categories: frozenset[str]
    fields: tuple[Wanted, ...]
    differs: dict[str, Differs] = field(default_factory=dict)
    own: str | None = None
    """Why the type is ours though the specification lacks it."""
    unsaid: str | None = None
    """Why the hub does not say it yet, though the model is there."""
    absent: str | None = None
    """Why the type of the specification is not ours."""

    @property
    def is_event(self) -> bool:
        """Whether it is an event type, not a shared record."""
        return "." in self.name


@dataclass(frozen=True, slots=True)
class Shape:
    """A field of a model, in the terms of the specification."""

    required: bool
    many: bool
    word: str
    forms: frozenset[str]
    record: type[BaseModel] | None

    def fits(self, word: str) -> bool:
        """Whether the specification's type word describes it; `s` is any string but a code."""
        if word == "s":
            return self.word in {"s", "uuid"}
        if word[:1].isupper():
            return self.record is not None and self.record.__name__ == word
        return word in (self.word, *self.forms) or _FORMS.get(word) in self.forms


@cache
def tables() -> dict[str, Table]:
    """Return every table by name."""
    found: dict[str, Table] = {}
    for file in sorted(FOLDER.glob("*.toml")):
        for name, entry in tomllib.loads(file.read_text("utf-8")).items():
            if name in found:
                raise ValueError(f"{file.name}: {name} is transcribed twice")
            found[name] = _table(name, entry)
    return found


def _table(name: str, entry: dict[str, Any]) -> Table:
    differs = [
        Differs(d["field"], d["why"], d.get("is"), d.get("in"), d.get("unfilled", False))
        for d in entry.pop("differs", [])
    ]
    if len({d.field for d in differs}) < len(differs):
        raise ValueError(f"{name}: a field is listed twice under differs")
    return Table(
        name=name,
        topic=entry.pop("topic", None),
        categories=frozenset(entry.pop("categories", ())),
        fields=tuple(wanted(text) for text in entry.pop("fields", ())),
        differs={d.field: d for d in differs},
        **entry,
    )


def wanted(text: str, prefix: str = "") -> Wanted:
    """Return a field from its notation.

    Raises:
        ValueError: the notation is none.
    """
    found = _FIELD.fullmatch(text.strip())
    if found is None:
        raise ValueError(f"not a field: {text!r}")
    type_text = found["type"]
    words = type_text.replace("!", " ").replace("?", " ").split()
    path = f"{prefix}{found['name']}"
    inner = tuple(wanted(part, f"{path}.") for part in _parts(found["inner"] or ""))
    named = [w for w in words if w != "record"]
    if len(named) > 1:
        raise ValueError(f"{text!r} has more than one type: {named}")
    return Wanted(
        path,
        required="!" in found["marks"] or "!" in type_text,
        many="[]" in found["marks"],
        word=named[0] if named else "record" if words or inner else "s",
        inner=inner,
    )


def _parts(text: str) -> Iterator[str]:
    """Split at the commas that stand in no braces of their own."""
    depth, start = 0, 0
    for at, sign in enumerate(text):
        depth += (sign == "{") - (sign == "}")
        if sign == "," and depth == 0:
            yield text[start:at]
            start = at + 1
    if text[start:].strip():
        yield text[start:]


def model_of(table: Table) -> type[BaseModel] | None:
    """Return the model of an event type or shared record, or None."""
    if table.is_event:
        return MODELS.get(table.name)
    found = {"Event": Event, "HubOutput": HubOutput, **vars(records)}.get(table.name)
    return found if isinstance(found, type) and issubclass(found, BaseModel) else None


def shape(info: FieldInfo) -> Shape:
    """Return what a field of a model is."""
    base, many = _base(info.annotation)
    found = marks(info)
    codes = [m.list_name for m in found if isinstance(m, CodeOf)]
    record = base if isinstance(base, type) and issubclass(base, BaseModel) else None
    plain = "record" if record else {str: "s", UUID: "uuid", **_WORDS}[base]
    return Shape(
        required=info.is_required(),
        many=many,
        word=f"code:{codes[0]}" if codes else plain,
        forms=frozenset(m.name for m in found if isinstance(m, Form)),
        record=record,
    )


def _base(annotation: Any) -> tuple[Any, bool]:
    origin, args = get_origin(annotation), get_args(annotation)
    if origin is Annotated:
        return _base(args[0])
    if origin in {Union, types.UnionType}:
        return _base(next(a for a in args if a is not type(None)))
    if origin is tuple:
        return _base(args[0])[0], True
    return annotation, False


def field_at(model: type[BaseModel], path: str) -> FieldInfo | None:
    """Return the field at a dotted path, or None."""
    first, _, rest = path.partition(".")
    info = model.model_fields.get(first)
    if info is None or not rest:
        return info
    record = shape(info).record
    return field_at(record, rest) if record else None
