"""区划代码: what stands inside a division code that was read (GB/T 2260-2007, GB/T 10114-2003)."""

from __future__ import annotations

from functools import lru_cache
from typing import Final

_REMEMBERED: Final = 65_536
"""A district's townships and villages come again and again."""

_PROVINCES: Final = frozenset(
    str(code)
    for codes in (
        range(11, 16),
        range(21, 24),
        range(31, 38),
        range(41, 47),
        range(50, 55),
        range(61, 66),
        (71, 81, 82),
    )
    for code in codes
)
_DISTRICT, _TOWNSHIP, _VILLAGE = 6, 9, 12
_USUAL = 399
"""Townships and villages are numbered up to here; what lies above is neither."""


def province_is_listed(code: str) -> bool:
    """Whether the first two digits are those of a province (V-11)."""
    return code[:2] in _PROVINCES


def township_is_usual(code: str) -> bool:
    """Whether digits 7 to 9, where there are any, number a township or sub-district (V-13)."""
    return len(code) < _TOWNSHIP or int(code[_DISTRICT:_TOWNSHIP]) <= _USUAL


def village_is_usual(code: str) -> bool:
    """Whether digits 10 to 12, where there are any, number a village or committee (V-14)."""
    return len(code) < _VILLAGE or 1 <= int(code[_TOWNSHIP:]) <= _USUAL


@lru_cache(_REMEMBERED)
def is_in_order(code: str) -> bool:
    """Whether nothing is to be noted of a division code (V-11, V-13, V-14)."""
    return province_is_listed(code) and township_is_usual(code) and village_is_usual(code)
