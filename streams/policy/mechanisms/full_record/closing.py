"""结案: at closing all six phases have a record, and the file is archived (JL-01, JL-02)."""

from __future__ import annotations

from typing import Final

from schemas.events.cases import CaseArchived, CaseClosed, ProcessRecorded
from schemas.events.penalty_decisions import PenaltyDecided
from schemas.instants import shanghai_day
from streams.policy.case import Case
from streams.policy.day_duties import earliest, ended_by, owe_from
from streams.policy.facts import Fact
from streams.policy.ledger import Entries
from streams.policy.rulebook import rule

JL_01: Final = rule("JL-01")
JL_02: Final = rule("JL-02")

PHASES: Final = ("INITIATION", "INVESTIGATION", "REVIEW", "DECISION", "SERVICE", "EXECUTION")
"""In the order of the clause."""

SIMPLE: Final = "简易"


def judge(case: Case, entries: Entries) -> None:
    """Enter what the record of each closed case lacks, and the duty to archive it."""
    for fact, closed in case.all(CaseClosed):
        _recorded(case, fact, closed, entries)
        archived = earliest(
            (event.archived_at, at)
            for at, event in case.all(CaseArchived)
            if event.case_id == closed.case_id
            and case.registry.acts_for(event.agency_judged, closed.agency_judged)
        )
        owe_from(
            case,
            entries,
            JL_02,
            fact,
            "closed_at",
            debtor=closed.agency_judged,
            discharge=ended_by(archived),
        )


def _recorded(case: Case, fact: Fact, closed: CaseClosed, entries: Entries) -> None:
    recorded = {
        record.phase
        for _, record in case.all(ProcessRecorded)
        if record.case_id == closed.case_id and _was_made(record, closed)
    }
    simple = any(
        penalty.procedure == SIMPLE
        for _, penalty in case.all(PenaltyDecided)
        if penalty.case_id == closed.case_id
    )
    relieved = {"REVIEW"} if simple else set()
    missing = tuple(p for p in PHASES if p not in recorded and p not in relieved)
    entries.conclude(
        JL_01,
        fact,
        "phases",
        "VIOLATION" if missing else "COMPLIANT",
        agency=closed.agency_judged,
        zh=f"以下环节无记录：{'、'.join(missing)}" if missing else "各环节均有记录",
        en=f"phases without a record: {', '.join(missing)}" if missing else "every phase recorded",
        code="PHASE_WITHOUT_RECORD" if missing else None,
        missing=missing,
    )


def _was_made(record: ProcessRecorded, closed: CaseClosed) -> bool:
    """Whether a record was there at closing; one known to the day counts on the day itself."""
    if "record_made_at" in record.date_only:
        return shanghai_day(record.record_made_at) <= shanghai_day(closed.closed_at)
    return record.record_made_at <= closed.closed_at
