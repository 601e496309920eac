"""Every text has the form and the cap of the specification, and every cap is kept (V-76)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import pytest
from pydantic.fields import FieldInfo

from schemas.catalogue import FACTS
from schemas.envelope import Event
from schemas.events.agencies import AgencyRegistered
from schemas.fields import CodeOf
from schemas.markers import Cap, Form, marks
from schemas.validation import notes_on
from schemas.validation.texts import notes_on_texts
from schemas.validation.walk import Leaf
from tests.schemas.test_validation_rules import changed
from tests.schemas.walking import fields_within, is_text

_CAPS: Final = {
    "text": {200, 400, 500, 2000},  # names 200, addresses 400, remarks 500, facts and content 2,000
    "doc_no": {128},
    "id": {128},
    "person": {128},
    "officer": {64},
    "phone": {64, 200},
    "url": {2000},
}
"""Form → caps: the specification's (§7), and Hutong's own for identifiers and addresses."""

_FIXED: Final = {
    "uscc",
    "region",
    "supervision_item",
    "sha256",
    "token",
    "source",
    "source_seq",
    "event_type",
    "item_code",
}
"""Forms that bound themselves, or that a rule pack defines."""


def _texts() -> Iterator[tuple[str, FieldInfo]]:
    found = fields_within((Event, *FACTS.values()))
    return ((name, info) for name, info in found if is_text(info.annotation))


def _marks_of(info: FieldInfo) -> tuple[str, int, bool]:
    found = marks(info)
    form = next((m.name for m in found if isinstance(m, Form)), "")
    cap = next((m.characters for m in found if isinstance(m, Cap)), 0)
    return form, cap, any(isinstance(m, CodeOf) for m in found)


def test_every_text_has_a_form_and_every_cap_is_the_specifications() -> None:
    for path, info in _texts():
        form, cap, coded = _marks_of(info)
        assert form or coded, path
        if form in _FIXED or coded:
            assert not cap, path
        else:
            assert cap in _CAPS[form], path


@pytest.mark.parametrize(
    ("title", "cap"),
    [
        ("违法事实", 2000),
        ("备注", 500),
        ("地点", 400),
        ("文号", 128),
        ("当事人名称", 200),
        ("批准人", 200),
        ("法规名称", 200),
    ],
)
def test_a_field_of_the_specification_has_its_cap(title: str, cap: int) -> None:
    found = {_marks_of(info)[1] for _, info in _texts() if info.title == title}
    assert found == {cap}


@pytest.mark.parametrize("cap", sorted(set().union(*_CAPS.values())))
def test_a_cap_holds_to_the_character(cap: int) -> None:
    def noted(length: int) -> list[str]:
        leaf = Leaf("x", "长" * length, "text", "", cap)
        return [p.rule for p in notes_on_texts([leaf])]

    assert noted(cap) == []
    assert noted(cap + 1) == ["V-76"]


_PROVINCES: Final = {
    *range(11, 16),
    *range(21, 24),
    *range(31, 38),
    *range(41, 47),
    *range(50, 55),
    *range(61, 66),
    *(71, 81, 82),
}
"""GB/T 2260-2007."""


@pytest.mark.parametrize("two", range(100))
def test_the_first_two_digits_of_a_division_are_a_provinces_or_noted(two: int) -> None:
    data = changed("agency.registered", {"agency_region_code": f"{two:02}1322"})
    rules = {p.rule for p in notes_on(AgencyRegistered.model_validate(data))}
    assert ("V-11" in rules) == (two not in _PROVINCES)
