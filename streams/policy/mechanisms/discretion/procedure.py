"""法定程序和期限: steps in order, and the statutory clocks of a case (CL-01).

行政处罚法 2021 第60条 (ninety days to decide), 第61条 (service), 第67条 (payment); 行政强制法
第19条、第25条 (on-the-spot measures, seizure). Hearing, appraisal and lawful extension are left
out (R-26).
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from itertools import pairwise
from typing import Final

from schemas.events.cases import (
    CaseClockSuspended,
    CaseClosed,
    CaseFiled,
    CaseLegalReviewCompleted,
    CaseServed,
)
from schemas.events.penalty_decisions import CoercionApplied, PenaltyDecided, PenaltyExecuted
from schemas.instants import end_of_day, shanghai_day, start_of_day
from streams.policy.case import Case
from streams.policy.clocks import natural_days
from streams.policy.day_duties import Act, earliest, ended_by
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


def judge_decisions(case: Case, entries: Entries) -> None:
    """Enter the ninety days of each filed case."""
    for fact, filed in case.all(CaseFiled):
        acts: list[Act] = [
            (e.act_at, f) for f, e in case.all(PenaltyDecided) if e.case_id == filed.case_id
        ]
        acts += [(e.closed_at, f) for f, e in case.all(CaseClosed) if e.case_id == filed.case_id]
        ended = earliest(
            a for a in acts if case.registry.acts_for(a[1].event.agency_judged, filed.agency_judged)
        )
        pauses = _pauses(case, filed)
        excluded = tuple(sorted({day for pause in pauses for day in _days(pause)}))
        still = [pause.paused_at for pause in pauses if pause.resumed_at is None]
        clock = CL_01.clock("decision")
        paused = bool(still) and ended is None
        due = None if paused else case.due(clock, filed.filed_at, excluded)
        entries.owe(
            CL_01,
            fact,
            due,
            debtor=filed.agency_judged,
            start=filed.filed_at,
            clock=clock,
            discharge=ended_by(ended),
            paused_since=min(still) if paused else None,
            pauses=pauses,
        )


def _pauses(case: Case, filed: CaseFiled) -> tuple[Pause, ...]:
    """Return the stretches that are not counted, both days included; without a basis they are."""
    return tuple(
        Pause(
            fact.id,
            start_of_day(suspended.not_counted_from),
            end_of_day(suspended.not_counted_to) if suspended.not_counted_to else None,
        )
        for fact, suspended in case.all(CaseClockSuspended)
        if suspended.case_id == filed.case_id and suspended.legal_basis
    )


def _days(pause: Pause) -> Iterator[date]:
    """Yield the days of a stretch that has ended."""
    if pause.resumed_at is None:
        return
    first, last = shanghai_day(pause.paused_at), shanghai_day(pause.resumed_at)
    yield from (first + _ONE_DAY * n for n in range((last - first).days + 1))


def judge_service(case: Case, entries: Entries) -> None:
    """Enter the duty to serve each decision, and the party's to pay the fine."""
    for fact, penalty in case.all(PenaltyDecided):
        clock = CL_01.clock("service")
        start = start_of_day(penalty.decision_date)
        served = earliest(
            (e.served_at, f) for f, e in case.all(CaseServed) if e.case_id == penalty.case_id
        )
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
        (e.paid_at or e.executed_at or f.shared_at, f)
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
                discharge=_past(coercion.end_at, fact, case.now),
            )
        if coercion.on_the_spot:
            clock = CL_01.clock("on_the_spot_report")
            entries.owe(
                CL_01,
                fact,
                case.due(clock, coercion.start_at),
                debtor=debtor,
                start=coercion.start_at,
                clock=clock,
                discharge=_past(coercion.reported_at, fact, case.now),
            )


def _past(at: datetime | None, fact: Fact, now: datetime) -> Discharge | None:
    """Return the end that an event states for itself, once it has come."""
    return Discharge(at, fact.id, fact.shared_at) if at is not None and at <= now else None


def judge_order(case: Case, entries: Entries) -> None:
    """Say at closing whether the steps of the case were taken in order."""
    for fact, closed in case.all(CaseClosed):
        steps = _steps(case, closed)
        wrong = next(
            ((a, b) for (a, earlier), (b, later) in pairwise(steps) if earlier > later), None
        )
        entries.conclude(
            CL_01,
            fact,
            "order",
            "VIOLATION" if wrong else "COMPLIANT",
            agency=closed.agency_judged,
            zh=f"程序顺序颠倒：{wrong[0]} 应在 {wrong[1]} 之前" if wrong else "程序顺序符合要求",
            en=f"{wrong[0]} must come before {wrong[1]}" if wrong else "the steps are in order",
            code="PROCEDURE_ORDER_VIOLATION" if wrong else None,
            pair=wrong or (),
        )


def _steps(case: Case, closed: CaseClosed) -> list[tuple[str, datetime]]:
    """Return the steps that are present, in the order that the law demands, with their times."""
    of_case = closed.case_id
    steps: list[tuple[str, datetime]] = []
    steps += [("filed", e.filed_at) for _, e in case.all(CaseFiled) if e.case_id == of_case]
    steps += [
        ("reviewed", e.reviewed_at)
        for _, e in case.all(CaseLegalReviewCompleted)
        if e.case_id == of_case
    ]
    steps += [("decided", e.act_at) for _, e in case.all(PenaltyDecided) if e.case_id == of_case]
    steps += [("served", e.served_at) for _, e in case.all(CaseServed) if e.case_id == of_case]
    steps += [
        ("executed", at)
        for _, e in case.all(PenaltyExecuted)
        if e.case_id == of_case and (at := e.executed_at or e.paid_at) is not None
    ]
    return [*steps, ("closed", closed.closed_at)]
