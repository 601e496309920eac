"""The codec: what is written is read back; what cannot be read says why."""

from __future__ import annotations

import io
import json
import struct
from contextlib import suppress

import fastavro
import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas import codec
from schemas.catalogue import FACTS, MODELS
from schemas.codec import UnreadableError
from schemas.contracts import contracts, latest
from schemas.contracts.examples import example
from schemas.envelope import Event
from schemas.problems import InvalidEventError


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


def test_a_message_of_an_earlier_writer_is_read_by_todays_model() -> None:
    """A writer that lacks a field with a default: the default is filled in."""
    contract = latest("agency.registered")
    message = example(MODELS["agency.registered"])
    older = json.loads(json.dumps(contract.schema))
    older["fields"] = [f for f in older["fields"] if f["name"] != "backfill_batch"]
    body = io.BytesIO()
    fastavro.schemaless_writer(body, fastavro.parse_schema(older), message.model_dump())
    body.seek(0)
    record = fastavro.schemaless_reader(
        body, fastavro.parse_schema(older), fastavro.parse_schema(contract.schema)
    )
    assert type(message).model_validate(record) == message


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
