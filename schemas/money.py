"""What an amount written by a person means in yuan (the 元/万元 trap)."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from decimal import Decimal

_WRITTEN = re.compile(
    r"^(?:人民币|CNY|RMB|¥|￥)?(?P<number>-?\d{1,3}(?:,\d{3})+(?:\.\d+)?|-?\d+(?:\.\d+)?)"
    r"(?P<unit>亿元?|千万元?|百万元?|十万元?|万元?|千元|百元|元|圆)?(?:整|正)?$"
)
_FACTORS = {"亿": 10**8, "千万": 10**7, "百万": 10**6, "十万": 10**5, "万": 10**4}
_SMALL = {"千元": 1000, "百元": 100}


@dataclass(frozen=True, slots=True)
class Meant:
    """An amount in yuan; `plain` when it was written as a bare number already."""

    yuan: Decimal
    plain: bool


def yuan_meant(text: str) -> Meant | None:
    """Return the amount that a text such as 16万元 or 50,000元 means, or None."""
    written = unicodedata.normalize("NFKC", text).replace(" ", "")
    found = _WRITTEN.fullmatch(written)
    if found is None:
        return None
    unit = found["unit"] or ""
    factor = _SMALL.get(unit) or _FACTORS.get(unit.rstrip("元圆"), 1)
    amount = Decimal(found["number"].replace(",", "")) * factor
    return Meant(amount.normalize().quantize(Decimal("0.01")), plain=found[0] == found["number"])
