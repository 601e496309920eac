"""What is said when a value has not the type of its field: message and remedy in both languages.

pydantic finds these itself, under names of its own; here each gets the id of its rule and words.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, fields
from types import MappingProxyType
from typing import Any, Final

_TYPE_ENDINGS = re.compile(
    r"_(?:type|parsing|parsing_size|from_float|from_date_parsing|from_datetime_parsing"
    r"|from_datetime_inexact|object_invalid|unicode|sub_type|attributes_type)$"
)
_SLOT = re.compile(r"\{(\w+)\}")


@dataclass(frozen=True, slots=True)
class Said:
    """Rule, message and remedy; `{name}` stands for a bound of the field."""

    rule: str
    zh: str
    en: str
    fix_zh: str
    fix_en: str


def told_of(kind: str, context: Mapping[str, Any]) -> Said:
    """Return what is said of pydantic's error `kind`, with the bounds in `context` filled in."""
    pattern = context.get("pattern")
    said = _PATTERNS.get(str(pattern)) or _KNOWN.get(kind) or _of_type(kind)
    return Said(*(_filled(getattr(said, part.name), context) for part in fields(said)))


def _of_type(kind: str) -> Said:
    return _TYPES.get(_TYPE_ENDINGS.sub("", kind), _GENERAL)


def _filled(text: str, context: Mapping[str, Any]) -> str:
    return _SLOT.sub(lambda slot: str(context.get(slot[1], slot[0])), text)


_KNOWN: Final = MappingProxyType(
    {
        "missing": Said(
            "V-70", "缺少必填字段", "a required field is missing", "补填该字段", "fill it in"
        ),
        "extra_forbidden": Said(
            "V-70",
            "没有这个字段",
            "there is no such field",
            "删除该字段或核对字段名",
            "remove it, or check the name of the field",
        ),
        "greater_than_equal": Said(
            "V-30",
            "数值不得小于 {ge}",
            "the number must not be below {ge}",
            "填写不小于 {ge} 的数值",
            "give a number of at least {ge}",
        ),
        "less_than_equal": Said(
            "V-70",
            "数值不得大于 {le}",
            "the number must not be above {le}",
            "填写不大于 {le} 的数值",
            "give a number of at most {le}",
        ),
        "decimal_max_places": Said(
            "V-30",
            "金额最多两位小数（单位：元）",
            "an amount has at most two decimals, in yuan",
            "以元为单位四舍五入到分",
            "give yuan, rounded to the cent",
        ),
        "decimal_whole_digits": Said(
            "V-30",
            "金额整数部分最多 {whole_digits} 位",
            "an amount has at most {whole_digits} digits before the point",
            "核对单位是否为元",
            "check that the unit is yuan",
        ),
        "decimal_max_digits": Said(
            "V-30",
            "金额位数过多",
            "the amount has too many digits",
            "核对单位是否为元",
            "check that the unit is yuan",
        ),
        "string_too_long": Said(
            "V-76",
            "文字超过 {max_length} 个字符",
            "the text is longer than {max_length} characters",
            "缩短到 {max_length} 个字符以内",
            "shorten it to {max_length} characters",
        ),
        "string_too_short": Said("V-70", "内容为空", "the text is empty", "填写内容", "fill it in"),
        "too_short": Said(
            "V-70", "列表为空", "the list is empty", "至少填写一项", "give at least one"
        ),
    }
)

_DATE: Final = Said(
    "V-70",
    "不是日期，或没有这一天",
    "this is no date, or there is no such day",
    "写成 年-月-日，例如 2026-11-23",
    "write year-month-day, such as 2026-11-23",
)
_NUMBER: Final = Said(
    "V-70",
    "不是数字",
    "this is no number",
    "用阿拉伯数字填写，不带单位和分隔符，例如 28 或 28.5",
    "write digits without unit or separators, such as 28 or 28.5",
)
_LIST: Final = Said(
    "V-70",
    "应为列表",
    "this should be a list",
    '写成列表，例如 ["甲", "乙"]；只有一项也写成列表',
    'write a list, such as ["one", "two"], also where there is one entry only',
)
_RECORD: Final = Said(
    "V-70",
    "应为包含若干字段的记录",
    "this should be a record of fields",
    '写成记录，例如 {"title": "现场检查记录"}；各字段见数据字典（hutong dictionary）',
    'write a record, such as {"title": "…"}; its fields stand in `hutong dictionary`',
)

