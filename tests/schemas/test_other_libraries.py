"""Our values are read alike by fastavro, the `avro` package and ourselves, and theirs by us."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from schemas import codec
from schemas.catalogue import MODELS
from schemas.codec import FRAME_BYTES, MAGIC
from schemas.contracts import Contract, contracts, latest
from schemas.contracts.examples import example
from tests.consumers.extremes import Edge, framed_by, record_by
from tests.schemas.foreign import alike, by_avro, by_fastavro, written_by_avro, written_by_fastavro
from tests.schemas.strategies import valid

EDGES: tuple[Edge, ...] = ("least", "greatest", "null")


@pytest.mark.parametrize("event_type", MODELS)
def test_an_example_is_read_alike_by_every_library(event_type: str) -> None:
    message = example(MODELS[event_type])
    value = codec.encode(message)
    assert codec.decode(value) == message
    said = alike(message.model_dump())
    assert alike(by_fastavro(value)) == said
    assert alike(by_avro(value)) == said


@pytest.mark.parametrize("event_type", MODELS)
def test_an_example_that_another_library_writes_is_read_by_us(event_type: str) -> None:
    message = example(MODELS[event_type])
    contract = latest(event_type)
    head = bytes([MAGIC]) + contract.schema_id.to_bytes(FRAME_BYTES - 1, "big")
    for write in (written_by_avro, written_by_fastavro):
        assert codec.decode(head + write(contract, message.model_dump())) == message


@pytest.mark.parametrize("event_type", MODELS)
@settings(max_examples=10)
@given(data=st.data())
def test_any_valid_event_survives_and_means_the_same_elsewhere(
    event_type: str, data: st.DataObject
) -> None:
    message = data.draw(valid(MODELS[event_type]))
    value = codec.encode(message)
    assert codec.decode(value) == message
    record = message.model_dump()
    assert value[FRAME_BYTES:] == written_by_fastavro(latest(event_type), record)
    assert alike(by_avro(value)) == alike(record)
    assert alike(by_fastavro(value)) == alike(record)


@pytest.mark.parametrize(
    "contract", contracts().values(), ids=lambda c: f"{c.event_type} v{c.version}"
)
def test_every_version_ever_committed_is_read_alike_by_every_library(contract: Contract) -> None:
    for edge in EDGES:
        value = framed_by(contract, record_by(contract, edge))
        said = alike(codec.decode_record(value)[1])
        assert alike(by_fastavro(value)) == said
        assert alike(by_avro(value)) == said
