"""Problems that people can act on: where, what, which rule, and how to fix it, in two languages."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote

from pydantic import ValidationError
from pydantic_core import ErrorDetails, PydanticCustomError

from schemas.clear_numbers import number_in_clear, without_numbers
from schemas.problem_texts import told_of

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


def refusal(
    rule: str,
    zh: str,
    en: str,
    fix_zh: str,
    fix_en: str,
    *,
    field: str = "",
    value: object = None,
) -> PydanticCustomError:
    """Return the error of validation rule `rule` with message and fix in both languages.

    A check of a whole record names the `field` within it that is to be mended, and its `value`;
    a check of one field needs neither, for pydantic knows both.
    """
    told = {"zh": zh, "en": en, "fix_zh": fix_zh, "fix_en": fix_en}
    context: dict[str, Any] = {name: _proper(text) for name, text in told.items()}
    if field:
        context |= {"field": field, "value": "" if value is None else shortened(written(value))}
    return PydanticCustomError(rule, "{en}", context)


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
    within = (context["field"],) if "field" in context else ()
    field = ".".join(str(part) for part in (*details["loc"], *within)) or "(event)"
    value = context["value"] if within else _shown(details, field)
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
    said = told_of(details["type"], context)
    return Problem(said.rule, field, value, said.zh, said.en, said.fix_zh, said.fix_en)


def _shown(details: ErrorDetails, field: str) -> str:
    if field == "(event)" or details["type"] == "missing" or details["input"] is None:
        return ""
    return shortened(written(details["input"]))


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
    begun = _proper(text[: 2 * _SHOWN])
    if "%" in begun and number_in_clear(unquote(begun)):
        begun = unquote(begun)
    plain = without_numbers(begun)
    return plain if len(plain) <= _SHOWN else f"{plain[:_SHOWN]}…"


def _proper(text: str) -> str:
    return text.encode(errors="replace").decode()


class InvalidEventError(ValueError):
    """An event that breaks validation rules; `problems` says where, what and how to fix."""

    def __init__(self, event_type: str, problems: tuple[Problem, ...]) -> None:
        self.event_type = event_type
        self.problems = problems
        super().__init__(f"{event_type}: " + " | ".join(str(p) for p in problems))
