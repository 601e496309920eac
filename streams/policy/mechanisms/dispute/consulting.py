"""协商与协调: disputes are consulted promptly, applied for, and decided by designation.

ZY-01 to ZY-04, judged over a matter.
"""

from __future__ import annotations

from datetime import datetime
from typing import Final

from schemas.events.cases import CaseFiled
from schemas.events.disputes import (
    DisputeConsultationConcluded,
    DisputeCoordinationApplied,
    DisputeJurisdictionDesignated,
    DisputeRaised,
)
from schemas.events.penalty_decisions import PenaltyDecided
from streams.policy.case import Case, at_act
from streams.policy.facts import Fact
from streams.policy.ledger import Entries
from streams.policy.obligations import Discharge
from streams.policy.registry import Registry, Side
from streams.policy.rulebook import rule

ZY_01: Final = rule("ZY-01")
ZY_02: Final = rule("ZY-02")
ZY_03: Final = rule("ZY-03")
ZY_04: Final = rule("ZY-04")

HISTORIC: Final = "HISTORIC"
SIDES: Final = {Side.TOWNSHIP, Side.DEPARTMENT}


def judge_consultations(case: Case, entries: Entries) -> None:
    """Enter each party's duty to consult (ZY-01)."""
    for fact, raised in case.all(DisputeRaised):
        if not is_in_scope(raised, case.registry):
            for party in raised.parties:
                entries.outside(ZY_01, party, fact)
            continue
        start = raised.raised_at or fact.shared_at
        by_day = "raised_at" in raised.date_only
        bound = [p for p in dict.fromkeys(raised.parties) if case.registry.side(p)]
        for party in bound:
            others = [other for other in bound if other != party]
            entries.owe(
                ZY_01,
                fact,
                case.due(ZY_01.clock(), start),
                debtor=party,
                creditor=others[0] if others else None,
                start=start,
                discharge=_concluded(case, raised),
                precision="DAY" if by_day else "INSTANT",
            )


def is_in_scope(raised: DisputeRaised, registry: Registry) -> bool:
    """Whether the parties of a dispute contain both sides (§3.6)."""
    return {registry.side(party) for party in raised.parties} >= SIDES


def _concluded(case: Case, raised: DisputeRaised) -> Discharge | None:
    """Return the consultation of a dispute; whoever concludes it, it ends both parties' duty."""
    found = [
        (concluded.concluded_at or fact.shared_at, fact)
        for fact, concluded in case.all(DisputeConsultationConcluded)
        if concluded.dispute_id == raised.dispute_id
    ]
    if not found:
        return None
    at, fact = min(found, key=lambda f: (f[0], f[1].order))
    return at_act(fact, at)


def judge_agreements(case: Case, entries: Entries) -> None:
    """Say whether what was agreed is performed (ZY-02)."""
    for fact, concluded in case.all(DisputeConsultationConcluded):
        agreed = concluded.agreed_agency_id
        if not concluded.agreed or agreed is None:
            continue
        since = concluded.concluded_at or fact.shared_at
        broken = _acts_of_others(case, agreed, since)
        for act in broken:
            agency = act.event.agency_judged
            entries.conclude(
                ZY_02,
                act,
                "performance",
                "VIOLATION",
                agency=agency,
                zh=f"已协商由 {case.registry.name(agreed)} 管辖，"
                f"{case.registry.name(agency)} 仍立案或处罚",
                en=f"it was agreed that {agreed} is competent, and another agency filed or "
                "penalised",
                code="AGREEMENT_NOT_PERFORMED",
                also=(fact.id,),
                agreed_agency=agreed,
            )
        if not broken:
            entries.conclude(
                ZY_02,
                fact,
                "agreement",
                "COMPLIANT",
                agency=agreed,
                zh="协商一致，已形成会议纪要或者其他文件",
                en="agreed, with minutes or another document",
            )


def _acts_of_others(case: Case, agreed: str, since: datetime) -> list[Fact]:
    acts = [(f, e.filed_at) for f, e in case.all(CaseFiled)]
    acts += [(f, e.act_at) for f, e in case.all(PenaltyDecided)]
    return [
        fact
        for fact, at in acts
        if at > since and not case.registry.acts_for(fact.event.agency_judged, agreed)
    ]


def judge_applications(case: Case, entries: Entries) -> None:
    """Enter the duty to designate that an application opens (ZY-03, ZY-04)."""
    for fact, applied in case.all(DisputeCoordinationApplied):
        entries.conclude(
            ZY_03,
            fact,
            "application",
            "COMPLIANT",
            agency=applied.agency_judged,
            zh=f"协商不成后向 {case.registry.name(applied.to_agency_id)} 申请协调",
            en="applied for coordination after a failed consultation",
        )
        if applied.kind != HISTORIC:
            _designate(case, fact, applied, entries)


def _designate(
    case: Case, fact: Fact, applied: DisputeCoordinationApplied, entries: Entries
) -> None:
    governments = case.registry.of_kind("DISTRICT_GOV")
    if not governments:
        return
    start = applied.applied_at or fact.shared_at
    designated = [
        (event.designated_at or at.shared_at, at)
        for at, event in case.all(DisputeJurisdictionDesignated)
        if event.agency_judged in governments and applied.dispute_id in {None, event.dispute_id}
    ]
    first = min(designated, key=lambda d: (d[0], d[1].order), default=None)
    by_day = "applied_at" in applied.date_only
    entries.owe(
        ZY_04,
        fact,
        case.due(ZY_04.clock(), start),
        debtor=governments[0],
        creditor=applied.agency_judged,
        start=start,
        discharge=at_act(first[1], first[0]) if first else None,
        precision="DAY" if by_day else "INSTANT",
    )
