"""The data dictionary: complete, linked, self-contained and quick."""

from __future__ import annotations

import re
from html.parser import HTMLParser

import pytest

from schemas.catalogue import FACTS, MODELS, TOPIC_OF
from schemas.codes import CODE_LISTS
from schemas.contracts import schema_ids
from schemas.contracts.dictionary import TOPIC_NAMES, Dictionary, FieldEntry, dictionary
from schemas.contracts.dictionary_page import dictionary_page
from schemas.envelope import Event
from schemas.validation.rules import RULES

_LARGEST = 3 * 1024 * 1024
"""Bytes that the page may have, so that a phone still opens it."""


class Page(HTMLParser):
    """Collects what a page links to, and whether its elements close."""

    _VOID = frozenset({"meta", "input", "br"})

    def __init__(self, text: str) -> None:
        super().__init__()
        self.ids: list[str] = []
        self.links: set[str] = set()
        self.assets: list[str] = []
        self.open: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag not in self._VOID:
            self.open.append(tag)
        if found := given.get("id"):
            self.ids.append(found)
        if tag == "a":
            self.links.add(given["href"] or "")
        elif "href" in given or "src" in given:
            self.assets.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


@pytest.fixture(scope="module")
def text() -> str:
    return dictionary_page(schema_ids())


@pytest.fixture(scope="module")
def page(text: str) -> Page:
    return Page(text)


@pytest.fixture(scope="module")
def book() -> Dictionary:
    return dictionary(schema_ids())


def test_the_page_is_the_same_on_every_derivation(text: str) -> None:
    assert dictionary_page(schema_ids()) == text


def test_the_page_needs_nothing_from_elsewhere_and_stays_small(text: str, page: Page) -> None:
    assert page.assets == []
    assert "@import" not in text
    assert "url(" not in text
    assert len(text.encode()) < _LARGEST


def test_every_element_is_closed_and_every_id_stands_once(page: Page) -> None:
    assert page.open == []
    assert sorted(page.ids) == sorted(set(page.ids))


def test_every_link_leads_to_something_on_the_page(page: Page) -> None:
    assert {link.removeprefix("#") for link in page.links} <= set(page.ids)


def test_every_event_code_list_and_rule_has_a_place(text: str, page: Page) -> None:
    for event_type, model in MODELS.items():
        assert f"<h3>{model.ZH} <code>{event_type}</code></h3>" in text
    for name in CODE_LISTS:
        assert f"c-{re.sub('[._]', '-', name)}" in page.ids
    assert set(RULES) <= set(page.ids)


def test_every_topic_has_a_name_in_both_languages() -> None:
    assert set(TOPIC_OF.values()) <= set(TOPIC_NAMES)


def test_an_event_shows_each_field_once_its_own_or_the_envelopes(book: Dictionary) -> None:
    for event in book.events:
        worn = book.envelope if event.fact else book.output
        own = [f.name for f in event.fields]
        shown = {*own, *(f.name for f in worn)}
        assert shown == set(MODELS[event.type].model_fields), event.type
        assert len(own) == len(set(own)), event.type


def test_a_reference_that_an_event_requires_is_among_its_own_fields(book: Dictionary) -> None:
    for event in book.events:
        if event.type not in FACTS:
            continue
        own = {f.name for f in event.fields}
        required = {n for n, info in MODELS[event.type].model_fields.items() if info.is_required()}
        optional = {n for n, info in Event.model_fields.items() if not info.is_required()}
        assert required & optional <= own, event.type


def _field(book: Dictionary, event_type: str, name: str) -> FieldEntry:
    (event,) = (e for e in book.events if e.type == event_type)
    return next(f for f in event.fields if f.name == name)


def test_a_field_tells_type_unit_code_list_and_privacy(book: Dictionary) -> None:
    fine = _field(book, "penalty.decided", "fine_amount_yuan")
    assert (fine.type, fine.unit, fine.required) == ("decimal(18, 2)?", "CNY", False)
    kinds = _field(book, "penalty.decided", "penalty_kinds")
    assert (kinds.type, kinds.codes, kinds.required) == ("list of string", "penalty_kind", True)
    party = _field(book, "penalty.decided", "party")
    assert (party.record, party.type_zh) == ("PartyBlock", "当事人")
    (block,) = (r for r in book.records if r.name == "PartyBlock")
    assert next(f for f in block.fields if f.name == "party_name").privacy == "PERSONAL"


def test_what_an_event_says_cannot_become_markup(text: str) -> None:
    assert "<type>" not in text  # the description of event_type has angle brackets
    assert "cn.xzzf.&lt;type&gt;.v&lt;n&gt;" in text
