"""The codec against bare fastavro: what the frame, the models and their validation cost."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO
from statistics import median
from typing import Any, Final

import fastavro

from schemas.catalogue import FACTS
from schemas.codec import FRAME_BYTES, decode, decode_record, encode, schema_id_of
from schemas.contracts import contracts
from schemas.contracts.examples import example
from schemas.envelope import Event
from schemas.validation import notes_on
from tests.bench.day import readable
from tests.bench.figure import Figure, Spent, compared, in_turns, timed

EVENTS: Final = 1000
ROUNDS: Final = 9
AIM_US: Final = 50.0
"""What the validation of a penalty decision may cost, all model validators included."""


def run() -> list[Figure]:
    """Encode and decode the events of a day, ours and bare."""
    messages = readable(EVENTS)
    events = [message.event for message in messages if message.event is not None]
    values = [message.value for message in messages]
    records = [event.model_dump() for event in events]
    bodies = [value[FRAME_BYTES:] for value in values]
    parsed = {id_: fastavro.parse_schema(c.schema) for id_, c in contracts().items()}
    schemas = [parsed[schema_id_of(value) or 0] for value in values]
    written = list(zip(schemas, records, strict=True))
    read = list(zip(schemas, bodies, strict=True))
    encoding = in_turns(lambda: _encode(events), lambda: _bare_write(written), ROUNDS)
    decoding = in_turns(lambda: _decode(values), lambda: _bare_read(read), ROUNDS)
    return [
        compared("codec.encode", "CPU µs/event", _us, encoding, "bare fastavro schemaless_writer"),
        compared("codec.decode", "CPU µs/event", _us, decoding, "bare fastavro schemaless_reader"),
        *_validating(),
    ]


def _validating() -> list[Figure]:
    """Validate a penalty decision as it comes from the codec, and note what is to be noted."""
    event = example(FACTS["penalty.decided"])
    assert isinstance(event, Event)
    _, record = decode_record(encode(event))
    model = type(event)
    return [
        _aimed("validate.penalty_decided", lambda: model.model_validate(record)),
        _aimed("validate.penalty_decided_notes", lambda: notes_on(event)),
    ]


def _aimed(name: str, once: Callable[[], object]) -> Figure:
    spent = [timed(EVENTS, lambda: [once() for _ in range(EVENTS)]) for _ in range(ROUNDS)]
    us = median(_us(it) for it in spent)
    return Figure(name, round(us, 2), "CPU µs/event", round(us / AIM_US, 3), f"{AIM_US:.0f} µs")


def _us(spent: Spent) -> float:
    return spent.cpu_ms * 1e3


def _encode(events: list[Event]) -> Spent:
    return timed(len(events), lambda: [encode(event) for event in events])


def _decode(values: list[bytes]) -> Spent:
    return timed(len(values), lambda: [decode(value) for value in values])


def _bare_write(records: list[tuple[Any, dict[str, Any]]]) -> Spent:
    def write() -> None:
        for schema, record in records:
            body = BytesIO()
            fastavro.schemaless_writer(body, schema, record)
            body.getvalue()

    return timed(len(records), write)


def _bare_read(bodies: list[tuple[Any, bytes]]) -> Spent:
    def read() -> None:
        for schema, body in bodies:
            fastavro.schemaless_reader(BytesIO(body), schema, None)

    return timed(len(bodies), read)
