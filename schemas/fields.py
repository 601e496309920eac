"""Field types: what a value means, how it is checked, and how it travels in Avro.

A failed check raises `PydanticCustomError` whose type is the id of the validation rule and whose
context holds the message and the fix in Chinese and English (see `schemas.problems`).
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Annotated

from pydantic import AfterValidator, BeforeValidator, Field, GetCoreSchemaHandler
from pydantic_core import CoreSchema, PydanticCustomError, core_schema

from schemas.addresses import file_address, web_address
from schemas.code_forms import (
    brackets_in_pairs,
    credit_code,
    division_code,
    identifier,
    plain_code,
    supervision_item_code,
    verbatim,
    village_code,
)
from schemas.codes import CODE_LISTS
from schemas.instants import FIRST_DAY, LAST_DAY, to_utc_millis
from schemas.markers import Cap, Form, Privacy, Unit
from schemas.money import as_number
from schemas.privacy import (
    no_citizen_number,
    nobody_in_source,
    nothing_in_clear,
    nothing_in_clear_within,
)
from schemas.problem_texts import DIGEST, SEQUENCE, SOURCE
from schemas.problems import refusal

READING = "reading"
"""Validation context key: set when a reader checks what somebody else has already published."""

DISTRICT_CODES = "district_codes"
"""Validation context key: list name → codes that the district publishes beside the built-in ones
(`schemas.district_codes`)."""

_FIRST_YEAR, _LAST_YEAR = FIRST_DAY.year, LAST_DAY.year


def _instant(value: datetime) -> datetime:
    if value.tzinfo is None:
        raise refusal(
            "V-42",
            "时间缺少时区",
            "the time has no time zone",
            "写成带时区的时间，例如 2026-11-23T09:00:00+08:00",
            "give an offset, such as 2026-11-23T09:00:00+08:00",
        )
    if not _FIRST_YEAR <= value.year <= _LAST_YEAR:
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


Yuan = Annotated[
    Decimal, Field(max_digits=18, decimal_places=2, ge=0), BeforeValidator(as_number), Unit("CNY")
]
"""An amount in yuan 元, never 万元; Avro `decimal(18, 2)`. Rule V-30."""

ClassHours = Annotated[int, Field(ge=0), Unit("class-hour 学时")]
"""Hours of training, in class-hours 学时."""

Count = Annotated[int, Field(ge=0)]
"""How many of something."""


Uscc = Annotated[str, AfterValidator(credit_code), Form("uscc")]
"""统一社会信用代码, 18 characters (GB 32100-2015). No library takes letter prefixes (N1, A1) and
lets a wrong check character pass, as some genuine codes need, so the form is checked here."""

AgencyId = Uscc
"""An agency is named by its credit code."""


RegionCode = Annotated[str, AfterValidator(division_code), Form("region")]
"""区划代码 (GB/T 2260, GB/T 10114): 6 digits district, 9 township, 12 village."""


VillageCode = Annotated[str, AfterValidator(village_code), Form("region")]
"""村（社区）代码, 12 digits."""

DocNo = Annotated[
    str,
    Field(min_length=1),
    AfterValidator(nothing_in_clear),
    AfterValidator(brackets_in_pairs),
    Form("doc_no"),
    Cap(128),
]
"""文号, as issued, for example 青监罚〔2026〕第12号; see `schemas.document_numbers`."""


Name = Annotated[str, Field(min_length=1), AfterValidator(nothing_in_clear), Form("text"), Cap(200)]
"""A name or title, up to 200 characters; no identity or telephone number in clear (V-07)."""

PersonName = Annotated[Name, Privacy("PERSONAL")]
"""The name of a natural person."""

PartyName = Annotated[Name, Privacy("PERSONAL")]
"""The name of a party, who may be a natural person."""

Text = Annotated[str, AfterValidator(nothing_in_clear), Form("text"), Cap(2000)]
"""Facts or content, up to 2,000 characters; no identity or telephone number in clear (V-07)."""

Remark = Annotated[str, AfterValidator(nothing_in_clear), Form("text"), Cap(500)]
"""A remark, up to 500 characters; no identity or telephone number in clear (V-07)."""

Address = Annotated[
    str, AfterValidator(nothing_in_clear), Form("text"), Cap(400), Privacy("PERSONAL")
]
"""An address, up to 400 characters."""

Approver = Annotated[
    str, AfterValidator(nothing_in_clear), Form("text"), Cap(200), Privacy("PERSONAL")
]
"""批准人: who approved, by name, post or token; no identity or telephone number in clear (V-07)."""

BusinessId = Annotated[
    str,
    Field(min_length=1),
    AfterValidator(identifier),
    AfterValidator(nothing_in_clear),
    Form("id"),
    Cap(128),
]
"""A business identifier: of a case, a violation, a request, a list, a plan …, normalised so that
references meet (V-09); no identity or telephone number in clear (V-07)."""

ExactId = Annotated[
    str,
    Field(min_length=1),
    AfterValidator(verbatim),
    AfterValidator(nothing_in_clear),
    Form("id"),
    Cap(128),
]
"""An identifier whose case counts: a code of a table, a digest; else as `BusinessId`."""

PersonId = Annotated[
    str,
    Field(min_length=1),
    AfterValidator(identifier),
    AfterValidator(no_citizen_number),
    Form("person"),
    Cap(128),
]
"""Who acted or is meant: certificate number, post or token, normalised as `BusinessId` (V-09); no
identity number in clear (V-07)."""

Word = Annotated[str, Field(min_length=1), AfterValidator(nothing_in_clear), Form("text"), Cap(200)]
"""A short word that is no code: a method, a role, a level."""

ItemCode = Annotated[
    str, AfterValidator(plain_code), AfterValidator(nothing_in_clear), Form("item_code")
]
"""事项编码, as the district's rule pack defines it."""


