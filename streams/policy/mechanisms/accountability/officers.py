"""执法资格: an act signed by an officer who is barred that day is critical (GC-01)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Final

from schemas.events.inspection_records import InspectionRecorded
from schemas.events.penalty_decisions import CoercionApplied, PenaltyDecided
from schemas.instants import shanghai_day
from schemas.records import OfficerRef
from streams.policy.case import Case
from streams.policy.facts import Fact
from streams.policy.ledger import Entries
from streams.policy.rulebook import rule

GC_01: Final = rule("GC-01")

_Act = tuple[Fact, datetime, tuple[OfficerRef, ...]]


def judge(case: Case, entries: Entries) -> None:
    """Say of each act whether an officer on it was barred by a measure or its certificate."""
    for fact, at, officers in _acts(case):
        day = shanghai_day(at)
        barred = [
            (officer.officer_cert_no, term)
            for officer in officers
            if (term := case.registry.officers.bar(officer.officer_cert_no, day)) is not None
        ]
        for cert_no, term in dict(barred).items():
            entries.conclude(
                GC_01,
                fact,
                f"officer {cert_no}",
                "VIOLATION",
                agency=fact.event.agency_judged,
                zh=f"执法人员 {cert_no} 于 {day} 处于 {term.status} 状态，不得执法",
                en=f"officer {cert_no} was {term.status} on {day} and must not act",
                code="INVALID_OFFICER_CREDENTIAL",
                also=(term.event_id,),
                officer_cert_no=cert_no,
            )
        if not barred:
            entries.conclude(
                GC_01,
                fact,
                "officers",
                "COMPLIANT",
                agency=fact.event.agency_judged,
                zh="执法人员资格有效",
                en="no officer on the act was barred",
            )


def _acts(case: Case) -> Iterator[_Act]:
    for fact, penalty in case.all(PenaltyDecided):
        yield fact, penalty.act_at, penalty.officers
    for fact, coercion in case.all(CoercionApplied):
        yield fact, coercion.start_at, coercion.officers
    for fact, inspection in case.all(InspectionRecorded):
        yield fact, inspection.inspected_at, inspection.officers
