"""The codec: what is written is read back; what cannot be read says why."""

from __future__ import annotations

import struct
from contextlib import suppress
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas import codec
from schemas.avro_reading import named_records
from schemas.catalogue import FACTS, MODELS
from schemas.codec import UnreadableError
from schemas.contracts import Contract, contracts, latest
from schemas.contracts.examples import example
from schemas.envelope import Event
from schemas.fields import READING
from schemas.problems import InvalidEventError
from tests.consumers.extremes import framed_by


@pytest.mark.parametrize("event_type", MODELS)
def test_every_message_is_read_back_as_it_was_written(event_type: str) -> None:
    message = example(MODELS[event_type])
    assert codec.decode(codec.encode(message)) == message


@pytest.mark.parametrize("event_type", MODELS)
def test_a_message_carries_the_id_of_its_committed_schema(event_type: str) -> None:
    value = codec.encode(example(MODELS[event_type]))
    assert codec.schema_id_of(value) == latest(event_type).schema_id


def test_schema_ids_are_unique_and_never_reused() -> None:
    known = contracts()
    assert len({(c.event_type, c.version) for c in known.values()}) == len(known)


def test_no_bytes_at_all_are_unreadable() -> None:
    for value in (None, b"", b"\x00\x00"):
        with pytest.raises(UnreadableError) as caught:
            codec.decode(value)
        assert caught.value.code == "UNREADABLE"


def test_another_magic_byte_is_unreadable() -> None:
    with pytest.raises(UnreadableError, match="no Confluent frame"):
        codec.decode(b'{"event_id": 1}')


def test_an_unknown_schema_id_names_the_id() -> None:
    with pytest.raises(UnreadableError, match="987654") as caught:
        codec.decode(struct.pack(">bI", 0, 987654) + b"abc")
    assert caught.value.code == "UNKNOWN_SCHEMA"
    assert caught.value.schema_id == 987654


@pytest.mark.parametrize("event_type", FACTS)
def test_a_truncated_or_overlong_body_is_unreadable(event_type: str) -> None:
    value = codec.encode(example(FACTS[event_type]))
    for damaged in (value[:-1], value + b"\x00"):
        with pytest.raises(UnreadableError):
            codec.decode(damaged)


@given(st.binary(max_size=400), st.sampled_from(sorted(contracts())))
def test_random_bodies_never_raise_anything_else(body: bytes, schema_id: int) -> None:
    value = struct.pack(">bI", 0, schema_id) + body
    with suppress(UnreadableError, InvalidEventError):
        codec.decode(value)


@pytest.mark.parametrize(
    "contract",
    [c for c in contracts().values() if c.event_type in MODELS],
    ids=lambda c: f"{c.event_type} v{c.version}",
)
def test_a_message_of_every_version_ever_committed_is_read_by_todays_model(
    contract: Contract,
) -> None:
    model = MODELS[contract.event_type]
    said = _known_then(example(model).model_dump(), contract.schema, contract.schema)
    message = codec.decode(framed_by(contract, said))
    assert message == model.model_validate(said, context={READING: True})


def _known_then(said: Any, avro: Any, whole: Any) -> Any:
    """Return a record without the fields that its schema does not know."""
    resolved: Any = named_records(whole).get(avro, avro) if isinstance(avro, str) else avro
    match resolved:
        case ["null", inner] if said is not None:
            return _known_then(said, inner, whole)
        case {"type": "array", "items": items}:
            return [_known_then(item, items, whole) for item in said]
        case {"type": "record", "fields": fields}:
            return {f["name"]: _known_then(said[f["name"]], f["type"], whole) for f in fields}
    return said


def test_a_number_beyond_64_bits_is_not_written_and_named() -> None:
    verdict = example(MODELS["event.noted"])
    beyond = type(verdict).model_validate(verdict.model_dump() | {"count": 2**63})
    with pytest.raises(InvalidEventError) as caught:
        codec.encode(beyond)
    assert [(p.field, p.value) for p in caught.value.problems] == [("count", str(2**63))]


def test_half_a_surrogate_pair_is_not_written_and_named() -> None:
    event = example(FACTS["penalty.decided"])
    broken = type(event).model_validate(event.model_dump() | {"remedy_text": "a\ud800"})
    with pytest.raises(InvalidEventError) as caught:
        codec.encode(broken)
    assert [p.field for p in caught.value.problems] == ["remedy_text"]


def test_headers_mirror_the_body() -> None:
    event = example(FACTS["penalty.decided"])
    assert isinstance(event, Event)
    headers = dict(codec.cloud_headers(event))
    assert headers["ce_id"] == str(event.event_id).encode()
    assert headers["ce_partitionkey"] == b"371322"
    assert headers["ce_sharecategory"] == b"G3"
    assert all(name.replace("-", "").replace("_", "").isalnum() for name in headers)
    assert codec.contradicting_headers(event, headers.items()) == []


def test_a_header_that_says_something_else_is_named() -> None:
    event = example(FACTS["penalty.decided"])
    assert isinstance(event, Event)
    assert codec.contradicting_headers(event, [("ce_subject", b"other")]) == ["ce_subject"]
