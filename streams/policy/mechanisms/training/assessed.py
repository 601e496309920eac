"""培训纳入考核 (PX-03): the yearly assessment counts training. Judged over the district."""

from __future__ import annotations

from typing import Final

from schemas.events.supervision import AssessmentCompleted
from streams.policy.case import Case
from streams.policy.ledger import Entries
from streams.policy.rulebook import rule

PX_03: Final = rule("PX-03")

_TRAINING: Final = "TRAINING"


def judge(case: Case, entries: Entries) -> None:
    """Enter of every assessment whether training is among what it assessed."""
    for fact, assessment in case.all(AssessmentCompleted):
        counted = _TRAINING in assessment.items
        agency = assessment.agency_judged
        entries.conclude(
            PX_03,
            fact,
            "training",
            "COMPLIANT" if counted else "VIOLATION",
            agency=agency,
            zh=f"{case.registry.name(agency)} 的 {assessment.year} 年度考核"
            + ("已纳入培训" if counted else "未纳入培训"),
            en=f"the assessment of {assessment.year} by {agency} "
            + ("counts training" if counted else "does not count training"),
            code=None if counted else "TRAINING_NOT_IN_ASSESSMENT",
            year=assessment.year,
        )
