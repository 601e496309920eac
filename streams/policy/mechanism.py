"""机制: what the judge asks of a scope. One `Check` a question, in the mechanism's own module."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from schemas.envelope import Event
from schemas.problems import Problem
from streams.policy.case import Case
from streams.policy.facts import Fact
from streams.policy.ledger import Entries
from streams.policy.pack import RulePack
from streams.policy.registry import Registry
from streams.policy.rules import ScopeKind


@dataclass(frozen=True, slots=True, eq=False)
class Check:
    """One thing asked of a kind of scope.

    `triggers` are the event types without which there is nothing to ask; with none named it is
    always asked. `rules` are the ids of the rules that it answers.
    """

    scope: ScopeKind
    triggers: frozenset[type[Event]]
    judge: Callable[[Case, Entries], None]
    rules: tuple[str, ...]


def check(
    scope: ScopeKind,
    judge: Callable[[Case, Entries], None],
    *triggers: type[Event],
    rules: tuple[str, ...],
) -> Check:
    """Return a check that is asked where any of the triggers has been received."""
    return Check(scope, frozenset(triggers), judge, rules)


@dataclass(frozen=True, slots=True)
class Arrival:
    """What the hub knows when a transaction arrives: the only place where that matters (§3.4).

    `held` returns the facts of its matter that were admitted before, corrections applied, in
    arrival order. `shared_at` is the transaction's own receipt, UTC.
    """

    shared_at: datetime
    registry: Registry
    pack: RulePack
    held: Callable[[], tuple[Fact, ...]]


Precondition = Callable[[Any, Arrival], Iterator[Problem]]
"""Yields every reason to refuse a transaction that the hub would carry out (§2)."""


def missing(rule: str, field: str, zh: str, en: str) -> Problem:
    """Return the problem of a transaction that lacks a field."""
    return Problem(
        rule, field, "", zh, en, f"补填 {field} 后重新发布", f"fill in {field} and resend"
    )
