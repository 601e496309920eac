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
from streams.policy.facts import Order
from streams.policy.ledger import Entries
from streams.policy.mechanisms.discretion.decisions import Decision, decisions_of
from streams.policy.parties import may_be_one
from streams.policy.rulebook import rule

CL_01: Final = rule("CL-01")

_UNDONE: Final = frozenset({"REVOKED", "DECLARED_UNLAWFUL", "VOID"})
_MODIFIED: Final = "MODIFIED"


def judge_second_fines(case: Case, entries: Entries) -> None:
    """Say of each fine that it was not the first for its violation, against who imposed it."""
    fined: dict[str, list[Decision]] = {}
    for decision in sorted(case.once(decisions_of), key=_when):
        violation = _violation(case, decision[1])
        if violation and _stands(case, decision[1]):
            fined.setdefault(violation, []).append(decision)
    for violation, decisions in fined.items():
        for number, later in enumerate(decisions):
            before = [
                earlier
                for earlier in decisions[:number]
                if may_be_one(earlier[1].party, later[1].party)
                and not _is_replaced(case, earlier[1], later[1])
            ]
            if before:
                _fined_again(case, violation, before, later, entries)


def _when(decision: Decision) -> tuple[datetime, Order]:
    fact, penalty = decision
    return decided_at(penalty), fact.order


def _stands(case: Case, penalty: PenaltyDecided) -> bool:
    """Whether a decision fines and no later change of its case has undone it."""
    return bool(penalty.fine_amount_yuan) and not any(
        changed.change in _UNDONE and changed.changed_date >= penalty.decision_date
        for _, changed in case.naming(PenaltyChanged, "case_id", penalty.case_id)
    )


def _is_replaced(case: Case, earlier: PenaltyDecided, later: PenaltyDecided) -> bool:
    """Whether a later decision of the same case came after the earlier one was modified."""
    return earlier.case_id == later.case_id and any(
        changed.change == _MODIFIED
        and earlier.decision_date <= changed.changed_date <= later.decision_date
        for _, changed in case.naming(PenaltyChanged, "case_id", earlier.case_id)
    )


def _violation(case: Case, penalty: PenaltyDecided) -> str | None:
    """Return the violation that is punished: as the decision says, else the only one of its case.

    The events of a case name it, such as the filing, or the referral from which the case came.
    """
    if penalty.violation_id:
        return penalty.violation_id
    named = case.once(_named_in_cases).get(penalty.case_id, frozenset())
    return next(iter(named)) if len(named) == 1 else None


def _named_in_cases(case: Case) -> dict[str, frozenset[str]]:
    """Return the violations that the events of each case name, or of a referral in it."""
    in_cases: dict[str, set[str]] = {}
    in_referrals: dict[str, set[str]] = {}
    referrals: dict[str, set[str]] = {}
    for event in (fact.event for fact in case.bearing("case_id", "referral_id")):
        if event.violation_id and event.case_id:
            in_cases.setdefault(event.case_id, set()).add(event.violation_id)
        if event.violation_id and event.referral_id:
            in_referrals.setdefault(event.referral_id, set()).add(event.violation_id)
        if event.case_id and event.referral_id:
            referrals.setdefault(event.case_id, set()).add(event.referral_id)
    return {
        case_id: frozenset(in_cases.get(case_id, ())).union(
            *(in_referrals.get(referral, ()) for referral in referrals.get(case_id, ()))
        )
        for case_id in in_cases.keys() | referrals.keys()
    }


def _fined_again(
    case: Case, violation: str, before: list[Decision], later: Decision, entries: Entries
) -> None:
    fact, penalty = later
    every = [*before, later]
    agencies = tuple(sorted({e.agency_judged for _, e in every}))
    named = [before[0], *before[1:][-1:]]  # the first one, and the one before this
    zh = "、".join(f"{e.decision_doc_no} 罚款 {e.fine_amount_yuan} 元" for _, e in named)
    en = ", ".join(f"{e.decision_doc_no} had fined {e.fine_amount_yuan} yuan" for _, e in named)
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
        also=tuple(one.id for one, _ in named),
        agencies=agencies,
        party=penalty.party.party_name,
        violation_id=violation,
        count=len(every),
    )
