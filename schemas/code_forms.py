"""Codes of a decided form: how each is normalised, and what is refused.

A failed check raises `PydanticCustomError` under the id of its rule (`schemas.problems.refusal`).
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from pydantic_core import PydanticCustomError

from schemas.document_numbers import is_usual
from schemas.privacy import TOKEN, no_citizen_as_organisation
from schemas.problems import refusal


def plain(value: str) -> str:
    """Rule V-09: NFKC (full-width digits and letters become plain), trimmed, upper case.

    What is plain stays as it is: a reader must find what the writer found.
    """
    if value.isascii():
        return value.strip().upper()
    upper = unicodedata.normalize("NFKC", value).upper()
    return unicodedata.normalize("NFKC", upper).strip()  # upper case may come apart (ΐ)


def plain_code(given: str) -> str:
    """Return a code of no decided form, normalised (V-09); refuse an empty one (V-70)."""
    value = plain(given)
    if not value:
        raise _empty()
    return value


_ODD_BLANKS = re.compile("[\u00ad\u200b-\u200f\u2060\ufeff]")
_MACHINE_MADE = re.compile(
    r"[0-9A-F]{8}(?:-[0-9A-F]{4}){3}-[0-9A-F]{12}|[0-9A-F]{64}", re.IGNORECASE | re.ASCII
)
_SHORTEST_MADE = 36


def identifier(given: str) -> str:
    """Return a business identifier, normalised (V-09), so that references meet.

    NFKC and upper case as all codes; invisible characters go, and blanks within become one: taking
    them out might join what is not one (1 12 and 11 2). A UUID or digest is written in lower case,
    as `event_id` is, and a token stays as it was made.
    """
    value = given.upper() if given.isascii() else _ODD_BLANKS.sub("", plain(given))
    value = " ".join(value.split())
    if not value:
        raise _empty()
    if len(value) >= _SHORTEST_MADE:
        if _MACHINE_MADE.fullmatch(value):
            return value.lower()
        if TOKEN.fullmatch(token := given.strip()):
            return token
    return value


def verbatim(given: str) -> str:
    """Return an identifier whose case counts (codes of a table, digests): NFKC and trimmed only."""
    value = given.strip() if given.isascii() else unicodedata.normalize("NFKC", given).strip()
    if not value:
        raise _empty()
    return value


def _empty() -> PydanticCustomError:
    return refusal("V-70", "内容为空", "the text is empty", "填写内容", "fill it in")


_USCC = re.compile(r"^[0-9A-HJ-NPQRTUWXY]{2}\d{6}[0-9A-HJ-NPQRTUWXY]{10}$", re.ASCII)
_USCC_LENGTH = 18


def credit_code(given: str) -> str:
    """Return a credit code, normalised; refuse another form (V-01), or a person's number (V-07)."""
    return _kept(given) if len(given) == _USCC_LENGTH else _decided(plain(given))


def _decided(value: str) -> str:
    if not _USCC.fullmatch(value):
        raise refusal(
            "V-01",
            "统一社会信用代码应为 18 位，不含 I、O、S、V、Z，第 3–8 位为数字",
            "a unified social credit code has 18 characters without I, O, S, V, Z; "
            "positions 3 to 8 are digits",
            "对照登记证书核对 18 位代码",
            "check the 18 characters against the certificate",
        )
    return no_citizen_as_organisation(value)


@lru_cache(65_536)
def _kept(given: str) -> str:
    """Check a credit code. Kept, for a district's agencies come again; what is refused is not."""
    return _decided(plain(given))


def division_code(given: str) -> str:
    """Return a division code, normalised; refuse another form (V-10) or no township (V-13)."""
    value = plain(given)
    if not (value.isdecimal() and value.isascii() and len(value) in {6, 9, 12}):
        raise refusal(
            "V-10",
            "区划代码应为 6、9 或 12 位数字",
            "a division code has 6, 9 or 12 digits",
            "填写区（6 位）、乡镇（9 位）或村（12 位）的区划代码",
            "give the code of the district (6), township (9) or village (12)",
        )
    if len(value) > 6 and not "001" <= value[6:9] <= "599":  # noqa: PLR2004
        raise refusal(
            "V-13",
            f"第 7–9 位 {value[6:9]} 不是乡级代码（001–599）",
            f"digits 7 to 9 ({value[6:9]}) are no township code (001 to 599)",
            "核对乡镇代码；区一级只填 6 位",
            "check the township code; a district has 6 digits only",
        )
    return value


def village_code(given: str) -> str:
    """Return a village code, normalised; refuse another form (V-10)."""
    value = plain(given)
    if not (value.isdecimal() and value.isascii() and len(value) == 12):  # noqa: PLR2004
        raise refusal(
            "V-10",
            "村（社区）代码应为 12 位数字",
            "a village code has 12 digits",
            "填写村民委员会或居民委员会的 12 位区划代码",
            "give the 12-digit code of the village or residents' committee",
        )
    return value


_PAIRS = {"〔": "〕", "[": "]", "【": "】", "(": ")", "〖": "〗", "{": "}", "《": "》", "<": ">"}
_YEAR_BRACKETS = re.compile(
    rf"([{re.escape(''.join(_PAIRS))}])\s*((?:19|20)[0-9]{{2}})\s*"
    rf"([{re.escape(''.join(_PAIRS.values()))}])"
)


def brackets_in_pairs(value: str) -> str:
    """Return a document number; refuse one whose year stands in unlike brackets (V-21).

    They are compared in NFKC: ﹝, ［ and （ are 〔, [ and ( in another width.
    """
    if is_usual(value):
        return value
    plain = value if value.isascii() else unicodedata.normalize("NFKC", value)
    found = _YEAR_BRACKETS.search(plain)
    if found and _PAIRS[found[1]] != found[3]:
        raise refusal(
            "V-21",
            "文号年份两侧的括号不成对",
            "the brackets around the year of the document number are not a pair",
            f"写成 〔{found[2]}〕",
            f"write 〔{found[2]}〕",
        )
    return value


def supervision_item_code(given: str) -> str:
    """Return a 监管事项目录编码, normalised; refuse another form (V-16)."""
    value = plain(given)
    if not (value.isdecimal() and value.isascii() and len(value) == 14):  # noqa: PLR2004
        raise refusal(
            "V-16",
            "监管事项目录编码应为 14 位数字",
            "a supervision item code has 14 digits",
            "对照国家“互联网+监管”目录填写 14 位编码",
            "take the 14 digits from the national supervision catalogue",
        )
    return value
