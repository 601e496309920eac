"""Problems that people can act on: where, what, which rule, and how to fix it, in two languages."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import unquote

from pydantic import ValidationError
from pydantic_core import ErrorDetails, PydanticCustomError

from schemas.clear_numbers import number_in_clear, without_numbers

_SHOWN = 200
"""Characters of an offending value that a message repeats."""


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong with a message."""

    rule: str
    field: str
    value: str
    zh: str
    en: str
    fix_zh: str
    fix_en: str

    def __str__(self) -> str:
        return (
            f"{self.field} = {self.value!r} [{self.rule}] "
            f"{self.zh}；{self.fix_zh}。 / {self.en}; {self.fix_en}."
        )


def refusal(rule: str, zh: str, en: str, fix_zh: str, fix_en: str) -> PydanticCustomError:
    """Return the error of validation rule `rule` with message and fix in both languages."""
    context: dict[str, Any] = {"zh": zh, "en": en, "fix_zh": fix_zh, "fix_en": fix_en}
    return PydanticCustomError(rule, "{en}", context)


_KNOWN: Final[Mapping[str, tuple[str, str, str, str, str]]] = {
    "missing": ("V-70", "缺少必填字段", "a required field is missing", "补填该字段", "fill it in"),
    "extra_forbidden": (
        "V-70",
        "没有这个字段",
        "there is no such field",
        "删除该字段或核对字段名",
        "remove it, or check the name of the field",
    ),
    "greater_than_equal": (
        "V-30",
        "数值不得小于 {ge}",
        "the number must not be below {ge}",
        "填写不小于 {ge} 的数值",
        "give a number of at least {ge}",
    ),
    "decimal_max_places": (
        "V-30",
        "金额最多两位小数（单位：元）",
        "an amount has at most two decimals, in yuan",
        "以元为单位四舍五入到分",
        "give yuan, rounded to the cent",
    ),
    "decimal_whole_digits": (
        "V-30",
        "金额整数部分最多 {whole_digits} 位",
        "an amount has at most {whole_digits} digits before the point",
        "核对单位是否为元",
        "check that the unit is yuan",
    ),
    "decimal_max_digits": (
        "V-30",
        "金额位数过多",
        "the amount has too many digits",
        "核对单位是否为元",
        "check that the unit is yuan",
    ),
    "string_too_long": (
        "V-76",
        "文字超过 {max_length} 个字符",
        "the text is longer than {max_length} characters",
        "缩短到 {max_length} 个字符以内",
        "shorten it to {max_length} characters",
    ),
    "string_too_short": ("V-70", "内容为空", "the text is empty", "填写内容", "fill it in"),
    "too_short": ("V-70", "列表为空", "the list is empty", "至少填写一项", "give at least one"),
}

_GENERAL = (
    "V-70",
    "值的形式不对",
    "the value has the wrong form",
    "按字段说明填写",
    "see the field's description",
)


def problems_of(error: ValidationError) -> tuple[Problem, ...]:
    """Return what a failed validation found, one problem a field, in the order of the fields.

    A list whose entries are wrong is not also called too short (pydantic counts valid ones).
    """
    errors = error.errors(include_url=False)
    broken = {e["loc"][:depth] for e in errors for depth in range(1, len(e["loc"]))}
    return tuple(
        _problem(details)
        for details in errors
        if details["type"] != "too_short" or details["loc"] not in broken
    )


def _problem(details: ErrorDetails) -> Problem:
    context: dict[str, Any] = dict(details.get("ctx") or {})
    field = ".".join(str(part) for part in details["loc"]) or "(event)"
    value = "" if details["type"] == "missing" else _shown(details["input"], field)
    if "fix_zh" in context:
        return Problem(
            rule=details["type"],
            field=field,
            value=value,
            zh=context["zh"],
            en=context["en"],
            fix_zh=context["fix_zh"],
            fix_en=context["fix_en"],
        )
    rule, zh, en, fix_zh, fix_en = _KNOWN.get(details["type"], _GENERAL)
    if (rule, zh) == _GENERAL[:2]:
        en = f"{en} ({details['msg']})"
    parts = (text.format_map(context) for text in (zh, fix_zh, fix_en))
    zh, fix_zh, fix_en = parts
    en = en if rule == _GENERAL[0] else en.format_map(context)
    return Problem(rule, field, value, zh, en, fix_zh, fix_en)


def _shown(value: object, field: str) -> str:
    if field == "(event)":
        return ""
    return shortened(written(value))


def written(value: object) -> str:
    """Return a value as text, … where it cannot be written out: nested too deeply, or too long."""
    try:
        return str(value)
    except (RecursionError, ValueError):  # ValueError: an integer of more than 4,300 digits
        return "…"


def shortened(text: str) -> str:
    """Return the beginning of a value, without identity or telephone numbers in clear.

    What is said about a message goes further than the message itself. Half of a surrogate pair
    becomes a question mark: it could not be sent. A number that is percent-encoded is decoded.
    """
    begun = text[: 2 * _SHOWN].encode(errors="replace").decode()
    if "%" in begun and number_in_clear(unquote(begun)):
        begun = unquote(begun)
    plain = without_numbers(begun)
    return plain if len(plain) <= _SHOWN else f"{plain[:_SHOWN]}…"


class InvalidEventError(ValueError):
    """An event that breaks validation rules; `problems` says where, what and how to fix."""

    def __init__(self, event_type: str, problems: tuple[Problem, ...]) -> None:
        self.event_type = event_type
        self.problems = problems
        super().__init__(f"{event_type}: " + " | ".join(str(p) for p in problems))
