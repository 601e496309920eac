"""The table of validation rules: id, grade, what it checks, where, and examples (`rules.toml`)."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from enum import StrEnum
from importlib.resources import files
from types import MappingProxyType
from typing import Any, Final


class Grade(StrEnum):
    """What a broken rule leads to."""

    REFUSE = "E"
    """Refused, with a receipt that says why."""

    FLAG = "F"
    """Taken and flagged: the fact happened, but the law would have it otherwise."""

    NOTE = "W"
    """Taken, with a note on the quality of the data."""

    PERIODIC = "P"
    """Found by a periodic check over many events."""


@dataclass(frozen=True, slots=True)
class Example:
    """A change of the example of an event type that keeps or breaks a rule.

    `change` maps dotted field paths to values. `context` is what the hub needs besides the event:
    `received` (instant of receipt), `headers`, `topic`, `before` (events that came earlier).
    """

    event: str
    change: MappingProxyType[str, Any]
    context: MappingProxyType[str, Any]


@dataclass(frozen=True, slots=True)
class ValidationRule:
    """校验规则. `checked` is schemas (by models), notes, hub (on receipt), judge or tokens."""

    id: str
    grade: Grade
    zh: str
    en: str
    checked: str
    source: str
    why_not: str
    passing: tuple[Example, ...]
    failing: tuple[Example, ...]


def _read() -> dict[str, ValidationRule]:
    text = files("schemas.validation").joinpath("rules.toml").read_text("utf-8")
    return {rule_id: _rule(rule_id, table) for rule_id, table in tomllib.loads(text).items()}


def _rule(rule_id: str, table: dict[str, Any]) -> ValidationRule:
    return ValidationRule(
        rule_id,
        Grade(table["grade"]),
        table["zh"],
        table["en"],
        table["checked"],
        table.get("source", ""),
        table.get("why_not", ""),
        tuple(_example(e) for e in table.get("passing", ())),
        tuple(_example(e) for e in table.get("failing", ())),
    )


def _example(table: dict[str, Any]) -> Example:
    known = {"event", "set"}
    return Example(
        table["event"],
        MappingProxyType(table.get("set", {})),
        MappingProxyType({k: v for k, v in table.items() if k not in known}),
    )


RULES: Final = MappingProxyType(_read())
"""Every rule by its id."""
