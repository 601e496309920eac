"""规则覆盖: where each rule of the policy is answered, by which worked cases, or why it is not.

Checks name the rules that they answer. What a precondition, the routing or a lead is about is
read from the functions themselves: the rules and rule ids that they mention.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from types import CodeType, FunctionType, MappingProxyType
from typing import Any

from streams.policy import leads, routing
from streams.policy.mechanisms import CHECKS, PRECONDITIONS
from streams.policy.rulebook import RULES
from streams.policy.rules import Rule


@dataclass(frozen=True, slots=True)
class Coverage:
    """One rule: the functions that answer it (`module:function`), its worked cases by id."""

    rule: Rule
    where: tuple[str, ...]
    vectors: tuple[str, ...]

    @property
    def implemented(self) -> bool:
        """Whether it is judged; one that is only counted and shown is not."""
        return bool(self.where) and self.rule.reference_only is None

    @property
    def reason(self) -> str | None:
        """Why it is shown and never judged; None where it is judged."""
        return self.rule.reference_only

    @property
    def gaps(self) -> tuple[str, ...]:
        """What is still missing for the rule to be done."""
        missing = []
        if not self.implemented and not self.reason:
            missing.append("neither implemented nor reference only with a reason")
        if self.implemented and not self.vectors:
            missing.append("judged without a worked case of its own")
        return tuple(missing)

    def as_json(self) -> dict[str, Any]:
        """Return it as plain values."""
        rule = self.rule
        return {
            "id": rule.id,
            "mechanism": rule.mechanism.value,
            "implemented": self.implemented,
            "where": "; ".join(self.where) or None,
            "vectors": list(self.vectors),
            "reason": self.reason,
            "title_zh": rule.title_zh,
            "title_en": rule.title_en,
            "clause_ref": rule.clause_ref,
            "clause": rule.clause,
            "clocks": [clock_said(rule, index) for index in range(len(rule.clocks))],
            "codes": list(rule.codes),
            "reference_codes": dict(rule.reference_codes),
            "readings": list(rule.readings),
        }


def clock_said(rule: Rule, index: int) -> str:
    """Return a clock in words: name, how long, from what, where the number comes from."""
    clock = rule.clocks[index]
    length = clock.param or clock.date or (str(clock.amount) if clock.amount else "")
    name = f"{clock.name}: " if clock.name else ""
    long = f"{length} {clock.unit.value}".strip()
    return f"{name}{long} from {clock.start} ({clock.threshold.value})"


@cache
def coverage() -> tuple[Coverage, ...]:
    """Return every rule of the policy with where it is answered, in the order of the policy."""
    places = _places()
    cases = _cases_by_rule()
    return tuple(
        Coverage(rule, tuple(dict.fromkeys(places.get(id_, ()))), tuple(cases.get(id_, ())))
        for id_, rule in RULES.items()
    )


def _places() -> Mapping[str, list[str]]:
    found: dict[str, list[str]] = {}
    for check in CHECKS:
        for rule_id in check.rules:
            found.setdefault(rule_id, []).append(_place(check.judge))
    functions: list[Callable[..., Any]] = [p for asked in PRECONDITIONS.values() for p in asked]
    functions.append(routing.recipients)
    for function in functions:
        for rule_id in mentioned(function):
            found.setdefault(rule_id, []).append(_place(function))
    for rule in RULES.values():
        if rule.lead is not None:
            found.setdefault(rule.lead, []).append(_place(leads.leads))
    return found


def _place(function: Callable[..., Any]) -> str:
    return f"{function.__module__}:{function.__qualname__}"


def mentioned(function: Callable[..., Any]) -> tuple[str, ...]:
    """Return the ids of the rules that a function mentions, itself or through its own module."""
    return tuple(id_ for id_ in RULES if id_ in set(_mentions(function, set())))


def _mentions(function: Any, seen: set[Any]) -> Iterator[str]:
    if not isinstance(function, FunctionType) or function in seen:
        return
    seen.add(function)
    for code in _codes(function.__code__):
        yield from (c for c in code.co_consts if isinstance(c, str) and c in RULES)
        for name in code.co_names:
            value = function.__globals__.get(name)
            for named in value.values() if isinstance(value, Mapping) else (value,):
                if isinstance(named, Rule):
                    yield named.id
                elif getattr(named, "__module__", None) == function.__module__:
                    yield from _mentions(named, seen)


def _codes(code: CodeType) -> Iterator[CodeType]:
    yield code
    for constant in code.co_consts:
        if isinstance(constant, CodeType):
            yield from _codes(constant)


@cache
def worked_cases() -> tuple[MappingProxyType[str, Any], ...]:
    """Return every worked case: those of the specification and the project's own."""
    folder = files("streams.casebook").joinpath("data")
    own = folder.joinpath("own")
    sources = [folder.joinpath("vectors.json")]
    if own.is_dir():
        sources += sorted(own.iterdir(), key=lambda source: source.name)
    return tuple(
        MappingProxyType(case)
        for source in sources
        if source.name.endswith(".json")
        for case in json.loads(source.read_text("utf-8"))
    )


def _cases_by_rule() -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for case in worked_cases():
        for rule_id in _named(case):
            found.setdefault(rule_id, []).append(str(case["id"]))
    return found


def _named(case: Mapping[str, Any]) -> Iterable[str]:
    """Return the rules under test in a case."""
    return dict.fromkeys(str(rule) for rule in case.get("rules", ()))
