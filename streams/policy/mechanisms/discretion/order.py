"""法定程序: the steps of a case are taken in their order (CL-01), looked at when it is closed.

Filed, reviewed, decided, served, executed, closed: of those present, each as first taken.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise
from typing import Final

from schemas.envelope import Event
from schemas.events.cases import CaseClosed, CaseFiled, CaseLegalReviewCompleted, CaseServed
from schemas.events.penalty_decisions import PenaltyDecided, PenaltyExecuted
from schemas.instants import shanghai_day
from streams.policy.case import Case
from streams.policy.day_duties import decided_at
from streams.policy.facts import Fact
from streams.policy.ledger import Entries
from streams.policy.rulebook import rule

CL_01: Final = rule("CL-01")

_STEPS: Final[tuple[tuple[str, type[Event], tuple[str, ...]], ...]] = (
    ("filed", CaseFiled, ("filed_at",)),
    ("reviewed", CaseLegalReviewCompleted, ("reviewed_at",)),
    ("decided", PenaltyDecided, ("act_at",)),
    ("served", CaseServed, ("served_at",)),
    ("executed", PenaltyExecuted, ("executed_at", "paid_at")),
)
"""In the order that the law demands, with the fields that say when (the first that is given)."""


@dataclass(frozen=True, slots=True)
class _Step:
    """A step of a case, and when it was first taken; to the day only, if no more is known."""

    name: str
    at: datetime
    to_the_day: bool
    fact: Fact

    def is_after(self, other: _Step) -> bool:
        """Whether it was taken after another; within one day only where both hours are known."""
        if self.to_the_day or other.to_the_day:
            return shanghai_day(self.at) > shanghai_day(other.at)
        return self.at > other.at


def judge_order(case: Case, entries: Entries) -> None:
    """Say at closing whether the steps of the case were taken in order."""
    for fact, closed in case.all(CaseClosed):
        steps = pairwise(_steps(case, fact, closed))
        swapped: tuple[_Step, ...] = next(((a, b) for a, b in steps if a.is_after(b)), ())
        wrong = tuple(step.name for step in swapped)
        entries.conclude(
            CL_01,
            fact,
            "order",
            "VIOLATION" if wrong else "COMPLIANT",
            agency=closed.agency_judged,
            zh=f"程序顺序颠倒：{wrong[0]} 应在 {wrong[1]} 之前" if wrong else "程序顺序符合要求",
            en=f"{wrong[0]} must come before {wrong[1]}" if wrong else "the steps are in order",
            code="PROCEDURE_ORDER_VIOLATION" if wrong else None,
            also=tuple(step.fact.id for step in swapped if step.fact is not fact),
            pair=wrong,
        )


def _steps(case: Case, closing: Fact, closed: CaseClosed) -> list[_Step]:
    """Return the steps that are present, in the order that the law demands."""
    steps: list[_Step] = []
    for name, model, fields in _STEPS:
        taken = [
            step
            for fact, event in case.all(model)
            if event.case_id == closed.case_id and (step := _step(name, fact, fields)) is not None
        ]
        steps += sorted(taken, key=lambda step: step.at)[:1]
    return [*steps, _Step("closed", closed.closed_at, "closed_at" in closed.date_only, closing)]


def _step(name: str, fact: Fact, fields: tuple[str, ...]) -> _Step | None:
    event = fact.event
    given = next((field for field in fields if getattr(event, field) is not None), None)
    if given is None:
        return None
    at = decided_at(event) if isinstance(event, PenaltyDecided) else getattr(event, given)
    return _Step(name, at, given in event.date_only or at != getattr(event, given), fact)
