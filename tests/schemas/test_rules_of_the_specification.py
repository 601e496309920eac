"""The table of validation rules says what the specification says, or why not."""

from __future__ import annotations

import ast
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import pytest

import schemas
import streams
from schemas.validation import RULES
from streams.coverage import worked_cases
from streams.policy.rulebook import RULES as POLICY

_TABLE: Final[dict[str, dict[str, str]]] = tomllib.loads(
    Path(__file__).with_name("rules_of_the_specification.toml").read_text("utf-8")
)
_CASE: Final = re.compile(r"\b(?:VS|HT)-[A-Z0-9-]+\b")
_MAKERS: Final = frozenset(
    {"refusal", "Problem", "Said", "_flag", "missing", "Reason", "reversed_range"}
)


def test_every_rule_of_the_specification_is_in_the_table_and_every_other_has_its_reason() -> None:
    assert set(RULES) == set(_TABLE["grades"]) | set(_TABLE["own"])
    assert not set(_TABLE["grades"]) & set(_TABLE["own"])
    assert not set(RULES) & set(_TABLE["absent"])


@pytest.mark.parametrize("rule", _TABLE["grades"])
def test_a_rule_has_the_grade_of_the_specification_or_says_why_not(rule: str) -> None:
    wanted, found = _TABLE["grades"][rule], RULES[rule]
    if wanted != found.grade and not (found.grade in wanted.split("/") and _both(rule, wanted)):
        assert found.why_not, f"{rule} is graded {found.grade} here, {wanted or '—'} there"


def _both(rule: str, wanted: str) -> bool:
    """Whether a rule of two grades has an example of each: one refused, one noted."""
    places = {one.context.get("at", RULES[rule].checked) for one in RULES[rule].failing}
    return len(wanted.split("/")) == 1 or {"schemas", "notes"} <= places


@pytest.mark.parametrize("table", ["absent", "own", "raised"])
def test_every_difference_has_its_reason(table: str) -> None:
    assert all(reason.strip() for reason in _TABLE[table].values())


@pytest.mark.parametrize("rule", [r for r in RULES.values() if r.checked == "judge"])
def test_a_rule_that_needs_several_events_names_its_worked_cases(rule: Any) -> None:
    named = set(_CASE.findall(rule.why_not))
    assert named
    assert named <= {case["id"] for case in worked_cases()}


def _sources() -> Iterator[tuple[Path, ast.Module]]:
    for room in (schemas, streams):
        for file in Path(str(room.__file__)).parent.rglob("*.py"):
            yield file, ast.parse(file.read_text("utf-8"))


def _raised() -> dict[str, Path]:
    """Return every literal rule id that a maker of problems is given, and where."""
    found: dict[str, Path] = {}
    for file, tree in _sources():
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and _called(node) in _MAKERS:
                words = [*node.args[:1], *(k.value for k in node.keywords if k.arg == "rule")]
                for word in words:
                    if isinstance(word, ast.Constant) and _is_id(word.value):
                        found[str(word.value)] = file
    return found


def _called(node: ast.Call) -> str:
    return node.func.id if isinstance(node.func, ast.Name) else ""


def _is_id(value: object) -> bool:
    return isinstance(value, str) and value.isascii() and value.isupper() and len(value) > 1


def test_every_rule_that_is_raised_anywhere_is_in_the_table() -> None:
    raised = _raised()
    strangers = set(raised) - set(RULES) - set(POLICY) - set(_TABLE["raised"])
    assert not strangers, {rule: str(raised[rule]) for rule in strangers}
    assert set(_TABLE["raised"]) <= set(raised), "take out of [raised] what nobody raises"


def test_every_rule_that_is_checked_here_is_raised_somewhere() -> None:
    checked = {r.id for r in RULES.values() if r.checked in {"schemas", "notes", "hub", "tokens"}}
    assert checked - set(_raised()) == {"V-09"}, "V-09 normalises and raises nothing"
