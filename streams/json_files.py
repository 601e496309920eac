"""Reads JSON and JSON Lines: every value of a file with the line on which it begins."""

from __future__ import annotations

import json
import math
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, NoReturn

from schemas.problems import shortened
from streams.mistakes import FileError, MissingFileError, Mistake, unopened

STDIN: Final = Path("-")
_LINES: Final = frozenset({".jsonl", ".ndjson"})
_MOST_DIGITS: Final = 4_000
"""Digits of a whole number; Python refuses to read more than 4,300."""


@dataclass(frozen=True, slots=True)
class Placed:
    """A value and where it stands: `file:line`."""

    place: str
    value: Any


def text_of(path: Path) -> str:
    """Return the text of a file; `-` is standard input.

    Raises:
        MissingFileError: it cannot be opened.
        FileError: it is not UTF-8.
    """
    try:
        content = sys.stdin.buffer.read() if path == STDIN else path.read_bytes()
        return content.decode("utf-8-sig")
    except OSError as error:
        raise MissingFileError([unopened(path, str(error.strerror))]) from error
    except UnicodeDecodeError as error:
        raise FileError([_not_utf8(path, error)]) from error


def values(path: Path) -> list[Placed]:
    """Return every value of a file: one, several in a row, or one a line; lists are opened.

    Raises:
        MissingFileError: it cannot be opened.
        FileError: it is not JSON, or an object has a key twice; of JSON Lines every bad line is
            named.
    """
    found, mistakes = readable(path)
    if mistakes:
        raise FileError(mistakes)
    return found


def readable(path: Path) -> tuple[list[Placed], list[Mistake]]:
    """Return the values of a file that can be read, and what is wrong with the others.

    Raises:
        MissingFileError: it cannot be opened.
        FileError: it is not UTF-8.
    """
    text = text_of(path)
    by_line = path.suffix in _LINES
    found: list[Placed] = []
    mistakes: list[Mistake] = []
    for line, piece in _lines(text) if by_line else [(1, text)]:
        try:
            of_piece = list(_values(str(path), line, piece))
            twice = [m for p in of_piece for m in _repeated(p.place, "", p.value)]
        except (json.JSONDecodeError, RecursionError, _NumberError) as error:
            mistakes.append(_not_json(str(path), line, error))
            continue
        mistakes += twice
        found += of_piece
    return found, mistakes


class _NumberError(ValueError):
    """A number that JSON does not have, or that no event can hold."""


class _Repeated(dict[str, Any]):
    """An object in which keys stand more than once: the last of each, and which they are."""

    def __init__(self, pairs: list[tuple[str, Any]]) -> None:
        super().__init__(pairs)
        names = [name for name, _ in pairs]
        self.twice = sorted(name for name in self if names.count(name) > 1)


def _no_number(name: str) -> NoReturn:
    raise _NumberError(f"{name} is no number of JSON")


def _whole(digits: str) -> int:
    if len(digits) > _MOST_DIGITS:
        raise _NumberError(f"a number of {len(digits.lstrip('-'))} digits")
    return int(digits)


def _fraction(written: str) -> float:
    number = float(written)
    if math.isinf(number):
        raise _NumberError(f"{shortened(written)} is too large a number")
    return number


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    plain = dict(pairs)
    return plain if len(plain) == len(pairs) else _Repeated(pairs)


_DECODER: Final = json.JSONDecoder(
    parse_constant=_no_number,
    parse_int=_whole,
    parse_float=_fraction,
    object_pairs_hook=_object,
)


def _repeated(place: str, key: str, value: Any) -> Iterator[Mistake]:
    """Yield every key that an object has twice: which of the two is meant cannot be known."""
    match value:
        case dict():
            if isinstance(value, _Repeated):
                yield from (_twice(place, f"{key}.{k}".lstrip(".")) for k in value.twice)
            for name, inner in value.items():
                yield from _repeated(place, f"{key}.{name}".lstrip("."), inner)
        case list():
            for index, inner in enumerate(value):
                yield from _repeated(place, f"{key}[{index}]", inner)


def _twice(place: str, key: str) -> Mistake:
    return Mistake(
        place,
        key,
        "此键在同一对象中重复",
        "the key stands twice in one object",
        "只留下应有的一个",
        "keep the one that is meant",
    )


def _lines(text: str) -> Iterator[tuple[int, str]]:
    for number, line in enumerate(text.split("\n"), start=1):
        if line.strip():
            yield number, line


def _values(name: str, first_line: int, text: str) -> Iterator[Placed]:
    at = _after_blank(text, 0)
    while at < len(text):
        place = f"{name}:{first_line + text.count(chr(10), 0, at)}"
        value, end = _DECODER.raw_decode(text, at)
        if isinstance(value, list):
            yield from (Placed(f"{place}[{n}]", entry) for n, entry in enumerate(value))
        else:
            yield Placed(place, value)
        at = _after_blank(text, end)


def _after_blank(text: str, at: int) -> int:
    while at < len(text) and text[at].isspace():
        at += 1
    return at


def _not_json(name: str, line: int, error: Exception) -> Mistake:
    place, why = f"{name}:{line}", str(error)
    if isinstance(error, json.JSONDecodeError):
        place, why = f"{name}:{line + error.lineno - 1}:{error.colno}", error.msg
    if isinstance(error, RecursionError):
        why = "nested too deeply"
    return Mistake(
        place,
        "",
        "不是 JSON",
        f"not JSON: {why}",
        "写一个 JSON 对象或列表，或每行一个对象 (.jsonl)",
        "write one JSON object or list, or one object a line in a .jsonl file",
    )


def _not_utf8(path: Path, error: UnicodeDecodeError) -> Mistake:
    return Mistake(
        str(path),
        "",
        "不是 UTF-8 文字",
        f"is not UTF-8 (byte {error.start})",
        "另存为 UTF-8",
        "save it as UTF-8",
    )
