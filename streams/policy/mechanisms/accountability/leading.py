"""责任追究线索: assigned and not handled, stopped without effect, withheld (ZJ-03 to ZJ-05).

Leads are records for people: continued violation and social impact are for them to establish.
"""

from __future__ import annotations

from itertools import chain
from typing import Final

from schemas.events.cases import (
    CaseFiled,
    ProcessRecorded,
    ViolationOnsiteAction,
    ViolationOnsiteNotified,
    ViolationReportedUp,
)
from schemas.events.complaints import ComplaintVerified
from schemas.events.supervision import SuperiorAssigned, SuperiorResultReported
from streams.policy.case import Case
from streams.policy.clocks import stated_day
from streams.policy.complaint_files import complaint_files
from streams.policy.day_duties import Act, earliest, ended_by
from streams.policy.facts import Fact
from streams.policy.ledger import Entries
from streams.policy.obligations import MILLISECOND
from streams.policy.rulebook import rule
from streams.policy.rules import Threshold
from streams.policy.verdicts import Lead

ZJ_03: Final = rule("ZJ-03")
ZJ_04: Final = rule("ZJ-04")
ZJ_05: Final = rule("ZJ-05")

NOT_REPORTED: Final = "STOP_INEFFECTIVE_NOT_REPORTED"


def judge_stops(case: Case, entries: Entries) -> None:
    """Enter a lead where a party refused to stop and nobody was told at once (ZJ-03)."""
    for fact, action in case.all(ViolationOnsiteAction):
        if action.party_response != "REFUSED" or action.backfill_batch:
            continue
        if "dissuaded_at" in action.date_only:
            continue
        told: list[Act] = [(e.notified_at, f) for f, e in case.all(ViolationOnsiteNotified)]
        told += [(e.reported_at, f) for f, e in case.all(ViolationReportedUp)]
        by_agency = [
            t
            for t in told
            if t[1].event.violation_id in {None, action.violation_id}
            and case.registry.acts_for(t[1].event.agency_judged, action.agency_judged)
        ]
        first = earliest(by_agency)
        if first and {"notified_at", "reported_at"} & set(first[1].event.date_only):
            continue
        due = case.due(ZJ_03.clock(), action.dissuaded_at)
        if first is not None and first[0] <= due.at:
            continue
        if first is None and not entries.has_come(due.at + MILLISECOND):
            continue
        roles = ZJ_03.accountable_roles
        agency = action.agency_judged
        entries.say(Lead(ZJ_03, agency, roles, "ZJ-03", NOT_REPORTED, due.at, fact))


def judge_assignments(case: Case, entries: Entries) -> None:
    """Enter the duty to act on what a superior assigned (ZJ-04)."""
    for fact, assigned in case.all(SuperiorAssigned):
        debtor = assigned.assigned_agency_id
        done = earliest(a for a in _actions(case) if _is_by(case, a, debtor))
        start = assigned.occurred_at
        dated = assigned.due_date
        due = stated_day(start, dated) if dated else case.due(ZJ_04.clock(), start)
        entries.owe(
            ZJ_04,
            fact,
            due,
            debtor=debtor,
            creditor=assigned.agency_judged,
            start=start,
            discharge=ended_by(done),
            threshold=Threshold.CLAUSE if dated else Threshold.LOCAL_PARAM,
            param=None if dated else ZJ_04.clock().param,
        )


def _actions(case: Case) -> list[Act]:
    acts: list[Act] = [(e.filed_at, f) for f, e in case.all(CaseFiled)]
    acts += [(e.record_made_at, f) for f, e in case.all(ProcessRecorded)]
    acts += [(e.occurred_at, f) for f, e in case.all(SuperiorResultReported)]
    return acts


def _is_by(case: Case, act: Act, debtor: str) -> bool:
    fact: Fact = act[1]
    return case.registry.acts_for(fact.event.agency_judged, debtor)


def judge_withheld(case: Case, entries: Entries) -> None:
    """Enter a lead where it was verified that a case was not filed (ZJ-05)."""
    for fact, verified in case.all(ComplaintVerified):
        if verified.finding != "NOT_FILED" or verified.backfill_batch:
            continue
        accused = verified.respondent or _complained_of(case, verified.complaint_id)
        if accused is not None and accused in case.registry.agencies:
            roles = ZJ_05.accountable_roles
            entries.say(Lead(ZJ_05, accused, roles, "ZJ-05", None, fact.shared_at, fact))


def _complained_of(case: Case, complaint_id: str | None) -> str | None:
    """Return whom a complaint is about, by its earliest receipt that says so."""
    receipts = chain.from_iterable(
        file.receipts for file in complaint_files(case) if complaint_id in file.ids
    )
    return next((receipt.respondent for _, receipt in receipts if receipt.respondent), None)
