"""What of the specification the models do not say as it does, and whether each is accounted for."""

from __future__ import annotations

from collections.abc import Iterator

from pydantic import BaseModel

from schemas.catalogue import MODELS, TOPIC_OF
from schemas.envelope import Event
from schemas.events.hub import HubOutput
from tests.schemas.vocabulary_tables import Differs, Table, Wanted, field_at, model_of, shape

_HOW = "change the model, or list the field under [[differs]] with the reason"


def complaints(table: Table) -> list[str]:
    """Return what is wrong with a table or its model, one sentence each; none is wanted."""
    model = model_of(table)
    if table.absent:
        return [f"{table.name} is said to be absent, but there is a model"] if model else []
    if model is None:
        return [f"{table.name} has no model: write it, or say `absent` and why"]
    return [*_of_type(table, model), *_of_fields(table, model), *_of_own_fields(table, model)]


def _of_type(table: Table, model: type[BaseModel]) -> Iterator[str]:
    if not table.is_event:
        return
    ours = {"topic": TOPIC_OF[table.name], "categories": _categories(model)}
    for aspect, theirs in (("topic", table.topic), ("categories", table.categories)):
        differs = aspect in table.differs
        if (ours[aspect] != theirs) != differs:
            yield (
                f"{table.name}: {aspect} no longer differs: take it out of the list"
                if differs
                else f"{table.name}: {aspect} is {ours[aspect]}, the specification has {theirs}"
            )


def _categories(model: type[BaseModel]) -> frozenset[str]:
    return model.CATEGORIES - {"NONE"} if issubclass(model, Event) else frozenset()


def _of_fields(table: Table, model: type[BaseModel]) -> Iterator[str]:
    for want in flat(table.fields):
        listed = table.differs.get(want.path)
        found = mismatch(model, want)
        match listed:
            case None if found and not _within(table, want):
                yield f"{table.name}: {found}; {_HOW}"
            case Differs(unfilled=True) if found:
                yield f"{table.name}: {found}, though it is listed as there and not filled"
            case Differs(unfilled=False, is_=None) if not found:
                yield f"{table.name}.{want.path} no longer differs: take it out of the list"
            case Differs(is_=str()):
                yield from _of_renamed(table, model, want, listed)
            case _:
                pass


def _within(table: Table, want: Wanted) -> bool:
    """Whether a record around the field differs itself, so that its fields are not compared."""
    parts = want.path.split(".")
    return any(".".join(parts[:n]) in table.differs for n in range(1, len(parts)))


def _of_renamed(
    table: Table, model: type[BaseModel], want: Wanted, listed: Differs
) -> Iterator[str]:
    where = MODELS.get(listed.in_) if listed.in_ else model
    target = listed.is_ or ""
    info = field_at(where, target) if where else None
    if info is None:
        yield f"{table.name}.{want.path} is said to be {listed.in_ or table.name}.{target}: no such"
    elif listed.in_ is None and want.path in own_fields(model):
        yield f"{table.name}.{want.path} exists under its own name: take it out of the list"
    elif listed.in_ is None and "." not in target and not shape(info).fits(want.word):
        yield f"{table.name}.{target} is {shape(info).word}, the specification has {want.word}"


def _of_own_fields(table: Table, model: type[BaseModel]) -> Iterator[str]:
    known = {want.path for want in flat(table.fields)} | {"topic", "categories"}
    for path in table.differs.keys() - known:
        if field_at(model, path) is None:
            yield f"{table.name}.{path} is listed, but neither side has such a field"


def mismatch(model: type[BaseModel], want: Wanted) -> str | None:
    """Return how the model's field departs from the wanted one, or None."""
    info = field_at(model, want.path)
    if info is None:
        return f"{want.path} is missing"
    ours = shape(info)
    if ours.many != want.many:
        return f"{want.path} is {'a list' if ours.many else 'no list'} here"
    if not ours.fits(want.word):
        return f"{want.path} is {ours.word} here, the specification has {want.word}"
    if ours.required != want.required:
        return f"{want.path} is {'required' if ours.required else 'optional'} here"
    return None


def flat(fields: tuple[Wanted, ...]) -> Iterator[Wanted]:
    """Yield the fields and, after each, those of its record."""
    for want in fields:
        yield want
        yield from flat(want.inner)


def own_fields(model: type[BaseModel]) -> list[str]:
    """Return the fields that a model declares itself, beyond the envelope's."""
    shared = Event if issubclass(model, Event) else HubOutput
    inherited = shared.model_fields if model is not shared else {}
    return [
        name
        for name, info in model.model_fields.items()
        if name not in inherited or info.is_required() != inherited[name].is_required()
    ]


def beyond(table: Table) -> list[str]:
    """Return the model's fields that the specification does not name."""
    model = model_of(table)
    if model is None or table.own:
        return []
    named = {want.path for want in table.fields} | table.differs.keys()
    named |= {d.is_ for d in table.differs.values() if d.is_ and not d.in_}
    tops = {path.partition(".")[0] for path in named}
    return [name for name in own_fields(model) if name not in tops]
