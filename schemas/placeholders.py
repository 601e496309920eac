"""占位内容: texts that say nothing, such as 无, n/a or ……, in any width and punctuation."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

_SAYS_SOMETHING = re.compile(r"[1-9]")
_SIGNS = re.compile(r"[\W_]+")
_LONGEST: Final = 12
_WORDS: Final = frozenset(
    {
        "无",
        "無",
        "无无",
        "暂无",
        "暫無",
        "没有",
        "沒有",
        "没",
        "空",
        "空白",
        "未知",
        "不知道",
        "不详",
        "不詳",
        "待补",
        "待補",
        "待补充",
        "待填",
        "待定",
        "未填",
        "未定",
        "同上",
        "略",
        "无理由",
        "无原因",
        "无编号",
        "无号",
        "na",
        "nil",
        "none",
        "null",
        "nan",
        "tbd",
        "tba",
        "unknown",
        "xx",
        "xxx",
    }
)


def says_nothing(text: str) -> bool:
    """Whether a text stands in place of one: compared in NFKC, without signs, blanks and case.

    A text of signs and noughts only says nothing either.
    """
    if _SAYS_SOMETHING.search(text):
        return False
    plain = _SIGNS.sub("", unicodedata.normalize("NFKC", text)).strip("0").casefold()
    return not plain or (len(plain) <= _LONGEST and plain in _WORDS)
