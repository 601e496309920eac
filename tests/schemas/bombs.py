"""Reads messages that are made to cost much, within hard limits; run as a child process."""

from __future__ import annotations

import resource
import sys
from collections.abc import Callable, Iterator
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from schemas import codec
from schemas.catalogue import FACTS, MODELS
from schemas.codec import UnreadableError
from schemas.contracts import latest
from schemas.contracts.examples import example
from schemas.problems import InvalidEventError, problems_of
from tests.consumers.extremes import framed, record_of

SPARE_BYTES = 256 * 2**20
CPU_S = 60
LARGEST = 2**20
"""Bytes of the largest message a topic takes by default."""

HUGE = (b"\xfe" + b"\xff" * 8 + b"\x01", b"\xff" * 9 + b"\x01", b"\x80" * LARGEST)
FILLINGS = (b"\x00", b"\x01", b"\x02", b"\x02\x00", b"\x80", b"\xff", "汉".encode())


def bombs() -> Iterator[bytes]:
    """Yield values that announce, repeat or nest more than they hold."""
    for event_type in MODELS:
        value = framed(event_type, record_of(event_type, "greatest"))
        places = range(codec.FRAME_BYTES, len(value), max(1, len(value) // 60))
        yield from (value[:at] + huge for at in places for huge in HUGE[:2])
    for event_type in ("penalty.decided", "authority.item_list_published", "dead_letter.recorded"):
        least = framed(event_type, record_of(event_type, "least"))
        for at in range(codec.FRAME_BYTES, len(least)):
            yield least[:at] + HUGE[2]
            count = (LARGEST // 2).to_bytes(4, "big")
            yield least[:at] + bytes([0xFE, 0xFF, 0x3F, *count]) + bytes(LARGEST)
    for filling in FILLINGS:
        for event_type in MODELS:
            head = codec.encode(example(MODELS[event_type]))[: codec.FRAME_BYTES]
            yield head + filling * (LARGEST // len(filling))
    yield from lists()


def lists() -> Iterator[bytes]:
    """Yield messages whose list of records is as long as bytes allow: blocks of one, and one."""
    event_type = "authority.item_list_published"
    record = record_of(event_type, "null")
    name = next(f["name"] for f in latest(event_type).schema["fields"] if _holds_records(f["type"]))
    record[name] = record[name] * 10_000
    yield framed(event_type, record)


def _holds_records(kind: Any) -> bool:
    return isinstance(kind, dict) and kind.get("type") == "array" and kind["items"] != "string"


def nested(depth: int) -> Iterator[str]:
    """Yield JSON texts nested so deep, at the top and within fields."""
    yield "[" * depth + "]" * depth
    yield '{"a":' * depth + "1" + "}" * depth
    for field in ("party", "officers", "subject", "penalty_basis"):
        yield f'{{"{field}": {"[" * depth}{"]" * depth}}}'
        yield f'{{"{field}": ' + '{"a":' * depth + "1" + "}" * depth + "}"


def read_all() -> int:
    """Read every bomb; each is refused with a reason or read."""
    read = 0
    for value in bombs():
        read += 1
        with suppress(UnreadableError, InvalidEventError):
            codec.decode(value)
    penalty = FACTS["penalty.decided"]
    for text in (*nested(200), *nested(100_000)):
        read += 1
        _refused(partial(penalty.model_validate_json, text), text[:80])
    deep: Any = 1
    for _ in range(50_000):
        deep = {"a": [deep]}
    for field in ("party", "officers", "subject", "unknown"):
        read += 1
        known = example(penalty).model_dump() | {field: deep}
        _refused(partial(penalty.model_validate, known), field)
    return read


def _refused(validate: Callable[[], object], what: str) -> None:
    try:
        validate()
    except ValidationError as error:
        if problems_of(error):
            return
    raise AssertionError(what)


def limit() -> None:
    """Leave this process a bounded rest of memory and of CPU time."""
    pages = int(Path("/proc/self/statm").read_text("ascii").split()[0])
    most = pages * resource.getpagesize() + SPARE_BYTES
    resource.setrlimit(resource.RLIMIT_AS, (most, most))
    spent = int(resource.getrusage(resource.RUSAGE_SELF).ru_utime)
    resource.setrlimit(resource.RLIMIT_CPU, (spent + CPU_S, spent + CPU_S))


if __name__ == "__main__":
    for known in MODELS:  # what is made once a schema is no part of a bomb
        codec.decode(codec.encode(example(MODELS[known])))
    limit()
    sys.stdout.write(f"{read_all()} bombs defused\n")
