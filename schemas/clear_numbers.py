"""Identity and telephone numbers that stand in clear in a text (rule V-07).

Sources: GB 11643-1999 (citizen number, checked by `stdnum.cn.ric`: division, birth date and check
character); the numbering plan of the People's Republic, by `phonenumbers`. Not searched for: the
15 digits of before 1999, which have no check character, and landlines, which are mostly those of
offices.

Digits are read in groups, as people write them, with a blank, dash, dot or the like between. A
citizen number proves itself by its check character, so any groups will do. A mobile number
proves little, so its groups must be ones in which telephone numbers are written.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import accumulate, pairwise
from typing import Any, Final

from phonenumbers import PhoneMetadata
from stdnum.cn import ric

_BETWEEN: Final = (
    r"\s\-./_()·•․‧∙⋅・．／＿（）－﹣﹘\u2010-\u2015\u2212\u00ad\u200b-\u200f\u2060\ufeff"
)
_OTHER_DIGIT = re.compile(r"(?![0-9])\d")
_DIGITS: Final = "".join(filter(str.isdecimal, map(chr, range(0x10000))))
_CANDIDATE = re.compile(
    rf"[{_DIGITS}\U00010000-\U0010ffff](?<=\d)(?<!\d\d)(?:[{_BETWEEN}]{{0,3}}+\d){{10}}"
)
"""Eleven digits with little between them. A set of characters is found in half the time that a
category takes, and a run of digits is tried from its beginning only."""
_WIDE_DIGITS: Final = "０１２３４５６７８９"
_OTHER_DIGITS: Final = [d for d in _DIGITS if d not in _WIDE_DIGITS and not d.isascii()]
_DIGIT, _RARE, _OTHER = b"0", b"?", b"x"
_RUN: Final = _DIGIT * 11
_ENDS: Final = frozenset({*b"0123456789", *(digit.encode()[-1] for digit in _WIDE_DIGITS)})
_RARE_LEADS: Final = frozenset({0xF0, *(d.encode()[0] for d in _OTHER_DIGITS)})
_DIGIT_BYTES: Final = bytes({*b"0123456789", _WIDE_DIGITS.encode()[0], *_RARE_LEADS})
"""One byte of UTF-8 for every digit of any script; all planes but the first begin with 0xF0."""


def _shape() -> tuple[bytes, bytes]:
    """Return what each byte of UTF-8 stands for in the shape of a text, and those left out of it.

    A digit becomes `_DIGIT`, by its only byte or its last; bytes of separators are left out, the
    first two of full-width digits among them. What may begin a digit of another script becomes
    `_RARE`, for then only a search can tell. Bytes that other characters share with these make a
    run too long, never too short, and the first byte of an ideograph ends it.
    """
    separators = "".join(re.findall(rf"[{_BETWEEN}]", "".join(map(chr, range(0x10000)))))
    stands_for = (
        _DIGIT if byte in _ENDS else _RARE if byte in _RARE_LEADS else _OTHER for byte in range(256)
    )
    left_out = {*separators.encode()} - _ENDS - _RARE_LEADS
    return b"".join(stands_for), bytes(left_out)


_SHAPE, _LEFT_OUT = _shape()
_CHAIN = re.compile(
    rf"\d+X?(?:[{_BETWEEN}]{{1,3}}\d+X?)*(?:[{_BETWEEN}]{{1,3}}X(?![0-9A-Z]))?", re.ASCII
)
_GROUP = re.compile(r"(?=[\dX])(\d*)(X?)", re.ASCII)
_ALPHABET = "[0-9A-HJ-NPQRTUWXY]"
_CODES = re.compile(
    r"(?<![0-9A-Z])(?:"
    r"[0-9A-F]{8}(?:-[0-9A-F]{4}){3}-[0-9A-F]{12}"  # UUID
    r"|(?=\d*[A-F])[0-9A-F]{24,}"  # digest, token
    rf"|(?!\d{{17}}[\dX]){_ALPHABET}{{2}}\d{{6}}{_ALPHABET}{{10}}"  # credit code with letters
    r")(?![0-9A-Z])",
    re.ASCII,
)
"""Codes whose digits mean nothing by themselves. A credit code of digits only stays: a citizen
number looks like it, and no credit code has a birth date where one is read."""

_LOOK_ALIKES: Final = str.maketrans(
    dict.fromkeys("‐‑‒–—―−﹘", "-")
    | dict.fromkeys("·•․‧∙⋅・", ".")
    | dict.fromkeys("×ХΧ", "X")
    | dict.fromkeys("\u00ad\u200b\u200c\u200d\u200e\u200f\u2060\ufeff", "")
)
_CITIZEN_LENGTH, _MOBILE_LENGTH = 18, 11
_PLAN: Any = PhoneMetadata.metadata_for_region("CN", None)
_MOBILE = re.compile(_PLAN.mobile.national_number_pattern, re.ASCII)
_DIALLED = re.compile(r"(?:(?:00?)?86|0)(?=1[3-9])")
_COUNTRY = frozenset({"86", "086", "0086"})
_WRITTEN: Final = frozenset(
    {
        (11,),
        (3, 4, 4),
        (3, 8),
        (7, 4),
        (4, 3, 4),
        (4, 4, 3),
        (3, 3, 5),
        (3, 5, 3),
        (5, 6),
        (6, 5),
        (1,) * 11,
    }
)
"""How many digits stand in each group of a mobile number, as people write it."""

_COMMONEST: Final = (3, 4, 4)
_RANGES: Final = frozenset({(5, 6), (6, 5)})
"""With a dash between they are two amounts: 15000-200000元."""

_DATE = re.compile(r"(?:19|20)\d\d(?:(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01]))?", re.ASCII)
_AMOUNT = re.compile(r" ?元(?![旦宵某])|\.\d{1,2}(?!\d)", re.ASCII)
_CERTIFICATE = re.compile(r"执法证件?编?(?:号码?)?[:为是 ]*(?:\d{11}[、,和/ ]{1,2})*$", re.ASCII)
_LABEL = re.compile(r"(?:身份|证件|ID)[^\d]{0,12}$", re.ASCII)
_LOOKED_BACK = 80
_LAST_BIRTH = 2020
_CENTURIES = frozenset({"19", "20"})
_CITIZEN_ZH: Final = "公民身份号码"
_SHOWN = 4


@dataclass(frozen=True, slots=True)
class NumberInClear:
    """A number that stands in clear. `masked` shows its last four characters only."""

    zh: str
    en: str
    masked: str


@dataclass(frozen=True, slots=True)
class _Found:
    number: NumberInClear
    start: int
    end: int


class _Chain:
    """Groups of digits that are joined by separators."""

    def __init__(self, text: str, start: int, end: int) -> None:
        self.text = text
        self.places = [found.span() for found in _GROUP.finditer(text, start, end)]
        self.digits = "".join([text[start:end] for start, end in self.places])
        ends = list(accumulate(end - start for start, end in self.places))
        self.offsets = [0, *ends]
        self.ending = {offset: group for group, offset in enumerate(ends)}

    def between(self, one: int, other: int) -> str:
        """Return what separates two groups that follow one another, "" beyond either end."""
        if one < 0 or other >= len(self.places):
            return ""
        return self.text[self.places[one][1] : self.places[other][0]]


def number_in_clear(text: str) -> NumberInClear | None:
    """Return the first citizen or mobile number in a text, or None.

    Full-width digits and numbers in groups are found too. A credit code, a document number or
    any other run of digits is not taken for one: check character and numbering plan decide.
    """
    if len(text) < _MOBILE_LENGTH or not _has_candidate(text):
        return None
    return next((found.number for found in _found(_plain(text))), None)


def citizen_number_in(text: str) -> NumberInClear | None:
    """Return the first citizen number in a text that may hold telephone numbers, or None."""
    if len(text) < _CITIZEN_LENGTH or not _has_candidate(text):
        return None
    found = (f.number for f in _found(_plain(text)) if f.number.zh == _CITIZEN_ZH)
    return next(found, None)


def _has_candidate(text: str) -> bool:
    """Whether eleven digits stand with little between them.

    Two looks at the bytes come before the search. They take a third of its time on a short text
    and a tenth on a long one, and pass whatever it would find.
    """
    raw = text.encode("utf-8", "surrogatepass")
    if len(raw) - len(raw.translate(None, _DIGIT_BYTES)) < _MOBILE_LENGTH:
        return False
    shape = raw.translate(_SHAPE, _LEFT_OUT)
    return (_RUN in shape or _RARE in shape) and _CANDIDATE.search(text) is not None


def without_numbers(text: str) -> str:
    """Return a text in which only the last four characters of such numbers stand."""
    if not _has_candidate(text):
        return text
    plain = _plain(text)
    shown, end = [], 0
    for found in _found(plain):
        shown += [plain[end : found.start], found.number.masked]
        end = found.end
    return "".join([*shown, plain[end:]])


def is_citizen_number(text: str) -> bool:
    """Whether 18 characters are a citizen number of somebody born in 1900 or later (GB 11643).

    A number of a county that never was is none; python-stdnum 2 raises KeyError for it.
    """
    try:
        return text[6:8] in _CENTURIES and ric.is_valid(text)
    except KeyError:
        return False


def _plain(text: str) -> str:
    if text.isascii():
        return text.upper()
    plain = unicodedata.normalize("NFKC", text).upper().translate(_LOOK_ALIKES)
    return _OTHER_DIGIT.sub(lambda digit: str(unicodedata.decimal(digit[0])), plain)


def _found(plain: str) -> Iterator[_Found]:
    """Yield every number in the order in which they stand; none overlaps another."""
    searched = _CODES.sub(lambda code: "#" * len(code[0]), plain)
    for joined in _CHAIN.finditer(searched):
        chain = _Chain(searched, *joined.span())
        first = 0
        while first < len(chain.places):
            last, found = _citizen(chain, first) or _mobile(chain, first) or (first, None)
            if found:
                yield found
            first = last + 1


def _citizen(chain: _Chain, first: int) -> tuple[int, _Found] | None:
    offset = chain.offsets[first]
    last = chain.ending.get(offset + _CITIZEN_LENGTH)
    if last is None:
        return None
    number = chain.digits[offset : offset + _CITIZEN_LENGTH]
    start = chain.places[first][0]
    if not is_citizen_number(number) or not _is_somebodys(number, chain.text, start):
        return None
    clear = NumberInClear(_CITIZEN_ZH, "a citizen identity number", _masked(number))
    return last, _Found(clear, start, chain.places[last][1])


def _is_somebodys(number: str, text: str, start: int) -> bool:
    """Whether it is a citizen number rather than division, date and serial number of a document.

    Every eleventh such serial checks. Offices number by the days since they share, so what seems
    to be born after 2020 is a citizen number only where the text calls it one.
    """
    if int(number[6:10]) <= _LAST_BIRTH:
        return True
    return _LABEL.search(text, max(0, start - _LOOKED_BACK), start) is not None


def _mobile(chain: _Chain, first: int) -> tuple[int, _Found] | None:
    offset = chain.offsets[first]
    dialled = _DIALLED.match(chain.digits, offset, chain.offsets[first + 1])
    for begin in (offset, dialled.end()) if dialled else (offset,):
        end = begin + _MOBILE_LENGTH
        number = chain.digits[begin:end]
        last = chain.ending.get(end + (chain.digits[end : end + 1] == "X"))
        if last is None or not _MOBILE.fullmatch(number):
            continue
        start = chain.places[first][0] + begin - offset
        stop = chain.places[last][1] - (chain.offsets[last + 1] - end)
        ends = [begin, *chain.offsets[first + 1 : last + 1], end]
        parts = [chain.digits[a:b] for a, b in pairwise(ends)]
        if _is_written_so(chain, first, last, parts) and not _means_something_else(
            chain.text, parts, start, stop
        ):
            clear = NumberInClear("手机号码", "a mobile telephone number", _masked(number))
            return last, _Found(clear, start, stop)
    return None


def _is_written_so(chain: _Chain, first: int, last: int, parts: list[str]) -> bool:
    """Whether the groups are ones in which people write a mobile number, and stand apart."""
    sizes = tuple(map(len, parts))
    inside = "".join(chain.between(i, i + 1) for i in range(first, last))
    if sizes not in _WRITTEN or "/" in inside:
        return False
    dated = sizes in _RANGES or any(_DATE.fullmatch(part) for part in parts[1:])
    if dated and not inside.isspace():
        return False
    called = chain.digits[: chain.offsets[first]] in _COUNTRY
    before = "" if called else chain.between(first - 1, first)
    edges = (before, chain.between(last, last + 1))
    return not any(_joins(edge, inside, sizes) for edge in edges)


def _joins(edge: str, inside: str, sizes: tuple[int, ...]) -> bool:
    """Whether more digits belong to the same code: they are set off as its own groups are.

    Blanks join only rarer groups: two numbers of 3, 4 and 4 digits may stand side by side.
    """
    if any(map(str.isspace, edge)):
        return sizes != _COMMONEST and any(map(str.isspace, inside))
    return any(character in inside for character in edge)


def _means_something_else(text: str, parts: list[str], start: int, end: int) -> bool:
    """Whether eleven digits in one are an amount, or are called an officer's certificate."""
    if len(parts) > 1:
        return False
    if _AMOUNT.match(text, end):
        return True
    return _CERTIFICATE.search(text, max(0, start - _LOOKED_BACK), start) is not None


def _masked(number: str) -> str:
    return f"…{number[-_SHOWN:]}"
