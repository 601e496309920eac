"""Checks single values of a rule pack; what is wrong is noted and nothing is raised."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from difflib import get_close_matches
from typing import Any, Final

from streams.policy.pack import Confirmation

Mistakes = list[str]

_MONTH_DAY: Final = re.compile(r"\d{2}-\d{2}")
_LARGEST: Final = 100_000
"""More hours, days, minutes or items than any clause could mean."""
_BEYOND_YUAN: Final = 10**16
"""Amounts travel as decimal(18, 2), so they stay below this."""
_CONFIRMATION: Final = ("confirmed_by", "doc_no", "date")
_WORDS: Final = ("zh", "en")


def whole_number(where: str, value: Any, mistakes: Mistakes) -> int | None:
    """Return a count of hours, days, minutes or items."""
    if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value <= _LARGEST:
        mistakes.append(f"{where}: {value!r} is no whole number of 0 to {_LARGEST}")
        return None
    return value


def amount(where: str, value: Any, mistakes: Mistakes) -> Decimal | None:
    """Return an amount in yuan, of at most two decimals."""
    try:
        yuan = Decimal("NaN") if isinstance(value, bool) else Decimal(str(value))
    except InvalidOperation:
        yuan = Decimal("NaN")
    if not yuan.is_finite() or not 0 <= yuan < _BEYOND_YUAN or yuan != round(yuan, 2):
        mistakes.append(f'{where}: {value!r} is no amount in yuan; write "5000.00"')
        return None
    return yuan


def month_day(where: str, value: Any, mistakes: Mistakes) -> str | None:
    """Return a day of a year, MM-DD; there in every year, so never 02-29."""
    text = str(value)
    try:
        good = bool(_MONTH_DAY.fullmatch(text)) and bool(date.fromisoformat(f"2001-{text}"))
    except ValueError:
        good = False
    if not good:
        mistakes.append(f'{where}: {value!r} is no day of every year; write "03-31"')
        return None
    return text


def as_day(where: str, value: Any, mistakes: Mistakes) -> date | None:
    """Return a day, written as TOML's date or as text."""
    if isinstance(value, date) and not isinstance(value, datetime):
        return value
    try:
        return date.fromisoformat(value)
    except (TypeError, ValueError):
        mistakes.append(f"{where}: {value!r} is no date; write 2026-01-01")
        return None


def confirmed(
    where: str, entry: Mapping[str, Any], more: Iterable[str], mistakes: Mistakes
) -> Confirmation:
    """Return who confirmed an entry, by which document and when: all three are given, or none."""
    unknown_keys(where, entry, (*more, *_WORDS, *_CONFIRMATION), mistakes)
    given = {k: entry[k] for k in _CONFIRMATION if entry.get(k) not in (None, "")}
    if not given:
        return Confirmation()
    missing = [k for k in _CONFIRMATION if k not in given]
    if missing:
        mistakes.append(
            f"{where}: a confirmation names who, the document and the date; add "
            f"{', '.join(missing)}, or leave all three out"
        )
    for key in ("confirmed_by", "doc_no"):
        if key in given and not isinstance(given[key], str):
            mistakes.append(f"{where}.{key}: {given[key]!r} is no text; write it in quotes")
    day = as_day(f"{where}.date", given["date"], mistakes) if "date" in given else None
    who, document = (str(given.get(key, "")) for key in ("confirmed_by", "doc_no"))
    return Confirmation(who, document, str(day or ""))


def unknown_keys(
    where: str, table: Mapping[str, Any], known: Iterable[str], mistakes: Mistakes
) -> None:
    """Note the keys that nobody reads: most often a slip of the pen."""
    names = tuple(known)
    for key in table:
        if key not in names:
            close = get_close_matches(key, names, n=1)
            hint = f"did you mean {close[0]}?" if close else f"use {', '.join(names)}"
            mistakes.append(f"{where}.{key}: no such key; {hint}".removeprefix("."))
