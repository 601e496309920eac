"""Checks single values of a rule pack; what is wrong is noted and nothing is raised."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from decimal import Decimal
from difflib import get_close_matches
from typing import Any, Final

from schemas.problems import shortened, written
from streams.mistakes import Mistake
from streams.policy.pack import Confirmation

Mistakes = list[Mistake]

_MONTH_DAY: Final = re.compile(r"\d{2}-\d{2}", re.ASCII)
_AMOUNT: Final = re.compile(r"\d{1,16}(\.\d{1,2})?", re.ASCII)
"""元: amounts travel as decimal(18, 2), so they have up to 16 digits before the point."""
_LARGEST: Final = 100_000
"""More hours, days, minutes or items than any clause could mean."""
_HOURS_OF_A_DAY: Final = 24
_CONFIRMATION: Final = ("confirmed_by", "doc_no", "date")
_WORDS: Final = ("zh", "en")


def wrong(key: str, zh: str, en: str, fix_zh: str, fix_en: str) -> Mistake:
    """Return the mistake of a key of a pack; whoever reads the file adds its place."""
    return Mistake("", key, zh, en, fix_zh, fix_en)


def said(value: object) -> str:
    """Return a value as it stands in a file: days as days, texts in quotes."""
    match value:
        case None:
            return "（空）"
        case bool():
            return str(value).lower()
        case str():
            return f'"{shortened(value)}"'
        case _:
            return shortened(written(value))


def whole_number(where: str, value: Any, mistakes: Mistakes) -> int | None:
    """Return a count of hours, days, minutes or items; an hour of a day is one of 0 to 24."""
    most = _HOURS_OF_A_DAY if where.endswith("_hour") else _LARGEST
    if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value <= most:
        mistakes.append(
            wrong(
                where,
                f"{said(value)} 不是 0 至 {most} 的整数",
                f"{said(value)} is no whole number of 0 to {most}",
                "写一个整数，不加引号",
                "write a whole number without quotes",
            )
        )
        return None
    return value


def amount(where: str, value: Any, mistakes: Mistakes) -> Decimal | None:
    """Return an amount in yuan, of at most two decimals."""
    text = value if isinstance(value, str) else written(value)
    if isinstance(value, float) and value.is_integer():
        text = text.removesuffix(".0")
    if isinstance(value, bool) or not _AMOUNT.fullmatch(text):
        mistakes.append(
            wrong(
                where,
                f"{said(value)} 不是以元计的金额",
                f"{said(value)} is no amount in yuan",
                '写成 "5000.00"',
                'write "5000.00"',
            )
        )
        return None
    return Decimal(text)


def month_day(where: str, value: Any, mistakes: Mistakes) -> str | None:
    """Return a day of a year, MM-DD; there in every year, so never 02-29."""
    text = str(value)
    try:
        good = bool(_MONTH_DAY.fullmatch(text)) and bool(date.fromisoformat(f"2001-{text}"))
    except ValueError:
        good = False
    if not good:
        mistakes.append(
            wrong(
                where,
                f"{said(value)} 不是每年都有的日子",
                f"{said(value)} is no day of every year",
                '写成 "03-31"',
                'write "03-31"',
            )
        )
        return None
    return text


def as_day(where: str, value: Any, mistakes: Mistakes) -> date | None:
    """Return a day, written as TOML's date or as text."""
    if isinstance(value, date) and not isinstance(value, datetime):
        return value
    try:
        return date.fromisoformat(value)
    except (TypeError, ValueError):
        mistakes.append(
            wrong(
                where,
                f"{said(value)} 不是日期",
                f"{said(value)} is no date",
                "写成 2026-01-01",
                "write 2026-01-01",
            )
        )
        return None


def confirmed(
    where: str, entry: Mapping[str, Any], more: Iterable[str], mistakes: Mistakes
) -> Confirmation:
    """Return who confirmed an entry, by which document and when: all three are given, or none."""
    unknown_keys(where, entry, (*more, *_WORDS, *_CONFIRMATION), mistakes)
    given = {k: entry[k] for k in _CONFIRMATION if entry.get(k) not in (None, "")}
    if not given:
        return Confirmation()
    missing = ", ".join(k for k in _CONFIRMATION if k not in given)
    if missing:
        mistakes.append(
            wrong(
                where,
                "确认须写明机关、文号和日期",
                "a confirmation names who, the document and the date",
                f"补上 {missing}，或三项都不写",
                f"add {missing}, or leave all three out",
            )
        )
    for key in ("confirmed_by", "doc_no"):
        if key in given:
            as_text(f"{where}.{key}", given[key], mistakes)
    day = as_day(f"{where}.date", given["date"], mistakes) if "date" in given else None
    who, document = (str(given.get(key, "")) for key in ("confirmed_by", "doc_no"))
    return Confirmation(who, document, str(day or ""))


def as_text(where: str, value: Any, mistakes: Mistakes) -> str:
    """Return a text that says something."""
    if not isinstance(value, str) or not value.strip():
        mistakes.append(
            wrong(
                where,
                f"{said(value)} 不是文字",
                f"{said(value)} is no text",
                "写成加引号的文字",
                "write it in quotes",
            )
        )
        return ""
    return value


def worded(where: str, entry: Mapping[str, Any], known: tuple[str, str], mistakes: Mistakes) -> Any:
    """Return the words of an entry in Chinese and English, its own or the known ones.

    Who words the Chinese anew without the English leaves the English out: the known one would say
    something else.
    """
    if "zh" not in entry:
        if "en" in entry and known[0]:
            mistakes.append(
                wrong(
                    f"{where}.zh",
                    "只改了英文",
                    "only the English is worded anew",
                    "同时写 zh",
                    "write zh as well",
                )
            )
        return known
    zh = as_text(f"{where}.zh", entry["zh"], mistakes)
    en = as_text(f"{where}.en", entry["en"], mistakes) if "en" in entry else ""
    return zh, en


def unknown_keys(
    where: str, table: Mapping[str, Any], known: Iterable[str], mistakes: Mistakes
) -> None:
    """Note the keys that nobody reads: most often a slip of the pen."""
    names = tuple(known)
    for key in table:
        if key not in names:
            close = get_close_matches(key, names, n=1)
            meant = close[0] if close else ", ".join(names)
            mistakes.append(
                wrong(
                    f"{where}.{key}".removeprefix("."),
                    "没有这个键",
                    "no such key",
                    f"是否为 {meant}" if close else f"可用 {meant}",
                    f"did you mean {meant}?" if close else f"use {meant}",
                )
            )
