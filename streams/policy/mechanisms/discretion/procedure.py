"""法定期限: the statutory clocks of a case (CL-01).

行政处罚法 2021 第60条 (ninety days to decide), 第61条 (service), 第67条 (payment); 行政强制法
第19条、第25条 (on-the-spot measures, seizure). Hearing, appraisal and lawful extension are left
out (R-26).
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Final

from schemas.events.cases import (
    CaseClockSuspended,
    CaseClosed,
    CaseFiled,
    CaseServed,
)
from schemas.events.penalty_decisions import CoercionApplied, PenaltyDecided, PenaltyExecuted
from schemas.instants import shanghai_day, start_of_day
from streams.policy.case import Case
from streams.policy.clocks import Due, natural_days
from streams.policy.day_duties import (
    Act,
    carried_out_at,
    decided_at,
    earliest,
    ended_by,
    hours_unknown,
    precision_of,
)
from streams.policy.facts import Fact
from streams.policy.ledger import Entries
from streams.policy.obligations import Discharge, Pause
from streams.policy.rulebook import rule

CL_01: Final = rule("CL-01")
PARTY: Final = "party"
"""Debtor of a payment: the party, who is no agency."""

_ONE_DAY: Final = timedelta(days=1)
_LONGEST_EXTENSION: Final = 30
_SEIZURES: Final = ("查封", "扣押")
SIMPLE: Final = "简易"


def judge_decisions(case: Case, entries: Entries) -> None:
    """Enter the ninety days of each filed case; they stand still while a suspension is open."""
    clock = CL_01.clock("decision")
    for fact, filed in case.all(CaseFiled):
        acts: list[Act] = [
            (decided_at(e), f) for f, e in case.all(PenaltyDecided) if e.case_id == filed.case_id
        ]
        acts += [(e.closed_at, f) for f, e in case.all(CaseClosed) if e.case_id == filed.case_id]
        ended = earliest(
            a for a in acts if case.registry.acts_for(a[1].event.agency_judged, filed.agency_judged)
        )
        excluded, standing_still = _not_counted(case, filed)
        reckoned = case.due(clock, filed.filed_at, excluded)
        due: Due | None = reckoned
        pauses: tuple[Pause, ...] = ()
        if standing_still is not None and standing_still.paused_at <= reckoned.at:
            if ended is not None:
                first = shanghai_day(standing_still.paused_at)
                excluded += _days(first, shanghai_day(ended[0]))
                due = case.due(clock, filed.filed_at, excluded)
            elif standing_still.paused_at <= case.now:
                due, pauses = None, (standing_still,)
            else:
                entries.wake(standing_still.paused_at)
        entries.owe(
            CL_01,
            fact,
            due,
            debtor=filed.agency_judged,
            start=filed.filed_at,
            clock=clock,
            discharge=ended_by(ended),
            precision=precision_of(filed, "filed_at"),
            pauses=pauses,
            paused_since=pauses[0].paused_at if pauses else None,
            first_due=reckoned if pauses else None,
        )


def _not_counted(case: Case, filed: CaseFiled) -> tuple[tuple[date, ...], Pause | None]:
    """Return the days that are not counted, and the pause that is still open, if there is one."""
    days: tuple[date, ...] = ()
    still_open: list[Pause] = []
    for fact, suspended in case.all(CaseClockSuspended):
        if suspended.case_id != filed.case_id or not suspended.legal_basis:
            continue
        first, last = suspended.not_counted_from, suspended.not_counted_to
        if last is None:
            since = max(start_of_day(first), filed.filed_at)
            still_open.append(Pause(fact.id, since, None))
        else:
            days += _days(first, last)
    return days, min(still_open, key=lambda pause: pause.paused_at, default=None)


def _days(first: date, last: date) -> tuple[date, ...]:
    """Return the days from a first to a last one, both included (R-26)."""
    return tuple(first + _ONE_DAY * n for n in range((last - first).days + 1))


def judge_service(case: Case, entries: Entries) -> None:
    """Enter the duty to serve each decision, and the party's to pay the fine.

    In the simple procedure the decision is handed over on the spot (行政处罚法 2021 第52条).
    """
    for fact, penalty in case.all(PenaltyDecided):
        clock = CL_01.clock("service")
        start = start_of_day(penalty.decision_date)
        served = earliest(
            (e.served_at, f) for f, e in case.all(CaseServed) if e.case_id == penalty.case_id
        )
        if penalty.procedure != SIMPLE:
            entries.owe(
                CL_01,
                fact,
                case.due(clock, start),
                debtor=penalty.agency_judged,
                start=start,
                clock=clock,
                discharge=ended_by(served),
            )
        if served is not None and penalty.fine_amount_yuan:
            _pay(case, fact, penalty, served, entries)


def _pay(case: Case, fact: Fact, penalty: PenaltyDecided, served: Act, entries: Entries) -> None:
    clock = CL_01.clock("payment")
    paid = earliest(
        (carried_out_at(f, e), f)
        for f, e in case.all(PenaltyExecuted)
        if e.case_id == penalty.case_id
    )
    entries.owe(
        CL_01,
        fact,
        case.due(clock, served[0]),
        debtor=PARTY,
        creditor=penalty.agency_judged,
        start=served[0],
        clock=clock,
        discharge=ended_by(paid),
        precision=precision_of(served[1].event, "served_at"),
    )


def judge_coercion(case: Case, entries: Entries) -> None:
    """Enter the end of each seizure, and the report of each measure taken on the spot."""
    for fact, coercion in case.all(CoercionApplied):
        debtor = coercion.agency_judged
        if any(word in (coercion.measure_type or "") for word in _SEIZURES):
            clock = CL_01.clock("seizure")
            extended = min(coercion.extended_days or 0, _LONGEST_EXTENSION)
            days = clock.amount + extended
            entries.owe(
                CL_01,
                fact,
                natural_days(coercion.start_at, days, case.calendar),
                debtor=debtor,
                start=coercion.start_at,
                clock=clock,
                discharge=_past(coercion.end_at, fact, entries),
                precision=precision_of(coercion, "start_at"),
            )
        if coercion.on_the_spot and {"start_at", "reported_at"} & set(coercion.date_only):
            hours_unknown(entries, CL_01, fact, "on_the_spot_report", debtor)
        elif coercion.on_the_spot:
            clock = CL_01.clock("on_the_spot_report")
            entries.owe(
                CL_01,
                fact,
                case.due(clock, coercion.start_at),
                debtor=debtor,
                start=coercion.start_at,
                clock=clock,
                discharge=_past(coercion.reported_at, fact, entries),
            )


def _past(at: datetime | None, fact: Fact, entries: Entries) -> Discharge | None:
    """Return the end that an event states for itself, once it has come."""
    if at is None or not entries.has_come(at):
        return None
    return Discharge(at, fact.id, fact.shared_at)
