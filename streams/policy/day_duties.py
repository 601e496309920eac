"""按日计时的义务: duties that one event opens and another ends, counted in days.

The start is a time that the opening event states, or when it happened where it states none.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from schemas.envelope import Event
from schemas.events.penalty_decisions import PenaltyDecided, PenaltyExecuted
from schemas.instants import end_of_day, shanghai_day
from streams.policy.case import Case, at_act
from streams.policy.clocks import Due, same_day
from streams.policy.facts import Fact, Order
from streams.policy.ledger import Entries
from streams.policy.obligations import Discharge, Obligation
from streams.policy.rules import Rule, Unit
from streams.policy.verdicts import Verdict

Act = tuple[datetime, Fact]
"""When something was done, and the fact that says so."""


def time_of(event: Event, field: str) -> datetime:
    """Return the time that an event states in a field, else when it happened."""
    stated = getattr(event, field)
    return stated if isinstance(stated, datetime) else event.occurred_at


def decided_at(penalty: PenaltyDecided) -> datetime:
    """Return the instant of a decision: when the officers acted, else the end of the later day."""
    day = penalty.decision_date
    return penalty.act_at if shanghai_day(penalty.act_at) == day else end_of_day(day)


def carried_out_at(fact: Fact, executed: PenaltyExecuted) -> datetime:
    """Return when a penalty was paid or carried out, else when the hub was told."""
    return executed.paid_at or executed.executed_at or fact.shared_at


def hours_unknown(
    entries: Entries, rule: Rule, trigger: Fact, question: str, agency: str
) -> Verdict:
    """Conclude that hours cannot be counted from or to a time that is known to the day only."""
    return entries.conclude(
        rule,
        trigger,
        question,
        "UNDETERMINABLE",
        agency=agency,
        zh="时间只有日期，无法按小时计时",
        en="a time is known to the day only, so hours cannot be counted",
        code="TIME_OF_DAY_MISSING",
    )


def precision_of(event: Event, field: str) -> str:
    """Return how exactly an event states a time: DAY where it is known to the day only."""
    return "DAY" if field in event.date_only else "INSTANT"


def earliest(acts: Iterable[Act]) -> Act | None:
    """Return the earliest of some acts; of two at one instant the one received first."""
    return min(acts, key=_when, default=None)


def _when(act: Act) -> tuple[datetime, Order]:
    return act[0], act[1].order


def ended_by(act: Act | None) -> Discharge | None:
    """Return the end of a fact clock: the act's own time."""
    return at_act(act[1], act[0]) if act else None


def owe_from(
    case: Case,
    entries: Entries,
    rule: Rule,
    trigger: Fact,
    field: str,
    *,
    debtor: str,
    discharge: Discharge | None,
    due: Due | None = None,
    **more: Any,
) -> Obligation:
    """Enter a duty whose clock starts at a field of its trigger, and return it.

    `due` replaces what the rule's clock gives; `more` are further fields of the duty. A start
    known to the day only is kept as such.
    """
    event, clock = trigger.event, rule.clock()
    start = time_of(event, field)
    if due is None:
        same = clock.unit is Unit.SAME_DAY
        due = same_day(start) if same else case.due(clock, start)
    return entries.owe(
        rule,
        trigger,
        due,
        debtor=debtor,
        start=start,
        discharge=discharge,
        basis=f"{event.TYPE}.{field}",
        precision=precision_of(event, field),
        **more,
    )
