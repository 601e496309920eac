"""Rules as data: one typed record a rule, with its clause in the policy's own words."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class ScopeKind(StrEnum):
    """What a rule looks at."""

    MATTER = "matter"
    """事项: the connected set of events that name one another's ids."""
    SUBJECT = "subject"
    """共享信息: one shared fact of one publisher."""


class Unit(StrEnum):
    """Units of a clock."""

    SAME_DAY = "same_day"
    WORKING_DAY = "working_day"
    HOUR = "hour"


class Threshold(StrEnum):
    """Where a number comes from; a local parameter is never called a breach of the clause."""

    CLAUSE = "clause"
    STATUTE = "statute"
    LOCAL_PARAM = "local_param"
    ANALOGY = "analogy"


class Severity(StrEnum):
    """How grave a finding is."""

    INFO = "INFO"
    WARN = "WARN"
    BREACH = "BREACH"
    CRITICAL = "CRITICAL"


@dataclass(frozen=True, slots=True)
class Clock:
    """How long: `amount` units from `start`, or as many as the parameter `param` says."""

    unit: Unit
    start: str
    amount: int = 0
    param: str | None = None


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule of the policy. `clause` is verbatim, in the policy's script."""

    id: str
    title_zh: str
    title_en: str
    clause_ref: str
    clause: str
    scope: ScopeKind | None
    """What it is judged over; None for a precondition that is tested on arrival."""
    trigger: tuple[str, ...]
    debtor: str
    creditor: str
    discharge: str
    severity: Severity
    threshold: Threshold
    clock: Clock | None = None
    extension: str | None = None
    readings: tuple[str, ...] = ()
