"""What is stored is what the judge compares, however a code was written (V-09)."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from consumers.loader.batch import Batch
from consumers.loader.inserting import Inserter
from consumers.loader.rows import shape_of
from consumers.warehouse import create
from schemas.catalogue import FACTS, MODELS, TOPIC_OF
from schemas.codec import decode, decode_record
from schemas.contracts.examples import example
from schemas.normal_forms import NormalForms, normal_forms
from tests.consumers.extremes import framed
from tests.consumers.log import MORNING_MS, Log
from tests.consumers.reading import expected_row, rows_of
from tests.consumers.stored import Said

_WIDE = {**{c: c + 0xFEE0 for c in range(0x21, 0x7F)}, 0x20: 0x3000}
"""ASCII → the same in full width."""


def unnormalised(value: Any, forms: Any) -> Any:
    """Return a value whose codes are written as oddly as their forms still bring back."""
    match value:
        case str() if callable(forms):
            wide = f" {value.lower().translate(_WIDE)}\u3000"
            return next(odd for odd in (wide, f" {value} ", value) if forms(odd) == forms(value))
        case list() | tuple():
            return [unnormalised(item, forms) for item in value]
        case dict() if not callable(forms):
            return {k: unnormalised(v, forms[k]) if k in forms else v for k, v in value.items()}
    return value


def rows_and_said(event_type: str, record: dict[str, Any]) -> tuple[tuple[Any, ...], Any]:
    """Return the row the loader makes of a record, and the message the judge makes of it."""
    value = framed(event_type, record)
    _, read = decode_record(value)
    return shape_of(event_type).row(("t", 0, 0, MORNING_MS), read), decode(value)


@pytest.mark.parametrize("event_type", MODELS)
def test_a_row_holds_what_the_model_makes_of_every_field(event_type: str) -> None:
    model = MODELS[event_type]
    plain = example(model).model_dump()
    odd = unnormalised(plain, normal_forms(model))
    assert event_type not in FACTS or odd["agency_id"] != plain["agency_id"]
    row, message = rows_and_said(event_type, odd)
    again, _ = rows_and_said(event_type, message.model_dump())
    assert row == again


def texts_in(value: Any) -> list[str]:
    """Return every text in a value."""
    match value:
        case str():
            return [value]
        case dict():
            return [text for item in value.values() for text in texts_in(item)]
        case list() | tuple():
            return [text for item in value for text in texts_in(item)]
    return []


@pytest.mark.parametrize("event_type", FACTS)
@given(data=st.data())
def test_whatever_the_model_changes_in_a_text_the_row_changes_too(
    event_type: str, data: st.DataObject
) -> None:
    """Of blanks, width and case: what the model takes, the row has as the model has it."""
    written = example(MODELS[event_type]).model_dump()
    texts = sorted({text for text in texts_in(written) if text})
    chosen = data.draw(st.sampled_from(texts))
    odd = data.draw(st.sampled_from([f" {chosen}", chosen.lower(), chosen.translate(_WIDE)]))

    def swapped(value: Any) -> Any:
        match value:
            case str():
                return odd if value == chosen else value
            case dict():
                return {name: swapped(item) for name, item in value.items()}
            case list() | tuple():
                return [swapped(item) for item in value]
        return value

    try:
        row, message = rows_and_said(event_type, swapped(written))
    except ValueError:
        return  # refused: nothing is compared with it
    again, _ = rows_and_said(event_type, message.model_dump())
    assert row == again


def test_arrays_and_nested_records_are_followed() -> None:
    forms = normal_forms(MODELS["penalty.decided"])
    assert callable(forms["agency_id"])
    assert _nested(forms, "officers").keys() >= {"officer_cert_no"}
    assert _nested(forms, "party").keys() >= {"party_uscc"}
    items = _nested(normal_forms(MODELS["authority.item_list_published"]), "items")
    assert callable(items["township_scope"])


def _nested(forms: NormalForms, name: str) -> NormalForms:
    found = forms[name]
    assert not callable(found)
    return found


@pytest.mark.parametrize("event_type", ["penalty.decided", "authority.item_list_published"])
def test_an_unnormalised_message_is_one_agencys_in_clickhouse_too(
    log: Log, event_type: str
) -> None:
    create(log.client, log.database)
    model = MODELS[event_type]
    plain = example(model).model_dump()
    batch = Batch(str)
    for offset, record in enumerate((plain, unnormalised(plain, normal_forms(model)))):
        batch.add(Said(TOPIC_OF[event_type], offset, framed(event_type, record)))
    assert Inserter(log.client, log.database).insert(event_type, batch.tables[event_type]) == []

    one, other = (rows_of(log, event_type)[TOPIC_OF[event_type], 1, n] for n in (0, 1))
    assert one == other == expected_row(event_type, MORNING_MS, plain)
