"""Code lists and privacy classes hold what the specification says, or why not."""

from __future__ import annotations

import tomllib
from collections import defaultdict
from pathlib import Path
from typing import Any, Final

import pytest

from schemas.catalogue import MODELS
from schemas.codes import CODE_LISTS
from schemas.envelope import Event
from schemas.markers import Privacy, marks
from tests.schemas.walking import fields_within

_HERE: Final = Path(__file__).parent


def _read(name: str) -> dict[str, dict[str, Any]]:
    return tomllib.loads((_HERE / name).read_text("utf-8"))


_LISTS: Final = _read("codes_of_the_specification.toml")
_PRIVACY: Final = _read("privacy_of_the_specification.toml")


def test_every_list_is_transcribed_and_every_transcription_is_a_list() -> None:
    assert set(_LISTS) == set(CODE_LISTS)


@pytest.mark.parametrize("name", _LISTS)
def test_a_list_holds_the_codes_of_the_specification(name: str) -> None:
    wanted, found = _LISTS[name], set(CODE_LISTS[name].labels)
    if wanted.get("own"):
        assert "codes" not in wanted
        return
    more = wanted.get("more", {})
    assert found == {*wanted["codes"], *more}
    assert not set(more) & set(wanted["codes"])
    assert all(why.strip() for why in more.values())


def test_every_event_type_has_the_class_of_the_specification() -> None:
    public = {name for name, model in MODELS.items() if model.PRIVACY == "PUBLIC"}
    assert public == set(_PRIVACY["types"]["PUBLIC"])
    assert {model.PRIVACY for model in MODELS.values()} == {"PUBLIC", "INTERNAL"}


def _marked() -> dict[str, set[str]]:
    """Return class → fields that carry it, in every event type and the records within."""
    found: dict[str, set[str]] = defaultdict(set)
    for name, info in fields_within((Event, *MODELS.values())):
        for mark in marks(info):
            if isinstance(mark, Privacy):
                found[mark.level].add(name)
    return found


def test_every_field_has_the_class_of_the_specification() -> None:
    wanted = {level: set(fields) for level, fields in _PRIVACY["fields"].items()}
    assert dict(_marked()) == wanted


def test_no_text_for_a_person_an_address_or_a_telephone_goes_without_its_class() -> None:
    telling = ("person_name", "phone", "legal_rep", "signer", "location", "approved_by")
    marked = set().union(*_marked().values())
    for name, _ in fields_within(MODELS.values()):
        if any(word in name.rpartition(".")[2] for word in telling):
            assert name in marked


def test_every_difference_of_privacy_has_its_reason() -> None:
    assert all(str(why).strip() for why in _PRIVACY["differs"].values())
