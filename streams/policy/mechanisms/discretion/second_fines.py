"""一事不再罚: one violation of one party is fined once (CL-01; V-59, 行政处罚法 2021 第29条).

A fine that was revoked, void or found unlawful does not count, nor one that a later decision in
the same case takes the place of after the penalty was modified.
"""

from __future__ import annotations

from datetime import datetime
from typing import Final

from schemas.events.penalty_decisions import PenaltyChanged, PenaltyDecided
from streams.policy.case import Case
from streams.policy.day_duties import decided_at
from streams.policy.ledger import Entries
from streams.policy.mechanisms.discretion.decisions import Decision, decisions_of
from streams.policy.parties import may_be_one
from streams.policy.rulebook import rule

CL_01: Final = rule("CL-01")

_UNDONE: Final = frozenset({"REVOKED", "DECLARED_UNLAWFUL", "VOID"})
_MODIFIED: Final = "MODIFIED"


def judge_second_fines(case: Case, entries: Entries) -> None:
    """Say of each fine that it was not the first for its violation, against who imposed it."""
    found = [
        (violation, decision)
        for decision in sorted(decisions_of(case), key=_when)
        if _stands(case, decision[1]) and (violation := _violation(case, decision[1]))
    ]
    for number, (violation, later) in enumerate(found):
        before = [
            earlier
            for named, earlier in found[:number]
            if named == violation
            and may_be_one(earlier[1].party, later[1].party)
            and not _is_replaced(case, earlier[1], later[1])
        ]
        if before:
            _fined_again(case, violation, before, later, entries)


def _when(decision: Decision) -> tuple[datetime, object]:
    fact, penalty = decision
    return decided_at(penalty), fact.order


def _stands(case: Case, penalty: PenaltyDecided) -> bool:
    """Whether a decision fines and no later change of its case has undone it."""
    return bool(penalty.fine_amount_yuan) and not any(
        changed.case_id == penalty.case_id
        and changed.change in _UNDONE
        and changed.changed_date >= penalty.decision_date
        for _, changed in case.all(PenaltyChanged)
    )


def _is_replaced(case: Case, earlier: PenaltyDecided, later: PenaltyDecided) -> bool:
    """Whether a later decision of the same case came after the earlier one was modified."""
    return earlier.case_id == later.case_id and any(
        changed.case_id == earlier.case_id
        and changed.change == _MODIFIED
        and earlier.decision_date <= changed.changed_date <= later.decision_date
        for _, changed in case.all(PenaltyChanged)
    )


def _violation(case: Case, penalty: PenaltyDecided) -> str | None:
    """Return the violation that is punished: as the decision says, else the only one of its case.

    The events of a case name it, such as the filing, or the referral from which the case came.
    """
    if penalty.violation_id:
        return penalty.violation_id
    events = [fact.event for fact in case.facts]
    referrals = {e.referral_id for e in events if e.case_id == penalty.case_id and e.referral_id}
    named = {
        e.violation_id
        for e in events
        if e.violation_id and (e.case_id == penalty.case_id or e.referral_id in referrals)
    }
    return named.pop() if len(named) == 1 else None


def _fined_again(
    case: Case, violation: str, before: list[Decision], later: Decision, entries: Entries
) -> None:
    fact, penalty = later
    every = [*before, later]
    agencies = tuple(sorted({e.agency_judged for _, e in every}))
    zh = "、".join(f"{e.decision_doc_no} 罚款 {e.fine_amount_yuan} 元" for _, e in before)
    en = ", ".join(f"{e.decision_doc_no} had fined {e.fine_amount_yuan} yuan" for _, e in before)
    entries.conclude(
        CL_01,
        fact,
        "second fine",
        "VIOLATION",
        agency=penalty.agency_judged,
        zh=f"{case.registry.name(penalty.agency_judged)} 对同一违法行为 {violation} 再次罚款 "
        f"{penalty.fine_amount_yuan} 元（第 {len(every)} 次）：此前 {zh}（行政处罚法 2021 第29条）",
        en=f"violation {violation} was fined again, with {penalty.fine_amount_yuan} yuan, fine "
        f"number {len(every)}: {en} (行政处罚法 2021 art. 29)",
        code="FINED_TWICE",
        also=tuple(one.id for one, _ in before),
        agencies=agencies,
        party=penalty.party.party_name,
        violation_id=violation,
        count=len(every),
    )
