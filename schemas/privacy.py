"""Rule V-07 in the field types: no identity or mobile number in clear on a shared topic.

Every text that an agency publishes is searched, identifiers, document numbers and addresses of
files included. `NOT_SEARCHED` and `CITIZEN_ONLY` name the forms that are not, or not fully, and why
(个人信息保护法 第34–37条).
"""

from __future__ import annotations

import re
from functools import lru_cache
from types import MappingProxyType
from typing import Annotated, Final
from urllib.parse import unquote

from pydantic import AfterValidator, WithJsonSchema

from schemas.clear_numbers import (
    NumberInClear,
    citizen_number_in,
    is_citizen_number,
    number_in_clear,
)
from schemas.credit_codes import check_character_fits
from schemas.markers import Form
from schemas.problems import refusal

NOT_SEARCHED: Final = MappingProxyType(
    {
        "uscc": "18 characters of a decided form; a citizen number among them, told by its birth "
        "date and both check characters, is refused all the same",
        "region": "6, 9 or 12 digits",
        "supervision_item": "14 digits",
        "sha256": "64 hexadecimal digits",
        "token": "64 hexadecimal digits, a colon and four characters; nothing else is taken",
        "source_seq": "a count within the source, checked for gaps (V-72)",
        "event_type": "the type's own name; the model takes no other (V-73)",
    }
)
"""Form → why no number is searched for: the form leaves no room for one."""

CITIZEN_ONLY: Final = MappingProxyType(
    {
        "phone": "a telephone number that is meant to be called",
        "officer": "certificate numbers have eleven digits, in Shandong from 15 on, as mobile "
        "numbers have",
        "person": "may be an officer's certificate number",
    }
)
"""Form → why only citizen numbers are searched for: eleven digits are in order there."""


def nothing_in_clear(value: str) -> str:
    """Refuse a text with a citizen or mobile number in clear."""
    found = number_in_clear(value)
    if found is None:
        return value
    raise _in_clear(found)


def no_citizen_number(value: str) -> str:
    """Refuse a text with a citizen number in clear; a telephone number may stand in it."""
    found = citizen_number_in(value)
    if found is None:
        return value
    raise _in_clear(found)


def nothing_in_clear_within(address: str) -> str:
    """Refuse an address of a file or page with such a number, percent-encoded ones included."""
    found = number_in_clear(address)
    if found is None and "%" in address:
        found = number_in_clear(unquote(address))
    if found is None:
        return address
    raise _in_clear(found)


def no_citizen_as_organisation(code: str) -> str:
    """Refuse a citizen number in place of a credit code: GB 32100 takes its 18 characters too."""
    if is_citizen_number(code) and not check_character_fits(code):
        raise _in_clear(NumberInClear("公民身份号码", "a citizen identity number", f"…{code[-4:]}"))
    return code


def nobody_in_source(source: str) -> str:
    """Refuse a source whose credit code is a person's number, or whose system's name holds one."""
    return (_kept if len(source) <= _USUAL_SOURCE else _nobody_in)(source)


def _nobody_in(source: str) -> str:
    *_, code, system = source.split(":")
    no_citizen_as_organisation(code)
    nothing_in_clear(system)
    return source


_USUAL_SOURCE: Final = 128
_kept = lru_cache(4096)(_nobody_in)
"""An agency's systems send event after event; what is refused is not kept."""


def _in_clear(found: NumberInClear) -> Exception:
    return refusal(
        "V-07",
        f"含未脱敏的{found.zh}（{found.masked}）",
        f"holds {found.en} in clear ({found.masked})",
        "删除该号码；需要时用令牌（hmac-sha256 加后四位）代替",
        "remove it; where it is needed use a token (hmac-sha256 and the last four characters)",
    )


TOKEN: Final = re.compile(r"[0-9a-f]{64}:\S{4}")
"""The form of a token."""


def _token(value: str) -> str:
    if TOKEN.fullmatch(value):
        return value
    found = number_in_clear(value)
    zh, en = (f"，却填了未脱敏的{found.zh}", f", not {found.en} in clear") if found else ("", "")
    raise refusal(
        "V-07",
        f"令牌应为 64 位小写十六进制数字、冒号和证件号码后四位{zh}",
        f"a token is 64 lower-case hexadecimal digits, a colon and the last four characters{en}",
        "用发布工具由证件号码生成令牌（schemas.tokens.token_of），不要填号码本身",
        "make it from the number with the publishing tool (schemas.tokens.token_of), "
        "and never give the number itself",
    )


IdentityToken = Annotated[
    str,
    AfterValidator(_token),
    Form("token"),
    WithJsonSchema({"type": "string", "pattern": f"^{TOKEN.pattern}$"}),
]
"""令牌 of an identity number, as `schemas.tokens.token_of` makes it: 64 lower-case hexadecimal
digits, a colon, the last four characters (V-07)."""
