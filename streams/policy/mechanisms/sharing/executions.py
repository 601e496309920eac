"""执行情况: of a penalty that was shared, the execution is shared too (GX-04).

Missing is what has not come by the end of the payment period: 15 natural days from service
(行政处罚法 2021 第67条). Where no service was reported, it counts from the last day on which the
decision could lawfully be served: 7 working days after it (第61条、第85条).
"""

from __future__ import annotations

from datetime import datetime
from typing import Final

from schemas.events.cases import CaseServed
from schemas.events.penalty_decisions import PenaltyChanged, PenaltyDecided, PenaltyExecuted
from schemas.instants import end_of_day
from streams.policy.case import Case
from streams.policy.clocks import Due
from streams.policy.facts import Fact
from streams.policy.ledger import Entries
from streams.policy.rulebook import rule
from streams.policy.rules import Severity, Threshold

GX_04: Final = rule("GX-04")

_NOTHING_TO_CARRY_OUT: Final = frozenset({"警告", "通报批评"})
_NO_LONGER_STANDING: Final = frozenset({"REVOKED", "DECLARED_UNLAWFUL", "VOID"})


def judge(case: Case, entries: Entries) -> None:
    """Enter of every penalty that a township shared whether its execution was shared too."""
    for fact, decided in case.all(PenaltyDecided):
        carried_out = not _NOTHING_TO_CARRY_OUT.issuperset(decided.penalty_kinds)
        if decided.share_category == "G3" and carried_out and _stands(case, decided.case_id):
            _judge_execution(case, fact, decided, entries)


def _stands(case: Case, case_id: str) -> bool:
    return not any(
        changed.case_id == case_id and changed.change in _NO_LONGER_STANDING
        for _, changed in case.all(PenaltyChanged)
    )


def _judge_execution(case: Case, fact: Fact, decided: PenaltyDecided, entries: Entries) -> None:
    executed = next(
        (
            found
            for found, event in case.all(PenaltyExecuted)
            if event.case_id == decided.case_id
            and case.registry.acts_for(event.agency_judged, decided.agency_judged)
        ),
        None,
    )
    due = _payment_due(case, decided)
    if executed is not None:
        entries.conclude(
            GX_04,
            fact,
            "execution",
            "COMPLIANT",
            agency=decided.agency_judged,
            zh="处罚决定及其执行情况均已共享",
            en="the decision and its execution were both shared",
            also=(executed.id,),
        )
        return
    if not entries.is_past(due):
        return
    entries.conclude(
        GX_04,
        fact,
        "execution",
        "VIOLATION",
        agency=decided.agency_judged,
        zh=f"处罚决定已共享，缴款期满仍未共享执行情况：{due.zh}",
        en=f"the decision was shared, its execution was not by the end of the payment period: "
        f"{due.en}",
        code="DECISION_SHARED_EXECUTION_MISSING",
        severity=Severity.WARN,
        threshold=Threshold.STATUTE,
        due_at=due.at,
    )


def _payment_due(case: Case, decided: PenaltyDecided) -> Due:
    served = [e.served_at for _, e in case.all(CaseServed) if e.case_id == decided.case_id]
    start = min(served, default=None) or _latest_service(case, decided)
    return case.due(GX_04.clock("payment"), start)


def _latest_service(case: Case, decided: PenaltyDecided) -> datetime:
    return case.due(GX_04.clock("service"), end_of_day(decided.decision_date)).at
