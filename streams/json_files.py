"""Reads JSON and JSON Lines: every value of a file with the line on which it begins."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, NoReturn

from streams.mistakes import FileError, MissingFileError, Mistake

STDIN: Final = Path("-")
_LINES: Final = frozenset({".jsonl", ".ndjson"})


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
        return sys.stdin.read() if path == STDIN else path.read_text("utf-8-sig")
    except OSError as error:
        raise MissingFileError([_unopened(path, str(error.strerror))]) from error
    except UnicodeDecodeError as error:
        raise FileError([_not_utf8(path, error)]) from error


def values(path: Path) -> list[Placed]:
    """Return every value of a file: one, several in a row, or one a line; lists are opened.

    Raises:
        MissingFileError: it cannot be opened.
        FileError: it is not JSON; of JSON Lines every bad line is named.
    """
    text = text_of(path)
    by_line = path.suffix in _LINES
    found: list[Placed] = []
    mistakes: list[Mistake] = []
    for line, piece in _lines(text) if by_line else [(1, text)]:
        try:
            found += _values(str(path), line, piece)
        except (json.JSONDecodeError, RecursionError, _NumberError) as error:
            mistakes.append(_not_json(str(path), line, error))
    if mistakes:
        raise FileError(mistakes)
    return found


class _NumberError(ValueError):
    """NaN or an infinity, which JSON does not have."""


def _no_number(name: str) -> NoReturn:
    raise _NumberError(f"{name} is no number of JSON")


_DECODER: Final = json.JSONDecoder(parse_constant=_no_number)


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


def _unopened(path: Path, why: str) -> Mistake:
    return Mistake(
        str(path), "", "打不开", f"cannot be opened ({why})", "核对文件名", "check the name"
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
