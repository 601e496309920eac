"""困难答复 (BZ-01): a department answers what a township asks it for. Judged over a matter."""

from __future__ import annotations

from typing import Final

from schemas.events.supervision import DifficultyAnswered, DifficultyRaised
from streams.policy.case import Case, at_receipt
from streams.policy.day_duties import owe_from
from streams.policy.ledger import Entries
from streams.policy.registry import Side
from streams.policy.rulebook import rule

BZ_01: Final = rule("BZ-01")


def judge(case: Case, entries: Entries) -> None:
    """Enter the answers that departments owe townships, and where they stand."""
    registry = case.registry
    for fact, raised in case.all(DifficultyRaised):
        asked, asking = raised.to_agency_id, raised.agency_judged
        bound = registry.side(asked) is Side.DEPARTMENT and registry.is_pair(asked, asking)
        if not bound:
            continue
        answers = (
            f
            for f, e in case.all(DifficultyAnswered)
            if e.difficulty_id == raised.difficulty_id and registry.acts_for(e.agency_judged, asked)
        )
        owe_from(
            case,
            entries,
            BZ_01,
            fact,
            "raised_at",
            debtor=asked,
            creditor=asking,
            discharge=at_receipt(next(answers, None)),
        )
