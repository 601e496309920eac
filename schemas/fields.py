"""Field types: what a value means, how it is checked, and how it travels in Avro.

A failed check raises `PydanticCustomError` whose type is the id of the validation rule and whose
context holds the message and the fix in Chinese and English (see `schemas.problems`).
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Any

from pydantic import AfterValidator, BeforeValidator, Field, GetCoreSchemaHandler
from pydantic_core import CoreSchema, PydanticCustomError, core_schema
from stdnum.cn import uscc as gb32100

from schemas.codes import CODE_LISTS
from schemas.instants import to_utc_millis

READING = "reading"
"""Validation context key: set when a reader checks what somebody else has already published."""


def refusal(rule: str, zh: str, en: str, fix_zh: str, fix_en: str) -> PydanticCustomError:
    """Return the error of validation rule `rule` with message and fix in both languages."""
    context: dict[str, Any] = {"zh": zh, "en": en, "fix_zh": fix_zh, "fix_en": fix_en}
    return PydanticCustomError(rule, "{en}", context)


FIRST_DAY = date(1900, 1, 1)
LAST_DAY = date(2199, 12, 31)
"""Days and instants lie between these: within what ClickHouse and the calendar can hold."""


def _instant(value: datetime) -> datetime:
    if value.tzinfo is None:
        raise refusal(
            "V-42",
            "时间缺少时区",
            "the time has no time zone",
            "写成带时区的时间，例如 2026-11-23T09:00:00+08:00",
            "give an offset, such as 2026-11-23T09:00:00+08:00",
        )
    if not FIRST_DAY.year <= value.year <= LAST_DAY.year:
        raise _impossible()
    return to_utc_millis(value)


def _day(value: date) -> date:
    if not FIRST_DAY <= value <= LAST_DAY:
        raise _impossible()
    return value


def _impossible() -> PydanticCustomError:
    return refusal(
        "V-42",
        f"日期超出 {FIRST_DAY} 至 {LAST_DAY}",
        f"the date lies outside {FIRST_DAY} to {LAST_DAY}",
        "核对年份；长期有效填 2099-12-31",
        "check the year; long term is 2099-12-31",
    )


Instant = Annotated[datetime, AfterValidator(_instant)]
"""An instant: UTC at millisecond precision, 1900 to 2199; Avro `timestamp-millis`."""

Day = Annotated[date, AfterValidator(_day)]
"""A day of Asia/Shanghai, 1900 to 2199; Avro `date`."""

Yuan = Annotated[Decimal, Field(max_digits=18, decimal_places=2, ge=0)]
"""An amount in yuan 元; Avro `decimal(18, 2)`. Rule V-30."""


def _normalised(value: object) -> object:
    """Rule V-09: NFKC (full-width digits and letters become plain), trimmed, upper case."""
    return unicodedata.normalize("NFKC", value).strip().upper() if isinstance(value, str) else value


_USCC = re.compile(r"^[0-9A-HJ-NPQRTUWXY]{2}\d{6}[0-9A-HJ-NPQRTUWXY]{10}$")


def _uscc(value: str) -> str:
    if not _USCC.fullmatch(value):
        raise refusal(
            "V-01",
            "统一社会信用代码应为 18 位，不含 I、O、S、V、Z，第 3–8 位为数字",
            "a unified social credit code has 18 characters without I, O, S, V, Z; "
            "positions 3 to 8 are digits",
            "对照登记证书核对 18 位代码",
            "check the 18 characters against the certificate",
        )
    return value


def uscc_check_matches(code: str) -> bool:
    """Whether the check character of a credit code fits (GB 32100-2015).

    A wrong one is a data-quality note (V-02), never a refusal: some genuine codes fail it.
    """
    return bool(gb32100.calc_check_digit(code[:17]) == code[17])


Uscc = Annotated[str, BeforeValidator(_normalised), AfterValidator(_uscc)]
"""统一社会信用代码, 18 characters (GB 32100-2015)."""

AgencyId = Uscc
"""An agency is named by its credit code."""


def _region(value: str) -> str:
    if not (value.isdecimal() and value.isascii() and len(value) in {6, 9, 12}):
        raise refusal(
            "V-10",
            "区划代码应为 6、9 或 12 位数字",
            "a division code has 6, 9 or 12 digits",
            "填写区（6 位）、乡镇（9 位）或村（12 位）的区划代码",
            "give the code of the district (6), township (9) or village (12)",
        )
    return value


RegionCode = Annotated[str, BeforeValidator(_normalised), AfterValidator(_region)]
"""区划代码 (GB/T 2260, GB/T 10114): 6 digits district, 9 township, 12 village."""

_PAIRS = {"〔": "〕", "[": "]", "［": "］", "【": "】", "（": "）", "(": ")"}
_YEAR_BRACKETS = re.compile(r"([〔\[［【（(])\s*(?:19|20)\d{2}\s*([〕\]］】)）])")


def _doc_no(value: str) -> str:
    found = _YEAR_BRACKETS.search(value)
    if found and _PAIRS[found[1]] != found[2]:
        raise refusal(
            "V-21",
            "文号年份两侧的括号不成对",
            "the brackets around the year of the document number are not a pair",
            f"写成 〔{found[0][1:-1].strip()}〕",
            f"write 〔{found[0][1:-1].strip()}〕",
        )
    return value


DocNo = Annotated[str, Field(min_length=1, max_length=128), AfterValidator(_doc_no)]
"""文号, as issued, for example 青监罚〔2026〕第12号."""

Name = Annotated[str, Field(min_length=1, max_length=200)]
"""A name or title, up to 200 characters."""

Text = Annotated[str, Field(max_length=2000)]
"""Facts or content, up to 2,000 characters."""

Address = Annotated[str, Field(max_length=400)]
"""An address, up to 400 characters."""

Sha256 = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
"""SHA-256 of an attachment, 64 hexadecimal digits."""


@dataclass(frozen=True, slots=True)
class CodeOf:
    """Marks a string field whose values come from a code list of `schemas.codes`."""

    list_name: str

    def __get_pydantic_core_schema__(
        self, source: type[str], handler: GetCoreSchemaHandler
    ) -> CoreSchema:
        return core_schema.with_info_after_validator_function(self.check, handler(source))

    def check(self, value: str, info: core_schema.ValidationInfo) -> str:
        """Accept a code of the list; a reader (context `READING`) accepts any code."""
        codes = CODE_LISTS[self.list_name]
        if value in codes or (info.context and info.context.get(READING)):
            return value
        allowed = "、".join(c if c == zh else f"{c} {zh}" for c, zh in codes.items())
        raise refusal(
            "V-75",
            f"代码表 {self.list_name} 中没有此代码",
            f"code list {self.list_name} has no such code",
            f"可用：{allowed}",
            f"use one of: {', '.join(codes)}",
        )
