"""The README's lines that register agencies say what the sample district says."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from producers.registry.bureau import Bureau
from producers.registry.desired import desired
from producers.registry.known import Known
from producers.registry.reading import read
from producers.registry.sample import write_sample
from schemas.events.agencies import AgencyRegistered

_README = Path(__file__).parents[2] / "README.md"


def test_the_example_changes_nothing_on_a_loaded_district(tmp_path: Path) -> None:
    rows, _ = read([*write_sample(tmp_path / "sample", "yaml")])
    bureau = Bureau("113713220170390083", "371322")
    made, _ = desired(rows, bureau, Known.of(rows, ()))
    sample = {
        d.draft.registered_agency_id: _said(d.draft)
        for d in made
        if isinstance(d.draft, AgencyRegistered)
    }
    blocks = re.findall(r"```python\n(.*?)```", _README.read_text("utf-8"), re.DOTALL)
    (example,) = (block for block in blocks if "Publisher(" in block)
    names: dict[str, Any] = {}
    exec(example.partition("with Publisher(")[0], names)  # noqa: S102  our own README

    for name in ("bureau", "township"):
        event = names[name]
        assert _said(event) == sample[event.registered_agency_id]


def _said(event: AgencyRegistered) -> dict[str, Any]:
    own = AgencyRegistered.model_fields.keys() - AgencyRegistered.__base__.model_fields.keys()  # type: ignore[union-attr]
    return event.model_dump(include=own)
