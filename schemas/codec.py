"""The codec: Avro in the Confluent frame, with CloudEvents headers.

A value is `00`, the writer schema's id (big-endian int32) and the Avro body.
Source: Confluent wire format; CloudEvents 1.0 Kafka protocol binding, binary mode.
"""

from __future__ import annotations

import struct
from collections.abc import Iterable
from functools import cache
from typing import Any, Final

from pydantic import ValidationError
from pydantic_core import PydanticCustomError

from schemas.avro_reading import MisfitError, Read, reader
from schemas.avro_writing import BeyondError, Write, writer
from schemas.catalogue import MODELS, Message
from schemas.code_forms import identifier
from schemas.contracts import contracts, latest
from schemas.envelope import Event
from schemas.fields import READING
from schemas.problems import InvalidEventError, Problem, problems_of, shortened, written

_FRAME: Final = struct.Struct(">bI")
MAGIC: Final = 0
FRAME_BYTES: Final = _FRAME.size

LEAST_HEADERS: Final = (
    "ce_specversion",
    "ce_id",
    "ce_source",
    "ce_type",
    "ce_time",
    "content-type",
)
"""What a message bears at least (CloudEvents 1.0 and the time; Kafka binding, binary mode)."""

_IDENTIFIERS: Final = frozenset(
    {"ce_subject", "ce_correlationid", "ce_causationid", "ce_agencycode", "ce_regioncode"}
)

KafkaHeaders = list[tuple[str, bytes]]


class UnreadableError(ValueError):
    """Bytes that are no message of the catalogue."""

    def __init__(self, code: str, zh: str, en: str, schema_id: int | None = None) -> None:
        self.code = code
        self.zh = zh
        self.en = en
        self.schema_id = schema_id
        super().__init__(f"{code}: {en} / {zh}")


def encode(message: Message) -> bytes:
    """Return the framed value of a message, written with its type's latest schema.

    Raises:
        InvalidEventError: a value that Avro cannot hold: a number beyond 64 bits, or half of a
            surrogate pair.
    """
    head, write = _writer(message.TYPE)
    try:
        return head + write(message)
    except BeyondError as error:
        raise InvalidEventError(message.TYPE, (_beyond(error),)) from error


def decode(value: bytes | None) -> Message:
    """Return the message in a framed value, resolved to today's model.

    Raises:
        UnreadableError: no frame, an unknown schema id, or a body that does not fit its schema.
        InvalidEventError: the body was read but breaks validation rules.
    """
    event_type, record = decode_record(value)
    if event_type not in MODELS:
        raise UnreadableError(
            "UNKNOWN_SCHEMA",
            f"事件类型 {event_type} 已停用",
            f"event type {event_type} has been retired",
            schema_id_of(value),
        )
    try:
        return MODELS[event_type].model_validate(record, context={READING: True})
    except ValidationError as error:
        raise InvalidEventError(event_type, problems_of(error)) from error


def schema_id_of(value: bytes | None) -> int | None:
    """Return the writer schema id of a framed value, or None where there is no frame."""
    if value is None or len(value) < FRAME_BYTES:
        return None
    magic, schema_id = _FRAME.unpack_from(value)
    return int(schema_id) if magic == MAGIC else None


def decode_record(value: bytes | None) -> tuple[str, dict[str, Any]]:
    """Return (event type, record) of a framed value, resolved but not yet validated.

    Raises:
        UnreadableError: no frame, an unknown schema id, or a body that does not fit its schema.
    """
    schema_id = schema_id_of(value)
    if value is None or schema_id is None:
        found = "empty" if not value else value[:FRAME_BYTES].hex(" ")
        raise UnreadableError(
            "UNREADABLE",
            f"不是 Confluent 帧：应以 00 和四字节模式编号开头，实际为 {found}",
            f"no Confluent frame: expected 00 and a four-byte schema id, found {found}",
        )
    contract = contracts().get(schema_id)
    if contract is None:
        raise UnreadableError(
            "UNKNOWN_SCHEMA",
            f"模式编号 {schema_id} 不在目录中；请先登记该模式，或改用已发布的模式",
            f"schema id {schema_id} is not in the catalogue; register it or use a published one",
            schema_id,
        )
    try:
        record, end = _reader(schema_id)(value, FRAME_BYTES)
    except MisfitError as error:
        field = ".".join(error.path)
        raise UnreadableError(
            "UNREADABLE",
            f"消息体与模式 {contract.event_type} v{contract.version} 不符：{field}：{error.zh}",
            f"the body does not fit schema {contract.event_type} v{contract.version}: "
            f"{field}: {error.en}",
            schema_id,
        ) from error
    if end != len(value):
        surplus = len(value) - end
        raise UnreadableError(
            "UNREADABLE",
            f"消息体多出 {surplus} 字节",
            f"{surplus} bytes are left after the body",
            schema_id,
        )
    return contract.event_type, record


@cache
def _writer(event_type: str) -> tuple[bytes, Write]:
    contract = latest(event_type)
    return _FRAME.pack(MAGIC, contract.schema_id), writer(contract.schema)


@cache
def _reader(schema_id: int) -> Read:
    contract = contracts()[schema_id]
    return reader(contract.schema, latest(contract.event_type).schema)


def _beyond(error: BeyondError) -> Problem:
    return Problem(
        "V-70",
        ".".join(error.path),
        shortened(written(error.value)),
        "值超出传输格式的范围（64 位整数、18 位小数、合法的 Unicode 文字）",
        "the value exceeds what travels (64-bit numbers, 18-digit decimals, proper Unicode)",
        "核对该值",
        "check the value",
    )


def cloud_headers(event: Event) -> KafkaHeaders:
    """Return the CloudEvents headers of an event; they mirror its fields."""
    mirrored = {
        "ce_specversion": "1.0",
        "ce_id": str(event.event_id),
        "ce_source": event.source,
        "ce_type": event.event_type,
        "ce_time": event.occurred_at.isoformat(timespec="milliseconds"),
        "ce_recordedtime": event.recorded_at.isoformat(timespec="milliseconds"),
        "ce_formedat": event.formed_at and event.formed_at.isoformat(timespec="milliseconds"),
        "ce_subject": event.subject,
        "ce_sequence": event.source_seq,
        "ce_partitionkey": event.district,
        "ce_correlationid": event.correlation_id,
        "ce_causationid": event.causation_id,
        "ce_sharecategory": event.share_category,
        "ce_agencycode": event.agency_id,
        "ce_regioncode": event.region_code,
        "ce_dataclassification": event.classification,
        "content-type": "application/avro",
    }
    return [(name, text.encode()) for name, text in mirrored.items() if text]


def contradicting_headers(event: Event, headers: Iterable[tuple[str, bytes]]) -> list[str]:
    """Return the names of CloudEvents headers that say something else than the body (V-71).

    A header that mirrors an identifier is normalised first, as the body's is (V-09).
    """
    mirrored = dict(cloud_headers(event))
    return [
        name
        for name, value in headers
        if name.startswith("ce_")
        and name in mirrored
        and mirrored[name] != value
        and not (name in _IDENTIFIERS and _normalised(value) == mirrored[name])
    ]


def missing_headers(headers: Iterable[tuple[str, bytes]]) -> list[str]:
    """Return which of the headers are missing that every message bears (HEADER_MISSING)."""
    given = {name for name, value in headers if value}
    return [name for name in LEAST_HEADERS if name not in given]


def _normalised(value: bytes) -> bytes:
    text = value.decode(errors="replace")
    try:
        return identifier(text).encode(errors="replace")
    except PydanticCustomError:  # nothing but blanks
        return b""
