"""What an amount written by a person means in yuan (rule V-30 and the 元/万元 trap)."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from schemas.problems import refusal

_WRITTEN = re.compile(
    r"(?:人民币|CNY|RMB|[¥￥])?"
    r"(?P<number>-?(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?)"
    r"(?P<unit>亿元?|千万元?|百万元?|十万元?|万元?|千元|百元|元|圆)?(?:整|正)?",
    re.ASCII | re.IGNORECASE,
)
_PLAIN = re.compile(r"[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]{1,4})?")
_RANGE = re.compile(
    r"[0-9一二三四五六七八九十百千万亿元]\s*[至到~—-]"
    r"\s*[0-9一二三四五六七八九十百]"
)
_HAN = re.compile(r"[〇零一二两三四五六七八九十壹贰叁肆伍陆柒捌玖拾佰仟百千]")
_FACTORS = {"亿": 10**8, "千万": 10**7, "百万": 10**6, "十万": 10**5, "万": 10**4}
_SMALL = {"千元": 1000, "百元": 100}
_CENT = Decimal("0.01")
_DIGITS: Final = 18
"""As many as an amount has, two decimals included; a number of more is not worked out."""


@dataclass(frozen=True, slots=True)
class Meant:
    """An amount in yuan; `plain` when it was written as a bare number already."""

    yuan: Decimal
    plain: bool


def yuan_meant(text: str) -> Meant | None:
    """Return the amount that a text such as 16万元, 1,000 or 50,000元 means, or None.

    None also where it would be below 0, finer than a cent or of more than 18 digits.
    """
    given = text.strip()
    written = re.sub(r"\s", "", unicodedata.normalize("NFKC", given)) if given else ""
    found = _WRITTEN.fullmatch(written)
    if found is None or len(found["number"]) > 2 * _DIGITS:
        return None
    unit = found["unit"] or ""
    factor = _SMALL.get(unit) or _FACTORS.get(unit.rstrip("元圆"), 1)
    amount = Decimal(found["number"].replace(",", "")) * factor
    if not 0 <= amount < 10 ** (_DIGITS - 2):
        return None
    yuan = amount.quantize(_CENT)
    return Meant(yuan, plain=given == found["number"].replace(",", "")) if yuan == amount else None


def as_number(value: object) -> object:
    """Return what may be read as a number; refuse a text that is none, and say what to write."""
    if not isinstance(value, str):
        return value
    meant = yuan_meant(value)
    if meant and not meant.plain:
        raise refusal(
            "V-30",
            f"金额应为以元为单位的数字，不带单位、空格和分隔符，应为 {meant.yuan}",
            "an amount is a plain number of yuan, without unit, blanks or separators: "
            f"this is {meant.yuan}",
            f"写成 {meant.yuan}（1 万元 = 10000 元）",
            f"write {meant.yuan} (1 万元 = 10000 yuan)",
        )
    if not _is_number(value):
        if _RANGE.search(unicodedata.normalize("NFKC", value)):
            raise refusal(
                "V-30",
                "金额是一个区间，应为一个数",
                "this is a range, and an amount is one number",
                "填写实际的金额，以元为单位，例如 50000.00",
                "give the amount itself in yuan, such as 50000.00",
            )
        if _HAN.search(value):
            raise refusal(
                "V-30",
                "金额用了汉字数字",
                "the amount is written in Chinese numerals",
                "改写成以元为单位的阿拉伯数字，例如 五万元 写成 50000.00",
                "write digits of yuan, such as 50000.00 for 五万元",
            )
        raise refusal(
            "V-30",
            "金额应为以元为单位的数字，最多 16 位整数和两位小数",
            "an amount is a plain number of yuan: at most 16 digits and two decimals",
            "写成以元为单位的数字，例如 1000.00",
            "write a number of yuan, such as 1000.00",
        )
    return value


def _is_number(text: str) -> bool:
    """Whether a text is a plain number; Python alone would take 1_000 and ١٠٠ for one, too."""
    return _PLAIN.fullmatch(text.strip()) is not None
