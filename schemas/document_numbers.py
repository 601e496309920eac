"""文号: what a document number says, in all the shapes in which agencies write it.

`prefix〔year〕第n号`, with the year's brackets in any of their look-alikes, with or without 第 and
号, with full-width digits, with blanks. No library reads them: the form is a custom of Chinese
offices (GB/T 9704-2012, 7.2.5), not a standard identifier.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

_NUMBER = re.compile(
    r"^(?P<prefix>.*?)(?:[〔\[【(](?P<year>(?:19|20)\d{2})[〕\]】)]|(?P<bare>(?:19|20)\d{2})(?=第))"
    r"(?P<series>[^\d第(]*)(?:第)?(?P<inner>[A-Z]+-)?\(?(?P<seq>\d{1,16})(?P<rest>(?:-\d{1,16}){0,8})\)?"
    r"(?:号|號)?(?P<until>-\d{1,16}(?:号|號))?$",
    re.ASCII,
)
_USUAL = re.compile(r"([一-鿿]{1,36})〔((?:19|20)[0-9]{2})〕第?([0-9]{1,16})号")
"""What most agencies write; it needs none of the rest."""
_PREFIX = re.compile(r"^(?:\([一-鿿0-9]+\))?[一-鿿]+(?:\([一-鿿]+\))?[一-鿿]*$")
_GLUED = re.compile(r"公司|商店|超市|合作社|决定书|通知书|告知书")
_BLANKS = re.compile(r"\s+")
_LONGEST = 128
_LONGEST_PREFIX = 36
_RANGE_PARTS = 2


@dataclass(frozen=True, slots=True)
class DocumentNumber:
    """A document number that was understood. `sub` holds the parts of a sub-number (37-9-2)."""

    prefix: str
    year: int
    series: str
    sequence: int
    sub: tuple[int, ...] = ()

    @property
    def key(self) -> tuple[str, int, str, int, tuple[int, ...]]:
        """What makes it unique within its agency and kind of document."""
        return self.prefix, self.year, self.series, self.sequence, self.sub

    def __str__(self) -> str:
        tail = "".join(f"-{part}" for part in self.sub)
        return f"{self.prefix}〔{self.year}〕{self.series}{self.sequence}{tail}号"


@dataclass(frozen=True, slots=True)
class NotANumber:
    """Why a text is not one document number."""

    zh: str
    en: str


def read(text: str) -> DocumentNumber | NotANumber:
    """Return what a document number says, or why it is not one."""
    return (_kept if len(text) <= _LONGEST else _read)(text)


def is_usual(text: str) -> bool:
    """Whether a text has the usual form, 机关代字〔年份〕第n号, character by character."""
    return _USUAL.fullmatch(text) is not None


def is_in_order(text: str) -> bool:
    """Whether a text is a document number, so that nothing is to be noted of its form (V-20)."""
    return isinstance(read(text), DocumentNumber)


def _read(text: str) -> DocumentNumber | NotANumber:
    if (usual := _USUAL.fullmatch(text)) and not _GLUED.search(usual[1]):
        return DocumentNumber(usual[1], int(usual[2]), "", int(usual[3]))
    plain = _BLANKS.sub("", unicodedata.normalize("NFKC", text))
    found = _NUMBER.fullmatch(plain) if len(plain) <= _LONGEST else None
    if found is None:
        return NotANumber(
            "不是“机关代字〔年份〕序号”的形式",
            "it has not the form prefix〔year〕number",
        )
    prefix, parts = found["prefix"], [int(p) for p in found["rest"].split("-") if p]
    if found["until"] or _is_range(found["seq"], found["rest"]):
        return NotANumber(
            "是一段号码，不是一个文号；每个文号单独填写",
            "it is a range of numbers; give each one by itself",
        )
    if not prefix:
        return NotANumber("缺少机关代字", "the prefix of the agency is missing")
    if _GLUED.search(prefix):
        return NotANumber(
            "机关代字前混入了当事人名称或文书标题",
            "the name of a party or the title of a document is glued to the prefix",
        )
    if len(prefix) > _LONGEST_PREFIX or not _PREFIX.fullmatch(prefix):
        return NotANumber(
            f"“{prefix}”不像机关代字", f"{prefix!r} does not look like the prefix of an agency"
        )
    series = found["series"] + (found["inner"] or "")
    return DocumentNumber(
        prefix, int(found["year"] or found["bare"]), series, int(found["seq"]), tuple(parts)
    )


_kept = lru_cache(1024)(_read)


def _is_range(first: str, rest: str) -> bool:
    """Whether 89-93 stands for a range; 37-9-2 and 9-001 are sub-numbers."""
    parts = [first, *[p for p in rest.split("-") if p]]
    if len(parts) != _RANGE_PARTS or parts[1].startswith("0"):
        return False
    return int(parts[1]) > int(parts[0])
