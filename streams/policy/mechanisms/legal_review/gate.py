"""法制审核: no major decision without a passed review at or before it (FS-01).

行政处罚法 2021 第58条 lists what must be reviewed. A large fine that is not declared major cannot
be judged: the local thresholds only point at it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Final
from uuid import UUID

from schemas.events.cases import CaseLegalReviewCompleted
from schemas.events.penalty_decisions import CoercionApplied, PenaltyDecided
from schemas.instants import shown
from streams.policy.case import Case
from streams.policy.day_duties import decided_at
from streams.policy.facts import Fact
from streams.policy.ledger import Entries
from streams.policy.pack import RulePack
from streams.policy.rulebook import rule
from streams.policy.rules import Severity, Threshold

FS_01: Final = rule("FS-01")

_PASSED: Final = frozenset({"PASSED", "PASSED_WITH_CHANGES"})
_PERSON: Final = "自然人"

Reviewed = tuple[Fact, CaseLegalReviewCompleted]


@dataclass(frozen=True, slots=True)
class PreCheck:
    """预检: whether a decision may be made at an instant, and why."""

    allowed: bool
    zh: str
    en: str


def may_be_decided(
    reviews: Iterable[Reviewed], case_id: str, at: datetime, *, is_major: bool
) -> PreCheck:
    """Answer, before a decision, whether its case may be decided at an instant (UTC)."""
    if not is_major:
        return PreCheck(allowed=True, zh="非重大执法决定，不需法制审核", en="not a major decision")
    of_case = [r for _, r in reviews if r.case_id == case_id and r.reviewed_at <= at]
    if any(review.result in _PASSED for review in of_case):
        return PreCheck(allowed=True, zh="法制审核已通过", en="the legal review has passed")
    if of_case:
        return PreCheck(allowed=False, zh="法制审核未通过", en="the legal review has not passed")
    return PreCheck(
        allowed=False, zh=f"{shown(at)} 前无法制审核", en=f"no legal review by {shown(at)}"
    )


def judge(case: Case, entries: Entries) -> None:
    """Say of each decision whether a review preceded it where one must."""
    for fact, penalty in case.all(PenaltyDecided):
        if penalty.is_major:
            _gate(case, fact, penalty.case_id, decided_at(penalty), entries)
        else:
            _under_declared(case, fact, penalty, entries)
    for fact, coercion in case.all(CoercionApplied):
        if coercion.is_major:
            _gate(case, fact, coercion.case_id, coercion.start_at, entries)


def _gate(
    case: Case, fact: Fact, case_id: str | None, decided_at: datetime, entries: Entries
) -> None:
    reviews = case.all(CaseLegalReviewCompleted)
    answer = may_be_decided(reviews, case_id or "", decided_at, is_major=True)
    entries.conclude(
        FS_01,
        fact,
        "gate",
        "COMPLIANT" if answer.allowed else "VIOLATION",
        agency=fact.event.agency_judged,
        zh=answer.zh,
        en=answer.en,
        code=None if answer.allowed else "DECIDED_WITHOUT_LEGAL_REVIEW",
        also=_relied_on([known for known in reviews if known[1].case_id == case_id], decided_at),
    )


def _relied_on(reviews: list[Reviewed], decided_at: datetime) -> tuple[UUID, ...]:
    """Return the review that the answer rests on: passed in time, else the last one before.

    Where there was none before the decision, the first one after it.
    """
    before = [known for known in reviews if known[1].reviewed_at <= decided_at]
    passed = [known for known in before if known[1].result in _PASSED]
    found = (passed[:1] or before[-1:]) if before else reviews[:1]
    return tuple(fact.id for fact, _ in found)


def threshold(party_category: str, pack: RulePack) -> tuple[str, Decimal]:
    """Return the parameter above which a fine counts as large, and its amount in yuan."""
    name = "major_fine_person_yuan" if party_category == _PERSON else "major_fine_org_yuan"
    return name, pack.params.yuan(name)


def _under_declared(case: Case, fact: Fact, penalty: PenaltyDecided, entries: Entries) -> None:
    param, limit = threshold(penalty.party.party_category, case.pack)
    fine = penalty.fine_amount_yuan
    if fine is None or fine < limit:
        return
    entries.conclude(
        FS_01,
        fact,
        "gate",
        "UNDETERMINABLE",
        agency=penalty.agency_judged,
        zh=f"罚款 {fine} 元达到地方参数 {param} = {limit} 元，而未申明为重大执法决定",
        en=f"a fine of {fine} yuan reaches the local parameter {param} = {limit} yuan, and the "
        "decision is not declared major",
        code="MAJOR_UNDER_DECLARED",
        severity=Severity.WARN,
        threshold=Threshold.LOCAL_PARAM,
        param=param,
    )
