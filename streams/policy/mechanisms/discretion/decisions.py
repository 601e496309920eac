"""处罚决定: each penalty decision of a matter once, however often it was told."""

from __future__ import annotations

from schemas.document_numbers import NotANumber, read
from schemas.events.penalty_decisions import PenaltyDecided
from streams.policy.case import Case
from streams.policy.facts import Fact

Decision = tuple[Fact, PenaltyDecided]


def decisions_of(case: Case) -> list[Decision]:
    """Return every decision by its document number, as it was told first, in arrival order.

    A township and the department it acts for may both tell of one decision.
    """
    once: dict[str, Decision] = {}
    for fact, penalty in case.all(PenaltyDecided):
        once.setdefault(_number(penalty), (fact, penalty))
    return list(once.values())


def _number(penalty: PenaltyDecided) -> str:
    number = read(penalty.decision_doc_no)
    return penalty.decision_doc_no if isinstance(number, NotANumber) else str(number)
