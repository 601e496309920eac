"""令牌: what stands for an identity number on a shared topic.

`hmac-sha256` under the district's secret, and the last four characters (个人信息保护法 第34–37条).
The same person has the same token within a district; without the secret none can be turned back.
"""

from __future__ import annotations

import hmac
import unicodedata
from dataclasses import dataclass
from hashlib import sha256

from stdnum.cn import ric

from schemas.problems import Problem

_SHOWN = 4


@dataclass(frozen=True, slots=True)
class Token:
    """A token, and what was noted of the number before it was hidden (V-08)."""

    text: str
    notes: tuple[Problem, ...]


def token_of(number: str, secret: bytes, id_type: str = "居民身份证") -> Token:
    """Return the token of an identity number: 64 hexadecimal digits, a colon, the last four.

    The number is normalised before (NFKC, upper case, no blanks), and of one that is no longer
    than four characters none is shown. A citizen number is checked (GB 11643, by `stdnum.cn.ric`)
    before it is hidden, for nobody can check it afterwards; a wrong one is noted, never refused.
    """
    plain = "".join(unicodedata.normalize("NFKC", number).upper().split())
    digest = hmac.new(secret, plain.encode(), sha256).hexdigest()
    suspicious = id_type == "居民身份证" and not ric.is_valid(plain)
    shown = plain[-_SHOWN:] if len(plain) > _SHOWN else "*" * _SHOWN
    return Token(f"{digest}:{shown}", (_wrong(plain),) if suspicious else ())


def _wrong(number: str) -> Problem:
    return Problem(
        "V-08",
        "party_id_token",
        f"…{number[-_SHOWN:]}",
        "公民身份号码校验不通过",
        "the citizen number does not check",
        "核对证件上的 18 位号码后重新生成令牌",
        "check the 18 characters on the document and make the token again",
    )
