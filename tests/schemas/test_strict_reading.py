"""Bytes that other libraries read otherwise, or not at all, are refused; the rest is read alike."""

from __future__ import annotations

import subprocess
import sys
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from schemas import codec
from schemas.avro_reading import MisfitError, reader
from schemas.catalogue import MODELS
from schemas.codec import UnreadableError
from schemas.contracts import contracts
from schemas.contracts.examples import example
from schemas.problems import InvalidEventError
from tests.consumers.extremes import Edge, framed_by, record_by
from tests.schemas.foreign import alike, by_avro, by_fastavro

UUID_TEXT = "12345678-1234-5678-1234-567812345678"
LONGS = {"type": "array", "items": "long"}
TEXTS = {"type": "array", "items": "string"}
MAYBE = ["null", "string"]
INSTANT = {"type": "long", "logicalType": "timestamp-millis"}
DAY = {"type": "int", "logicalType": "date"}
YUAN = {"type": "bytes", "logicalType": "decimal", "precision": 18, "scale": 2}
ID = {"type": "string", "logicalType": "uuid"}


def zigzag(number: int) -> bytes:
    """Return a number as an Avro long, however large."""
    left = number << 1 if number >= 0 else (-number << 1) - 1
    written = bytearray()
    while left > 0x7F:
        written.append(left & 0x7F | 0x80)
        left >>= 7
    return bytes([*written, left])


def text(value: bytes) -> bytes:
    return zigzag(len(value)) + value


def read(kind: Any, body: bytes) -> Any:
    """Read a record with one field `x` to its end."""
    fields = [{"name": "x", "type": kind}]
    schema = {"type": "record", "name": "T", "namespace": "cn.xzzf", "fields": fields}
    record, end = reader(schema, schema)(body, 0)
    assert end == len(body)
    return record["x"]


@pytest.mark.parametrize(
    ("kind", "body", "meant"),
    [
        ("boolean", b"\x00", False),
        ("boolean", b"\x01", True),
        ("long", zigzag(2**63 - 1), 2**63 - 1),
        ("long", zigzag(-(2**63)), -(2**63)),
        (LONGS, b"\x00", []),
        (LONGS, zigzag(-2) + zigzag(2) + b"\x02\x04\x00", [1, 2]),
        (LONGS, b"\x02\x02\x02\x04\x00", [1, 2]),
        (MAYBE, b"\x00", None),
        (MAYBE, b"\x02\x02a", "a"),
        ("string", text("\x00汉𠀀".encode()), "\x00汉𠀀"),
        (YUAN, text(b"\x7f"), Decimal("1.27")),
        (YUAN, text(b"\x00" * 15 + b"\x01"), Decimal("0.01")),
        (YUAN, text((10**18 - 1).to_bytes(8, "big")), Decimal("9999999999999999.99")),
        (DAY, zigzag(-1), date(1969, 12, 31)),
        (INSTANT, zigzag(-1), datetime(1969, 12, 31, 23, 59, 59, 999000, UTC)),
        (ID, text(UUID_TEXT.upper().encode()), UUID(UUID_TEXT)),
    ],
)
def test_what_has_one_meaning_is_read(kind: Any, body: bytes, meant: Any) -> None:
    assert read(kind, body) == meant


@pytest.mark.parametrize(
    ("kind", "body", "reason"),
    [
        ("boolean", b"\x02", "a boolean is 0 or 1"),
        ("boolean", b"\xff", "a boolean is 0 or 1"),
        ("boolean", b"", "ends here"),
        ("long", b"\x80\x80\x00", "longer than it needs"),
        ("long", b"\x80" * 9 + b"\x02", "exceeds 64 bits"),
        ("long", b"\xff" * 9 + b"\x7f", "exceeds 64 bits"),
        ("long", b"\x80" * 11 + b"\x01", "exceeds 64 bits"),
        ("long", zigzag(2**63), "exceeds 64 bits"),
        ("long", b"\x80", "ends here"),
        (LONGS, zigzag(2**62), "fewer bytes follow"),
        (LONGS, zigzag(-(2**63)) + b"\x00", "fewer bytes follow"),
        (LONGS, zigzag(-2) + zigzag(77) + b"\x02\x04\x00", "another size"),
        (LONGS, zigzag(-2) + zigzag(-2) + b"\x02\x04\x00", "another size"),
        (TEXTS, zigzag(2**62) + b"\x00" * 100, "fewer bytes follow"),
        (MAYBE, b"\x04", "branches 0 and 1"),
        (MAYBE, b"\x01\x02a", "branches 0 and 1"),
        (MAYBE, b"\x03", "branches 0 and 1"),
        (MAYBE, b"\x80\x00", "branches 0 and 1"),
        (MAYBE, zigzag(2**40), "branches 0 and 1"),
        ("string", zigzag(-1), "negative"),
        ("string", zigzag(-(2**62)) + b"abc", "negative"),
        ("string", zigzag(2**62) + b"a", "are announced"),
        ("bytes", zigzag(10) + b"abc", "10 bytes are announced, but 3 are left"),
        ("string", text(b"\xff\xfe"), "not UTF-8"),
        ("string", text(b"\xed\xa0\x80"), "not UTF-8"),
        ("string", text(b"\xc0\x80"), "not UTF-8"),
        (YUAN, text(b""), "1 to 18 digits"),
        (YUAN, text((10**18).to_bytes(8, "big")), "1 to 18 digits"),
        (YUAN, text(b"\x00" * 16 + b"\x01"), "1 to 18 digits"),
        (YUAN, text(b"\x7f" * 100_000), "1 to 18 digits"),
        (DAY, zigzag(2_932_897), "outside years"),
        (DAY, zigzag(2**40), "outside years"),
        (DAY, zigzag(-(2**31)), "outside years"),
        (INSTANT, zigzag(253_402_300_800_000), "outside years"),
        (INSTANT, zigzag(-(2**63)), "outside years"),
        (ID, text(b"x"), "hexadecimal"),
        (ID, text(UUID_TEXT.replace("-", "").encode()), "hexadecimal"),
        (ID, text(f"{{{UUID_TEXT}}}".encode()), "hexadecimal"),
        (ID, text(f"urn:uuid:{UUID_TEXT}".encode()), "hexadecimal"),
        (ID, text(f"{UUID_TEXT}\n".encode()), "hexadecimal"),
        (ID, text(("１" * 32).encode()), "hexadecimal"),
        (ID, text(b"0x" + b"1" * 30), "hexadecimal"),
    ],
)
def test_what_has_another_meaning_elsewhere_or_none_is_refused(
    kind: Any, body: bytes, reason: str
) -> None:
    with pytest.raises(MisfitError, match=reason) as caught:
        read(kind, body)
    assert caught.value.path == ["x"]


