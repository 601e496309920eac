"""Writes `docs/vocabulary.md`: where the models differ from the specification, and why.

`python -m tests.schemas.vocabulary_page --write`
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from itertools import groupby
from pathlib import Path

from schemas.catalogue import TOPIC_OF
from tests.schemas.vocabulary_differences import beyond, flat
from tests.schemas.vocabulary_tables import Differs, Table, field_at, model_of, tables

PAGE = Path(__file__).parents[2] / "docs" / "vocabulary.md"

_HEAD = """# The vocabulary and its specification

Every event type, field and code of the domain specification is a model under `schemas/events/`.
What the specification demands is written down apart from the models, in
`tests/schemas/vocabulary/*.toml`, and a test compares the two: topic, share categories, and of
each field its name, type, code list, and whether it is required. Where they differ the reason
stands here. An entry that no longer differs fails the test, and so does this page when it is
stale; `python -m tests.schemas.vocabulary_page --write` writes it anew.

The values of the code lists, the privacy classes and the validation rules with their grades are
transcribed beside them (`codes_`, `privacy_` and `rules_of_the_specification.toml`) and compared in
the same way.

Three reasons recur. A field that the specification requires is optional here where its absence
is a matter for the judge, who refuses or flags it under the rule's own id. A field has another
name where its own is taken by the envelope. And a field of a hub output stands in another output
where it would only be said twice.
"""


def page() -> str:
    """Return the page."""
    found = sorted(tables().values(), key=_place)
    lines = [_HEAD]
    for place, group in groupby(found, _place):
        rows = [row for table in group for row in _rows(table)]
        if rows:
            lines += [f"## {place}\n", "| Type | Specification | Here | Why |", "|---|---|---|---|"]
            lines += [*rows, ""]
    lines += [*_types(found), *_unsaid(found), *_beyond(found)]
    return "\n".join(lines).rstrip() + "\n"


def _place(table: Table) -> str:
    if not table.is_event:
        return "Envelope and shared records"
    return TOPIC_OF.get(table.name) or table.topic or ""


def _rows(table: Table) -> Iterator[str]:
    for listed in table.differs.values():
        yield f"| `{table.name}` | `{listed.field}` | {_here(table, listed)} | {listed.why} |"


def _here(table: Table, listed: Differs) -> str:
    if listed.unfilled:
        return "not filled yet"
    if listed.is_:
        return f"`{f'{listed.in_}: ' if listed.in_ else ''}{listed.is_}`"
    model = model_of(table)
    info = field_at(model, listed.field) if model else None
    if listed.field not in {want.path for want in flat(table.fields)}:
        return "own field" if info else "differs"
    if info is None:
        return "—"
    return "required" if info.is_required() else "optional"


def _types(found: list[Table]) -> Iterator[str]:
    own = [f"| `{t.name}` | here only | {t.own} |" for t in found if t.own]
    absent = [f"| `{t.name}` | not here | {t.absent} |" for t in found if t.absent]
    if own or absent:
        yield from ("## Types of one side only\n", "| Type | | Why |", "|---|---|---|")
        yield from (*own, *absent, "")


def _unsaid(found: list[Table]) -> Iterator[str]:
    rows = [f"| `{t.name}` | {t.unsaid} |" for t in found if t.unsaid]
    if rows:
        yield from ("## Outputs that the hub does not say yet\n", "| Type | Why |", "|---|---|")
        yield from (*rows, "")


def _beyond(found: list[Table]) -> Iterator[str]:
    rows = [
        f"| `{table.name}` | `{name}` | {info.title}: {info.description} |"
        for table in found
        for name in beyond(table)
        if (model := model_of(table)) and (info := field_at(model, name))
    ]
    if rows:
        yield "## Fields beyond the specification\n"
        yield "Each is optional, or follows from a rule's text rather than from a field list.\n"
        yield from ("| Type | Field | Meaning |", "|---|---|---|")
        yield from rows


if __name__ == "__main__":
    if "--write" in sys.argv:
        PAGE.write_text(page(), "utf-8")
    else:
        sys.stdout.write(page())