SupervisionItemCode = Annotated[
    str, AfterValidator(supervision_item_code), Form("supervision_item")
]
"""监管事项目录编码, 14 digits (互联网+监管). No library knows it, and it has no check digit."""

OfficerCertNo = Annotated[
    str, AfterValidator(plain_code), AfterValidator(no_citizen_number), Form("officer"), Cap(64)
]
"""执法证号, as issued; whether it was valid on the act date is checked by the hub (V-55)."""

WorkPhone = Annotated[
    str,
    Field(min_length=1),
    AfterValidator(no_citizen_number),
    Form("phone"),
    Cap(64),
    Privacy("PERSONAL"),
]
"""办公电话: a telephone number that is meant to be called: a liaison's, a hotline."""

Url = Annotated[
    str,
    Field(min_length=1),
    AfterValidator(nothing_in_clear_within),
    AfterValidator(web_address),
    Form("url"),
    Cap(2000),
]
"""A web address, http or https (V-17); no number in clear in it (V-07)."""

DataRef = Annotated[
    str,
    Field(min_length=1),
    AfterValidator(nothing_in_clear_within),
    AfterValidator(file_address),
    Form("url"),
    Cap(2000),
]
"""Where a file is kept: https, http, s3, sftp, urn or archive, or a path within the agency's
archive that names no scheme (V-17); no number in clear in it (V-07)."""

SourceName = Annotated[
    str,
    Field(pattern=SOURCE),
    AfterValidator(nobody_in_source),
    Form("source"),
]
"""来源系统: urn:xzzf:<district>:<credit code>:<system>; no number in clear in it (V-07)."""

SourceSeq = Annotated[str, Field(pattern=SEQUENCE), Form("source_seq")]
"""A number within a source, zero-padded, 1 to 20 digits."""

Sha256 = Annotated[str, Field(pattern=DIGEST), Form("sha256")]
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
            field=names[1],
            value=end,
        )


def reversed_range(lower: object, upper: object, names: tuple[str, str]) -> PydanticCustomError:
    """Return the refusal of a range whose upper edge lies below its lower one (V-44)."""
    return refusal(
        "V-44",
        f"{names[1]}（{upper}）小于 {names[0]}（{lower}）",
        f"{names[1]} ({upper}) is less than {names[0]} ({lower})",
        f"核对两端，{names[0]} 不得大于 {names[1]}；填反了就对调",
        f"check both edges: {names[0]} is at most {names[1]}; swap them if they are mixed up",
        field=names[1],
        value=upper,
    )


@dataclass(frozen=True, slots=True)
class CodeOf:
    """Marks a string field whose values come from a code list of `schemas.codes`."""

    list_name: str

    def __get_pydantic_core_schema__(
        self, source: type[str], handler: GetCoreSchemaHandler
    ) -> CoreSchema:
        built_in = CODE_LISTS[self.list_name].labels

        def check(value: str, info: core_schema.ValidationInfo) -> str:
            return value if value in built_in else self._other(value, info)

        return core_schema.with_info_after_validator_function(check, handler(source))

    def _other(self, value: str, info: core_schema.ValidationInfo) -> str:
        """Accept a code that is not built in: the district's own (context `DISTRICT_CODES`).

        A reader (context `READING`) accepts any code.
        """
        codes = CODE_LISTS[self.list_name].labels
        own: Collection[str] = ()
        if info.context:
            if info.context.get(READING):
                return nothing_in_clear(value)
            own = info.context.get(DISTRICT_CODES, {}).get(self.list_name, ())
            if value in own:
                return nothing_in_clear(value)
        named = [c if c == zh else f"{c} {zh}" for c, (zh, _) in codes.items()]
        allowed = "、".join([*named, *sorted(own)])
        raise refusal(
            "V-75",
            f"代码表 {self.list_name} 中没有此代码",
            f"code list {self.list_name} has no such code",
            f"可用：{allowed}；本区县另行发布（code_table.published）的代码，"
            "由发布端作为 codes 带入（event_from、Publisher）",
            f"use one of: {', '.join([*codes, *sorted(own)])}; codes that the district publishes "
            "itself (code_table.published) are given to event_from and Publisher as `codes`",
        )