def test_the_path_leads_into_nested_records() -> None:
    inner = {"type": "record", "name": "I", "namespace": "cn.xzzf"}
    inner["fields"] = [{"name": "at", "type": "boolean"}]  # type: ignore[assignment]
    with pytest.raises(MisfitError) as caught:
        read({"type": "array", "items": inner}, b"\x02\x05\x00")
    assert caught.value.path == ["x", "at"]


def test_what_is_refused_names_the_field_in_both_languages() -> None:
    message = example(MODELS["penalty.decided"])
    subject = str(message.model_dump()["subject"]).encode()
    value = codec.encode(message).replace(subject, b"\xff" * len(subject), 1)
    with pytest.raises(UnreadableError, match="subject: the text is not UTF-8") as caught:
        codec.decode(value)
    assert "subject：文字不是 UTF-8" in caught.value.zh


PAYLOADS = [
    *(bytes([byte]) for byte in (0, 1, 2, 3, 4, 0x7F, 0x80, 0xFF)),
    *(zigzag(n) for n in (2**62, -(2**62), -(2**63), 2**63, 2**31, -1, 300)),
    b"\x80\x00",
    b"\xff" * 9 + b"\x7f",
    b"\x80" * 12,
    b"\xed\xa0\x80",
    text(b"\x7f" * 40),
    bytes(40),
]


@st.composite
def damaged(draw: st.DrawFn) -> bytes:
    """Draw a message of any version with one to three mutations."""
    known = list(contracts().values())
    edges: tuple[Edge, ...] = ("least", "greatest", "null")

    def message() -> bytes:
        contract = draw(st.sampled_from(known))
        return framed_by(contract, record_by(contract, draw(st.sampled_from(edges))))

    event_type = draw(st.sampled_from(sorted(MODELS)))
    value = bytearray(
        codec.encode(example(MODELS[event_type])) if draw(st.booleans()) else message()
    )
    for _ in range(draw(st.integers(1, 3))):
        at = draw(st.integers(0, len(value)))
        match draw(st.sampled_from(["flip", "set", "insert", "delete", "cut", "splice", "id"])):
            case "flip" if at < len(value):
                value[at] ^= 1 << draw(st.integers(0, 7))
            case "set":
                put = draw(st.sampled_from(PAYLOADS))
                value[at : at + len(put)] = put
            case "insert":
                value[at:at] = draw(st.sampled_from(PAYLOADS) | st.binary(max_size=8))
            case "delete":
                del value[at : at + draw(st.integers(1, 40))]
            case "cut":
                del value[at:]
            case "splice":
                value[at:] = message()[at:]
            case _:
                value[1:5] = draw(st.sampled_from(known)).schema_id.to_bytes(4, "big")
    return bytes(value)


@settings(max_examples=1500)
@given(damaged())
def test_damaged_bytes_are_refused_or_mean_the_same_to_every_library(value: bytes) -> None:
    try:
        _, record = codec.decode_record(value)
    except UnreadableError:
        return
    assert alike(by_avro(value)) == alike(record)
    assert alike(by_fastavro(value)) == alike(record)


@settings(max_examples=1500)
@given(damaged())
def test_damaged_bytes_are_refused_or_a_valid_event_that_can_be_written_again(value: bytes) -> None:
    try:
        message = codec.decode(value)
    except (UnreadableError, InvalidEventError):
        return
    assert codec.decode(codec.encode(message)) == message


def test_no_bytes_cost_more_than_bounded_time_and_memory() -> None:
    """A child with 256 MB to spare and 60 s of CPU reads every bomb; one that goes off ends it."""
    command = [sys.executable, "-m", "tests.schemas.bombs"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-2000:]
    assert "bombs defused" in done.stdout
