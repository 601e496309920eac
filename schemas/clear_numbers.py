"""Identity and telephone numbers that stand in clear in a text (rule V-07).

Sources: GB 11643 (citizen number, checked by `stdnum.cn.ric`: digits, birth date and check
character); the numbering plan of the People's Republic, by `phonenumbers`.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

import phonenumbers
from stdnum.cn import ric

_CANDIDATE = re.compile(r"\d[\d\s-]{9,}[\dXxＸｘ]")
_CITIZEN = re.compile(r"(?<![0-9A-Za-z])\d{17}[\dX](?![0-9A-Za-z])")
_MOBILE = re.compile(r"(?<![0-9A-Za-z-])(?:(?:\+|00)?86[- ]?)?(1[3-9]\d(?:[- ]?\d{4}){2})(?![0-9])")
_SHOWN = 4


@dataclass(frozen=True, slots=True)
class NumberInClear:
    """A number that stands in clear. `masked` shows its last four characters only."""

    zh: str
    en: str
    masked: str


def number_in_clear(text: str) -> NumberInClear | None:
    """Return the first citizen or mobile number in a text, or None.

    Full-width digits and numbers in groups are found too. A credit code, a document number or
    any other run of digits is not taken for one: the check digit or numbering plan decides.
    """
    if not _CANDIDATE.search(text):
        return None
    return next((number for number, _, _ in _found(_plain(text))), None)


def without_numbers(text: str) -> str:
    """Return a text in which only the last four characters of such numbers stand."""
    if not _CANDIDATE.search(text):
        return text
    plain = _plain(text)
    for number, start, end in sorted(_found(plain), key=lambda f: f[1], reverse=True):
        plain = f"{plain[:start]}{number.masked}{plain[end:]}"
    return plain


def _plain(text: str) -> str:
    return unicodedata.normalize("NFKC", text).upper()


def _found(plain: str) -> Iterator[tuple[NumberInClear, int, int]]:
    for found in _CITIZEN.finditer(plain):
        if ric.is_valid(found[0]):
            masked = _masked(found[0])
            number = NumberInClear("公民身份号码", "a citizen identity number", masked)
            yield number, *found.span()
    for found in _MOBILE.finditer(plain):
        digits = re.sub(r"[- ]", "", found[1])
        if phonenumbers.is_valid_number(phonenumbers.parse(digits, "CN")):
            number = NumberInClear("手机号码", "a mobile telephone number", _masked(digits))
            yield number, *found.span(1)


def _masked(number: str) -> str:
    return f"…{number[-_SHOWN:]}"
