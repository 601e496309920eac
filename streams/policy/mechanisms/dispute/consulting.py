"""协商与协调: disputes are consulted promptly, applied for, and decided by designation.

ZY-01 to ZY-04, judged over a matter.
"""

from __future__ import annotations

from collections.abc import Iterator
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
from streams.policy.clocks import working_days
from streams.policy.day_duties import decided_at, precision_of
from streams.policy.facts import Fact
from streams.policy.ledger import Entries
from streams.policy.naming import concerns, names_another
from streams.policy.obligations import MILLISECOND, Discharge
from streams.policy.registry import Registry, Side
from streams.policy.resolutions import Resolution, consulted_on, is_historic, resolutions
from streams.policy.rulebook import rule
from streams.policy.rules import Threshold

ZY_01: Final = rule("ZY-01")
ZY_02: Final = rule("ZY-02")
ZY_03: Final = rule("ZY-03")
ZY_04: Final = rule("ZY-04")

SIDES: Final = {Side.TOWNSHIP, Side.DEPARTMENT}


def judge_consultations(case: Case, entries: Entries) -> None:
    """Enter each party's duty to consult (ZY-01)."""
    in_scope: dict[str, DisputeRaised] = {}
    for fact, raised in case.all(DisputeRaised):
        if not is_in_scope(raised, case.registry):
            for party in raised.parties:
                entries.outside(ZY_01, party, fact)
            continue
        start = raised.raised_at or fact.shared_at
        bound = [p for p in dict.fromkeys(raised.parties) if case.registry.side(p)]
        for party in bound:
            others = [other for other in bound if other != party]
            entries.owe(
                ZY_01,
                fact,
                case.due(ZY_01.clock(), start),
                debtor=party,
                creditor=others[0] if len(others) == 1 else None,
                start=start,
                discharge=_concluded(case, raised),
                precision=precision_of(raised, "raised_at"),
            )
        in_scope.setdefault(raised.dispute_id, raised)
    for raised in in_scope.values():
        _stalled(case, raised, entries)


def is_in_scope(raised: DisputeRaised, registry: Registry) -> bool:
    """Whether the parties of a dispute contain both sides (§3.6)."""
    return {registry.side(party) for party in raised.parties} >= SIDES


def _concluded(case: Case, raised: DisputeRaised) -> Discharge | None:
    """Return the consultation of a dispute; whoever concludes it, it ends both parties' duty."""
    first = next(iter(_consultations(case, raised)), None)
    return at_act(first[1], first[0]) if first else None


def _consultations(
    case: Case, raised: DisputeRaised
) -> list[tuple[datetime, Fact, DisputeConsultationConcluded]]:
    """Return the consultations on a dispute, in the order in which they ended."""
    found = [
        (concluded.concluded_at or fact.shared_at, fact, concluded)
        for fact, concluded in case.all(DisputeConsultationConcluded)
        if concluded.dispute_id == raised.dispute_id
    ]
    return sorted(found, key=lambda c: (c[0], c[1].order))


def _stalled(case: Case, raised: DisputeRaised, entries: Entries) -> None:
    """A failed consultation that nothing follows for `silence_wd`: a hint, for they may apply."""
    held = _consultations(case, raised)
    if not held or held[-1][2].agreed:
        return
    failed_at, fact, _ = held[-1]
    due = working_days(failed_at, case.pack.params.number("silence_wd"), case.calendar)
    followed = [
        applied.applied_at or at.shared_at
        for at, applied in case.all(DisputeCoordinationApplied)
        if not names_another(applied, "dispute_id", raised.dispute_id) and concerns(raised, applied)
    ]
    followed += [r.at for r in resolutions(case) if r.event.dispute_id == raised.dispute_id]
    if min(followed, default=due.at + MILLISECOND) <= due.at or not entries.is_past(due):
        return
    parties = tuple(sorted(set(raised.parties)))
    entries.conclude(
        ZY_03,
        fact,
        "stalled",
        "COMPLIANT",
        agency=None,
        reckoned=due,
        zh=f"{case.registry.names(parties)} 协商不成后无人申请协调，仅作提示",
        en="nobody has applied since the consultation failed; either side may: a hint",
        code="DISPUTE_STALLED",
        threshold=Threshold.LOCAL_PARAM,
        param="silence_wd",
        agencies=parties,
        silent_since=failed_at,
        silence_due_at=due.at,
    )


