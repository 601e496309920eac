"""What the judge says beside obligations: verdicts and statements about a scope."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from uuid import UUID

from schemas.problems import Problem
from streams.policy.clocks import Due
from streams.policy.facts import Fact
from streams.policy.obligations import Obligation, derived_id, derived_name
from streams.policy.records import record
from streams.policy.rules import Rule, Severity, Threshold

Detail = Any
"""A detail of a verdict: text, number, instant, None, or a tuple of texts."""


@record
class Verdict:
    """判定: one conclusion. `question` keeps apart what one rule asks of one event.

    `agency` is None where the conclusion is about several (`details` name them). `events` are the
    events it rests on, the judged one first. `about` keeps apart conclusions that rest on the same
    event, or on none. `reckoned` is the due time whose arithmetic the explanation begins with.
    """

    rule: Rule
    question: str
    agency: str | None
    verdict: str
    subject: str
    events: tuple[UUID, ...]
    said_zh: str
    said_en: str
    code: str | None = None
    severity: Severity = Severity.INFO
    threshold: Threshold = Threshold.CLAUSE
    param: str | None = None
    creditor: str | None = None
    duty: Obligation | None = None
    provisional: bool = False
    flags: tuple[str, ...] = ()
    details: tuple[tuple[str, Detail], ...] = ()
    about: str = ""
    reckoned: Due | None = None
    _name: str | None = field(default=None, init=False, compare=False, repr=False)

    @property
    def zh(self) -> str:
        """The explanation in Chinese; the arithmetic it begins with is told when it is read."""
        return f"{self.reckoned.zh}；{self.said_zh}" if self.reckoned else self.said_zh

    @property
    def en(self) -> str:
        """The explanation in English."""
        return f"{self.reckoned.en}; {self.said_en}" if self.reckoned else self.said_en

    @property
    def obligation_id(self) -> UUID | None:
        """The duty behind it, if there is one."""
        return self.duty.id if self.duty else None

    @property
    def id(self) -> UUID:
        """Names the question, not the answer: a changed answer supersedes the earlier one."""
        return derived_id(*self._made_of)

    @property
    def name(self) -> str:
        """Its id as text, written once: what it is published under."""
        if self._name is None:
            object.__setattr__(self, "_name", derived_name(*self._made_of))
        return self._name or ""

    @property
    def _made_of(self) -> tuple[object, ...]:
        first = self.events[0] if self.events else self.subject
        about = (self.about,) if self.about else ()
        return ("verdict", self.rule.id, self.question, self.agency, first, *about)


@dataclass(frozen=True, slots=True)
class Move:
    """改派: that a matter, or a duty, goes from some agencies to another, and by which event."""

    from_: tuple[str, ...]
    to: str
    cause: UUID


@record
class Route:
    """送达: one fact for its receivers: agencies by code, the justice bureau last.

    `move` is there where one of them is given the fact because the matter is its own from now on.
    """

    fact: Fact
    rule: Rule
    to: tuple[str, ...]
    move: Move | None = None

    @property
    def reassigned_from(self) -> tuple[str, ...]:
        """The agencies from whom a designation, an agreement or their end takes the matter."""
        return self.move.from_ if self.move else ()


@dataclass(frozen=True, slots=True)
class Lead:
    """责任追究线索: a record for the monthly digest; never a finding, never an alert.

    `cause` is the duty or the event that it rests on.
    """

    rule: Rule
    agency: str
    roles: tuple[str, ...]
    from_rule: str
    code: str | None
    since: datetime
    cause: Obligation | Fact


@dataclass(frozen=True, slots=True)
class Owner:
    """首问责任人: who answers for a complaint now."""

    rule: Rule
    complaint_id: str
    owner: str


@dataclass(frozen=True, slots=True)
class Holder:
    """持有者: who holds a violation now."""

    violation_id: str
    holder: str


@dataclass(frozen=True, slots=True)
class Suggestion:
    """建议: what the parties may do next, such as raising a dispute after a refusal."""

    rule: Rule
    referral_id: str
    parties: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Statistic:
    """统计值: a number about a subject; `keys` name what it is about."""

    rule: Rule
    name: str
    value: Detail
    keys: tuple[tuple[str, Detail], ...] = ()


@dataclass(frozen=True, slots=True)
class Reconciliation:
    """对账: what one source announced, numbered or named and the hub has not received.

    `missing_seq` names numbers, and runs of them as `first-last` where they are many;
    `miscounted` are days with what the manifest counts and what was received; `problems` are the
    findings of the periodic checks (V-72, V-23 to V-25), whose grade the table of rules has.
    """

    agency: str
    source: str
    missing_seq: tuple[str, ...] = ()
    missing_doc_no: tuple[str, ...] = ()
    missing_events: tuple[str, ...] = ()
    miscounted: tuple[tuple[date, int, int], ...] = ()
    problems: tuple[Problem, ...] = ()


Statement = Lead | Owner | Holder | Suggestion | Statistic | Reconciliation
"""What is said beside verdicts and obligations."""
