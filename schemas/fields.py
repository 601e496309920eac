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

from schemas.clear_numbers import number_in_clear
from schemas.codes import CODE_LISTS
from schemas.instants import to_utc_millis
from schemas.markers import Cap, Form, Privacy, Unit
from schemas.money import yuan_meant

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


def _yuan(value: object) -> object:
    """Refuse an amount with a unit or separators, and say what it would be in yuan."""
    if not isinstance(value, str):
        return value
    meant = yuan_meant(value)
    if meant is None or meant.plain:
        return value
    raise refusal(
        "V-30",
        f"金额应为以元为单位的数字，不带单位和分隔符：“{value}”",
        f"an amount is a plain number of yuan, without unit or separators: {value!r}",
        f"写成 {meant.yuan}（1 万元 = 10000 元）",
        f"write {meant.yuan} (1 万元 = 10,000 yuan)",
    )


Yuan = Annotated[
    Decimal, Field(max_digits=18, decimal_places=2, ge=0), BeforeValidator(_yuan), Unit("CNY")
]
"""An amount in yuan 元, never 万元; Avro `decimal(18, 2)`. Rule V-30."""

ClassHours = Annotated[int, Field(ge=0), Unit("class-hour 学时")]
"""Hours of training, in class-hours 学时."""

Count = Annotated[int, Field(ge=0)]
"""How many of something."""


def _plain(value: str) -> str:
    """Rule V-09: NFKC (full-width digits and letters become plain), trimmed, upper case.

    What is plain stays as it is: a reader must find what the writer found.
    """
    if value.isascii():
        return value.strip().upper()
    upper = unicodedata.normalize("NFKC", value).upper()
    return unicodedata.normalize("NFKC", upper).strip()  # upper case may come apart (ΐ)


def _code(given: str) -> str:
    value = _plain(given)
    if not value:
        raise refusal("V-70", "内容为空", "the text is empty", "填写内容", "fill it in")
    return value


_USCC = re.compile(r"^[0-9A-HJ-NPQRTUWXY]{2}\d{6}[0-9A-HJ-NPQRTUWXY]{10}$", re.ASCII)


def _uscc(given: str) -> str:
    value = _plain(given)
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


Uscc = Annotated[str, AfterValidator(_uscc), Form("uscc")]
"""统一社会信用代码, 18 characters (GB 32100-2015). No library takes letter prefixes (N1, A1) and
lets a wrong check character pass, as some genuine codes need, so the form is checked here."""

AgencyId = Uscc
"""An agency is named by its credit code."""


def _region(given: str) -> str:
    value = _plain(given)
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


RegionCode = Annotated[str, AfterValidator(_region), Form("region")]
"""区划代码 (GB/T 2260, GB/T 10114): 6 digits district, 9 township, 12 village."""


def _village(given: str) -> str:
    value = _plain(given)
    if not (value.isdecimal() and value.isascii() and len(value) == 12):  # noqa: PLR2004
        raise refusal(
            "V-10",
            "村（社区）代码应为 12 位数字",
            "a village code has 12 digits",
            "填写村民委员会或居民委员会的 12 位区划代码",
            "give the 12-digit code of the village or residents' committee",
        )
    return value


VillageCode = Annotated[str, AfterValidator(_village), Form("region")]
"""村（社区）代码, 12 digits."""

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


DocNo = Annotated[str, Field(min_length=1), AfterValidator(_doc_no), Form("doc_no"), Cap(128)]
"""文号, as issued, for example 青监罚〔2026〕第12号; see `schemas.document_numbers`."""


def _nothing_in_clear(value: str) -> str:
    found = number_in_clear(value)
    if found is None:
        return value
    raise refusal(
        "V-07",
        f"文字中有未脱敏的{found.zh}（{found.masked}）",
        f"the text holds {found.en} in clear ({found.masked})",
        "删除该号码；需要时用令牌（hmac-sha256 加后四位）代替",
        "remove it; where it is needed use a token (hmac-sha256 and the last four characters)",
    )