def judge_agreements(case: Case, entries: Entries) -> None:
    """Say of each party whether it performs what was agreed (ZY-02)."""
    settled = resolutions(case)
    for number, agreement in enumerate(settled, start=1):
        if isinstance(agreement.event, DisputeConsultationConcluded):
            dispute = agreement.event.dispute_id
            later = (r.at for r in settled[number:] if r.event.dispute_id == dispute)
            _performed(case, agreement, next(later, None), entries)


def _performed(case: Case, agreement: Resolution, until: datetime | None, entries: Entries) -> None:
    """Enter who broke an agreement, and of the parties that did not that they keep it."""
    breaking = list(_acts_of_others(case, agreement, until))
    for act in breaking:
        agency = act.event.agency_judged
        agreed = agreement.agency or ""
        entries.conclude(
            ZY_02,
            act,
            "performance",
            "VIOLATION",
            agency=agency,
            zh=f"已协商由 {case.registry.name(agreed)} 管辖，"
            f"{case.registry.name(agency)} 仍立案或处罚",
            en=f"it was agreed that {agreed} is competent, and another agency filed or penalised",
            code="AGREEMENT_NOT_PERFORMED",
            also=(agreement.fact.id,),
            about=str(agreement.event.dispute_id),
            agreed_agency=agreed,
        )
    broke = {act.event.agency_judged for act in breaking}
    parties = agreement.parties or (agreement.event.agency_judged,)
    for party in parties:
        if party not in broke:
            entries.conclude(
                ZY_02,
                agreement.fact,
                "agreement",
                "COMPLIANT",
                agency=party,
                zh="协商一致，已形成会议纪要或者其他文件，未见违反",
                en="agreed, with minutes or another document, and kept so far",
            )


def _acts_of_others(case: Case, agreement: Resolution, until: datetime | None) -> Iterator[Fact]:
    """Yield filings and penalties in what was disputed by others than the agreed agency.

    A penalty in the agreed agency's name is its own, whoever implements it; what was agreed or
    designated later counts from then on.
    """
    if agreement.agency is None:
        return
    acts = [(f, e.filed_at, {e.agency_judged}) for f, e in case.all(CaseFiled)]
    acts += [
        (f, decided_at(e), {e.agency_judged, e.decision_authority_id})
        for f, e in case.all(PenaltyDecided)
    ]
    for fact, at, by in acts:
        in_time = at > agreement.at and (until is None or at <= until)
        own = any(case.registry.acts_for(agency, agreement.agency) for agency in by)
        if in_time and not own and agreement.may_mean(fact.event.violation_id):
            yield fact


def judge_applications(case: Case, entries: Entries) -> None:
    """Enter the duty to designate that an application opens (ZY-03, ZY-04).

    Once the parties agree there is nothing left to designate.
    """
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
        if not is_historic(applied, case.registry, consulted_on(case)):
            _designate(case, fact, applied, entries)


def _designate(
    case: Case, fact: Fact, applied: DisputeCoordinationApplied, entries: Entries
) -> None:
    governments = case.registry.of_kind("DISTRICT_GOV")
    if not governments:
        return
    start = applied.applied_at or fact.shared_at
    answers = [
        r
        for r in resolutions(case)
        if not names_another(applied, "dispute_id", r.event.dispute_id) and r.is_about(applied)
    ]
    by_government = DisputeJurisdictionDesignated
    first = next((r for r in answers if isinstance(r.event, by_government)), None)
    later = (r for r in answers if not isinstance(r.event, by_government) and r.at >= start)
    agreed = next(later, None)
    entries.owe(
        ZY_04,
        fact,
        case.due(ZY_04.clock(), start),
        debtor=governments[0],
        creditor=applied.agency_judged,
        start=start,
        discharge=at_act(first.fact, first.at) if first else None,
        waiver=agreed.cause if agreed else None,
        precision=precision_of(applied, "applied_at"),
    )
