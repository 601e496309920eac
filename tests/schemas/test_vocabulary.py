"""The models say what the specification says, or the table of differences says why not."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

import streams
from schemas.catalogue import MODELS
from tests.schemas.vocabulary_differences import complaints
from tests.schemas.vocabulary_page import PAGE, page
from tests.schemas.vocabulary_tables import tables, wanted


@pytest.mark.parametrize("name", tables())
def test_the_model_says_what_the_specification_says(name: str) -> None:
    assert complaints(tables()[name]) == []


@pytest.mark.parametrize("event_type", MODELS)
def test_every_event_type_is_transcribed(event_type: str) -> None:
    missing = {event_type} - set(tables())
    assert not missing, f"write {event_type} down in tests/schemas/vocabulary/"


@pytest.mark.parametrize("name", tables())
def test_every_difference_has_its_reason(name: str) -> None:
    table = tables()[name]
    reasons = [d.why for d in table.differs.values()]
    reasons += [why for why in (table.own, table.absent) if why is not None]
    assert all(reason.strip() for reason in reasons)


def test_the_page_of_differences_is_up_to_date() -> None:
    assert PAGE.read_text("utf-8") == page(), "python -m tests.schemas.vocabulary_page --write"


def _filled_by_the_hub() -> set[str]:
    """Return the names given to fields in the modules of `streams` that make outputs."""
    named: set[str] = set()
    for file in Path(streams.__file__).parent.rglob("*.py"):
        text = file.read_text("utf-8")
        if "schemas.events.hub" in text:
            for node in ast.walk(ast.parse(text)):
                match node:
                    case ast.keyword(arg=str(name)):
                        named.add(name)
                    case ast.Dict(keys=keys):
                        named |= {str(k.value) for k in keys if isinstance(k, ast.Constant)}
                    case _:
                        pass
    return named


@pytest.mark.parametrize("name", [n for n, t in tables().items() if n in MODELS and t.differs])
def test_a_field_that_is_said_to_be_unfilled_is_filled_nowhere(name: str) -> None:
    unfilled = {d.field for d in tables()[name].differs.values() if d.unfilled}
    assert unfilled & _filled_by_the_hub() == set()


def test_a_field_is_read_from_its_notation() -> None:
    found = wanted("materials[]! record {kind! code:material.kind, pages i, of {no! doc_no}}")
    assert (found.required, found.many, found.word) == (True, True, "record")
    kind, pages, of = found.inner
    assert (kind.path, kind.required, kind.word) == ("materials.kind", True, "code:material.kind")
    assert (pages.path, pages.required, pages.word) == ("materials.pages", False, "i")
    assert (of.word, of.inner[0].path) == ("record", "materials.of.no")


@pytest.mark.parametrize("text", ["", "two words here", "open {"])
def test_a_notation_that_is_none_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"not a field|more than one type"):
        wanted(text)