Name = Annotated[
    str, Field(min_length=1), AfterValidator(_nothing_in_clear), Form("text"), Cap(200)
]
"""A name or title, up to 200 characters; no identity or telephone number in clear (V-07)."""

PersonName = Annotated[Name, Privacy("PERSONAL")]
"""The name of a natural person."""

PartyName = Annotated[Name, Privacy("PERSONAL")]
"""The name of a party, who may be a natural person."""

Text = Annotated[str, AfterValidator(_nothing_in_clear), Form("text"), Cap(2000)]
"""Facts or content, up to 2,000 characters; no identity or telephone number in clear (V-07)."""

Remark = Annotated[str, AfterValidator(_nothing_in_clear), Form("text"), Cap(500)]
"""A remark, up to 500 characters; no identity or telephone number in clear (V-07)."""

Address = Annotated[
    str, AfterValidator(_nothing_in_clear), Form("text"), Cap(400), Privacy("PERSONAL")
]
"""An address, up to 400 characters."""

BusinessId = Annotated[str, Field(min_length=1), Form("id"), Cap(128)]
"""A business identifier: of a case, a violation, a request, a list, a plan …"""

Word = Annotated[
    str, Field(min_length=1), AfterValidator(_nothing_in_clear), Form("text"), Cap(200)
]
"""A short word that is no code: a method, a role, a level."""

ItemCode = Annotated[str, AfterValidator(_code), Form("item_code")]
"""事项编码, as the district's rule pack defines it."""


def _supervision_item(given: str) -> str:
    value = _plain(given)
    if not (value.isdecimal() and value.isascii() and len(value) == 14):  # noqa: PLR2004
        raise refusal(
            "V-16",
            "监管事项目录编码应为 14 位数字",
            "a supervision item code has 14 digits",
            "对照国家“互联网+监管”目录填写 14 位编码",
            "take the 14 digits from the national supervision catalogue",
        )
    return value


SupervisionItemCode = Annotated[str, AfterValidator(_supervision_item), Form("supervision_item")]
"""监管事项目录编码, 14 digits (互联网+监管). No library knows it, and it has no check digit."""

OfficerCertNo = Annotated[str, AfterValidator(_code), Form("officer"), Cap(64)]
"""执法证号, as issued; whether it was valid on the act date is checked by the hub (V-55)."""

WorkPhone = Annotated[str, Field(min_length=1), Form("phone"), Cap(64), Privacy("PERSONAL")]
"""办公电话: a telephone number that is meant to be called: a liaison's, a hotline."""

Url = Annotated[str, Field(min_length=1), Form("url"), Cap(2000)]
"""A web address."""

Sha256 = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$"), Form("sha256")]
"""SHA-256 of an attachment, 64 hexadecimal digits."""

LONG_TERM = date(2099, 12, 31)
"""长期有效: how a term without end is written."""


def refuse_backward(start: date | None, end: date | None, names: tuple[str, str]) -> None:
    """Refuse a term that ends before it starts (V-44). `names` are the two fields."""
    if start and end and end < start:
        raise refusal(
            "V-44",
            f"{names[1]}（{end}）早于 {names[0]}（{start}）",
            f"{names[1]} ({end}) lies before {names[0]} ({start})",
            "核对起止日期；长期有效填 2099-12-31",
            "check both dates; long term is 2099-12-31",
        )


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
        codes = CODE_LISTS[self.list_name].labels
        if value in codes or (info.context and info.context.get(READING)):
            return value
        allowed = "、".join(c if c == zh else f"{c} {zh}" for c, (zh, _) in codes.items())
        raise refusal(
            "V-75",
            f"代码表 {self.list_name} 中没有此代码",
            f"code list {self.list_name} has no such code",
            f"可用：{allowed}",
            f"use one of: {', '.join(codes)}",
        )