_TYPES: Final = MappingProxyType(
    {
        "date": _DATE,
        "datetime": Said(
            "V-70",
            "不是时间，或没有这一时刻",
            "this is no time, or there is no such instant",
            "写成带时区的时间，例如 2026-11-23T09:00:00+08:00",
            "write a time with its offset, such as 2026-11-23T09:00:00+08:00",
        ),
        "int": Said(
            "V-70",
            "不是整数",
            "this is no whole number",
            "用阿拉伯数字填写整数，不带单位，例如 28",
            "write a whole number in digits, without unit, such as 28",
        ),
        "decimal": _NUMBER,
        "finite_number": _NUMBER,
        "bool": Said(
            "V-70",
            "应填 true（是）或 false（否）",
            "this should be true or false",
            "是填 true，否填 false",
            "write true or false",
        ),
        "uuid": Said(
            "V-70",
            "不是 UUID",
            "this is no UUID",
            "写成 8-4-4-4-12 位十六进制，例如 2f0c4a6e-6b0e-5d53-8f7e-5b1b0a1c9d10",
            "write 8-4-4-4-12 hexadecimal digits, such as 2f0c4a6e-6b0e-5d53-8f7e-5b1b0a1c9d10",
        ),
        "string": Said(
            "V-70",
            "应为文字",
            "this should be text",
            "写成文字；编号即使全是数字也加引号",
            "write text; an identifier is quoted even where it is all digits",
        ),
        "tuple": _LIST,
        "model": _RECORD,
        "string_pattern_mismatch": Said(
            "V-70",
            "不符合规定的格式 {pattern}",
            "this has not the form {pattern}",
            "按格式填写，数字用半角",
            "write it in that form, with plain digits",
        ),
    }
)

SOURCE: Final = r"^urn:xzzf:[0-9]{6}:[0-9A-Z]{18}:[A-Za-z0-9._-]+$"
"""The form of `source`."""

SEQUENCE: Final = r"^[0-9]{1,20}$"
"""The form of `source_seq`."""

DIGEST: Final = r"^[0-9a-f]{64}$"
"""The form of a SHA-256."""

_PATTERNS: Final = MappingProxyType(
    {
        SOURCE: Said(
            "V-70",
            "来源系统的形式不对",
            "the source has the wrong form",
            "写成 urn:xzzf:<6 位区县代码>:<18 位信用代码>:<系统名>，数字和字母用半角，"
            "例如 urn:xzzf:371322:11371322017002002N:oa",
            "write urn:xzzf:<district, 6 digits>:<credit code, 18>:<system> in plain characters, "
            "such as urn:xzzf:371322:11371322017002002N:oa",
        ),
        SEQUENCE: Said(
            "V-70",
            "序号应为 1 至 20 位半角数字",
            "a sequence number has 1 to 20 plain digits",
            "左侧补零填写，例如 00000042",
            "write it zero-padded, such as 00000042",
        ),
        DIGEST: Said(
            "V-70",
            "SHA-256 应为 64 位小写十六进制数字",
            "a SHA-256 has 64 lower-case hexadecimal digits",
            "由发布工具对文件内容计算，不要手填",
            "let the publishing tool work it out from the file",
        ),
    }
)
"""By the pattern of the field."""

_GENERAL: Final = Said(
    "V-70",
    "值的形式不对",
    "the value has the wrong form",
    "按数据字典（hutong dictionary）中该字段的说明填写",
    "see the field's description in `hutong dictionary`",
)
