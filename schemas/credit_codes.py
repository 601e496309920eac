"""统一社会信用代码: what stands inside a credit code that was read (GB 32100-2015)."""

from __future__ import annotations

from functools import lru_cache
from types import MappingProxyType
from typing import Final

from stdnum.cn import uscc as gb32100

_REMEMBERED: Final = 65_536
"""A district's agencies and parties come again and again."""

_WEIGHTS: Final = (3, 7, 9, 10, 5, 8, 4, 2)
_CATEGORIES: Final = MappingProxyType(
    {
        "1": "1239",  # 机构编制
        "2": "19",  # 外交
        "3": "123459",  # 司法行政
        "4": "19",  # 文化
        "5": "1239",  # 民政
        "6": "129",  # 旅游
        "7": "129",  # 宗教
        "8": "19",  # 工会
        "9": "1239",  # 市场监管
        "A": "19",  # 中央军委
        "N": "1239",  # 农业农村
        "Y": "1",  # 其他
    }
)
"""Registering authority → categories, GB 32100-2015 table 2 and its amendments."""


@lru_cache(_REMEMBERED)
def check_character_fits(code: str) -> bool:
    """Whether the check character of a credit code fits; some genuine codes fail it (V-02)."""
    return bool(gb32100.calc_check_digit(code[:17]) == code[17])


@lru_cache(_REMEMBERED)
def organisation_code_fits(code: str) -> bool:
    """Whether the organisation code at positions 9–17 checks (GB 11714-1997, V-03).

    `python-stdnum` has no module for it.
    """
    body, check = code[8:16], code[16]
    total = sum(int(c, 36) * w for c, w in zip(body, _WEIGHTS, strict=True))
    return "0123456789X0"[11 - total % 11] == check


def category_is_listed(code: str) -> bool:
    """Whether authority and category (positions 1 and 2) stand in the published list (V-04)."""
    return code[1] in _CATEGORIES.get(code[0], "")


@lru_cache(_REMEMBERED)
def is_in_order(code: str) -> bool:
    """Whether nothing is to be noted of a credit code (V-02, V-03, V-04)."""
    return check_character_fits(code) and organisation_code_fits(code) and category_is_listed(code)
