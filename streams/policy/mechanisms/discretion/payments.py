"""罚款执行: what was charged and paid of a penalty, against what was decided (CL-01).

V-36: all surcharges of a case together are at most its fine (行政处罚法 2021 第72条). V-37: what
was paid is at most fine, confiscated gains and surcharges together; more is a question about the
figures, not a finding against anybody.

An execution names its case and not the decision. So it is held against all that was ever decided
in the case, decisions that were undone later included: never less than what was owed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime
from decimal import Decimal
from typing import Final
from uuid import UUID

from schemas.events.penalty_decisions import PenaltyExecuted
from streams.policy.case import Case
from streams.policy.day_duties import carried_out_at
from streams.policy.facts import Fact, Order
from streams.policy.ledger import Entries
from streams.policy.mechanisms.discretion.decisions import Decision, decisions_of
from streams.policy.rulebook import rule
from streams.policy.rules import Severity

CL_01: Final = rule("CL-01")

_NOTHING: Final = Decimal("0.00")
Execution = tuple[Fact, PenaltyExecuted]


def judge_executions(case: Case, entries: Entries) -> None:
    """Say of each case where surcharges exceed the fine, and payments all that was owed."""
    decided: dict[str, list[Decision]] = {}
    for fact, penalty in case.once(decisions_of):
        decided.setdefault(penalty.case_id, []).append((fact, penalty))
    for case_id, executions in _executions(case).items():
        if case_id in decided:
            _surcharge(case, decided[case_id], executions, entries)
            _payment(case, decided[case_id], executions, entries)


def _executions(case: Case) -> dict[str, list[Execution]]:
    """Return the executions of each case in the order of payment; one told twice counts once."""
    once: dict[str, dict[object, Execution]] = {}
    for fact, executed in case.all(PenaltyExecuted):
        told = (carried_out_at(fact, executed), executed.paid_amount_yuan, executed.surcharge_yuan)
        once.setdefault(executed.case_id, {}).setdefault(told, (fact, executed))

    def when(execution: Execution) -> tuple[datetime, Order]:
        return carried_out_at(*execution), execution[0].order

    return {case_id: sorted(found.values(), key=when) for case_id, found in once.items()}


def _surcharge(
    case: Case, decided: list[Decision], executions: list[Execution], entries: Entries
) -> None:
    fine = _sum(e.fine_amount_yuan for _, e in decided)
    found = _beyond(executions, lambda e: e.surcharge_yuan, fine)
    if not found:
        return
    fact, executed = found[-1]
    name, amounts = case.registry.name(executed.agency_judged), [e.surcharge_yuan for _, e in found]
    entries.conclude(
        CL_01,
        fact,
        "surcharge",
        "VIOLATION",
        agency=executed.agency_judged,
        zh=f"{name} 加处罚款 {_added(amounts)} 元，超过罚款 {_fines(decided)} 元"
        "（行政处罚法 2021 第72条）",
        en=f"a surcharge of {_added(amounts)} yuan exceeds the fine of {_fines(decided)} "
        "(行政处罚法 2021 art. 72)",
        code="SURCHARGE_ABOVE_FINE",
        also=_ids(decided, found[:-1]),
        case_id=executed.case_id,
        surcharge_yuan=_sum(amounts),
        fine_yuan=fine,
    )


def _payment(
    case: Case, decided: list[Decision], executions: list[Execution], entries: Entries
) -> None:
    fine = _sum(e.fine_amount_yuan for _, e in decided)
    taken = _sum(e.confiscated_amount_yuan for _, e in decided)
    surcharge = _sum(e.surcharge_yuan for _, e in executions)
    owed = fine + taken + surcharge
    found = _beyond(executions, lambda e: e.paid_amount_yuan, owed)
    if not found:
        return
    fact, executed = found[-1]
    name = case.registry.name(executed.agency_judged)
    amounts = [e.paid_amount_yuan for _, e in found]
    entries.conclude(
        CL_01,
        fact,
        "payment",
        "UNDETERMINABLE",
        agency=executed.agency_judged,
        zh=f"{name} 登记的缴款 {_added(amounts)} 元，多于应缴 {owed} 元"
        f"（罚款 {fine} + 没收 {taken} + 加处罚款 {surcharge}）；请核对金额，有误的请发布更正",
        en=f"{_added(amounts)} yuan paid, more than the {owed} owed (fine {fine} + confiscated "
        f"{taken} + surcharge {surcharge}): check the amounts and correct what is wrong",
        code="PAID_ABOVE_DUE",
        severity=Severity.WARN,
        also=_ids(decided, [one for one in executions if one[0] is not fact]),
        case_id=executed.case_id,
        paid_yuan=_sum(amounts),
        owed_yuan=owed,
    )


def _beyond(
    executions: list[Execution],
    amount_of: Callable[[PenaltyExecuted], Decimal | None],
    most: Decimal,
) -> list[Execution]:
    """Return the executions up to the one whose amount makes the sum exceed a limit, or none."""
    total = _NOTHING
    for count, (_, executed) in enumerate(executions, start=1):
        total += amount_of(executed) or _NOTHING
        if total > most:
            return executions[:count]
    return []


def _sum(amounts: Iterable[Decimal | None]) -> Decimal:
    return sum((amount for amount in amounts if amount), _NOTHING)


def _added(amounts: Iterable[Decimal | None]) -> str:
    """Show amounts and their sum: `300.00 + 200.01 = 500.01`."""
    known = [amount for amount in amounts if amount]
    total = str(_sum(known))
    return f"{' + '.join(map(str, known))} = {total}" if len(known) > 1 else total


def _fines(decided: list[Decision]) -> str:
    return _added(e.fine_amount_yuan for _, e in decided)


def _ids(decided: list[Decision], executions: list[Execution]) -> tuple[UUID, ...]:
    return (*(fact.id for fact, _ in decided), *(fact.id for fact, _ in executions))
