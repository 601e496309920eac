"""The models say what the specification says, or the table of differences says why not."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

import streams
from schemas.catalogue import MODELS
from tests.schemas.vocabulary_differences import complaints
from tests.schemas.vocabulary_page import PAGE, page
from tests.schemas.vocabulary_tables import Differs, Table, tables, wanted


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
    reasons += [why for why in (table.own, table.absent, table.unsaid) if why is not None]
    assert all(reason.strip() for reason in reasons)


def test_the_page_of_differences_is_up_to_date() -> None:
    assert PAGE.read_text("utf-8") == page(), "python -m tests.schemas.vocabulary_page --write"


def _names_in_the_makers_of_outputs() -> set[str]:
    """Return the keywords, keys and names used in the modules of `streams` that make outputs."""
    named: set[str] = set()
    for file in Path(streams.__file__).parent.rglob("*.py"):
        text = file.read_text("utf-8")
        if "schemas.events.hub" in text and file.name != "files.py":  # those read outputs
            for node in ast.walk(ast.parse(text)):
                match node:
                    case ast.keyword(arg=str(name)) | ast.Name(id=name):
                        named.add(name)
                    case ast.Dict(keys=keys):
                        named |= {str(k.value) for k in keys if isinstance(k, ast.Constant)}
                    case _:
                        pass
    return named


def test_what_is_said_to_be_unfilled_or_unsaid_is_so() -> None:
    claimed = {d.field for t in tables().values() for d in t.differs.values() if d.unfilled}
    claimed |= {MODELS[name].__name__ for name, t in tables().items() if t.unsaid}
    assert claimed & _names_in_the_makers_of_outputs() == set()


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


def _request(*fields: str, **differs: Differs) -> Table:
    """Return a table of `statistics.requested` with these fields and differences."""
    wants = tuple(wanted(field) for field in fields)
    return Table("statistics.requested", "facts.statistics", frozenset(), wants, differs)


@pytest.mark.parametrize(
    ("field", "said"),
    [
        ("deadline d", "deadline is missing"),
        ("due_date! d", "due_date is optional here"),
        ("request_id", "request_id is required here"),
        ("due_date ts", "due_date is d here, the specification has ts"),
        ("purpose!", "purpose is code:statistics.purpose here"),
        ("purpose! code:share_category", "purpose is code:statistics.purpose here"),
        ("period[]", "period is no list here"),
        ("period uscc", "period is s here"),
    ],
)
def test_a_field_that_departs_from_the_specification_is_named(field: str, said: str) -> None:
    (complaint,) = complaints(_request(field))
    assert said in complaint


@pytest.mark.parametrize(
    ("listed", "said"),
    [
        (Differs("period", "why"), "no longer differs"),
        (Differs("period", "why", is_="no_such_field"), "no such"),
        (Differs("period", "why", is_="purpose"), "exists under its own name"),
        (Differs("nothing", "why"), "neither side has such a field"),
    ],
)
def test_a_difference_that_is_none_is_stale(listed: Differs, said: str) -> None:
    (complaint,) = complaints(_request("period", **{listed.field: listed}))
    assert said in complaint


def test_a_field_that_is_listed_with_its_reason_may_depart() -> None:
    listed = Differs("due_date", "why")
    assert complaints(_request("due_date! d", due_date=listed)) == []


def test_a_topic_and_a_category_that_depart_are_named() -> None:
    table = Table("statistics.provided", "facts.sharing", frozenset({"G5"}), ())
    assert len(complaints(table)) == 2


def test_a_type_without_a_model_is_named() -> None:
    (complaint,) = complaints(Table("statistics.forgotten", "facts.statistics", frozenset(), ()))
    assert "has no model" in complaint
