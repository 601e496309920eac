"""移送司法: suspected crimes are transferred in the statutory periods (XX-01 to XX-03).

行政执法机关移送涉嫌犯罪案件的规定 (国务院令第310号): three days to approve, 24 hours to send, three
days to hand over objects and materials. Its three days are natural days that roll over (R-15).
"""

from __future__ import annotations

from datetime import datetime
from typing import Final

from schemas.envelope import Event
from schemas.events.cases import (
    CaseClosed,
    CriminalMaterialsHandedOver,
    CriminalPoliceDecided,
    CriminalThresholdChecked,
    CriminalTransferApproved,
    CriminalTransferProposed,
    CriminalTransferRejected,
    CriminalTransferSent,
)
from schemas.events.penalty_decisions import PenaltyDecided
from streams.policy.case import Case
from streams.policy.day_duties import (
    Act,
    decided_at,
    earliest,
    ended_by,
    hours_unknown,
    precision_of,
    time_of,
)
from streams.policy.facts import Fact
from streams.policy.ledger import Entries
from streams.policy.rulebook import rule

XX_01: Final = rule("XX-01")
XX_02: Final = rule("XX-02")
XX_03: Final = rule("XX-03")


def judge_periods(case: Case, entries: Entries) -> None:
    """Enter the duties to approve, to send and to hand over."""
    _approve(case, entries)
    _send(case, entries)
    _hand_over(case, entries)


def _approve(case: Case, entries: Entries) -> None:
    decided = _acts(case, CriminalTransferApproved, "approved_at")
    decided += _acts(case, CriminalTransferRejected, "rejected_at")
    for fact, proposed in case.all(CriminalTransferProposed):
        clock = XX_02.clock("approval")
        start = time_of(proposed, "proposed_at")
        entries.owe(
            XX_02,
            fact,
            case.due(clock, start),
            debtor=proposed.agency_judged,
            start=start,
            clock=clock,
            discharge=ended_by(_own(case, decided, fact, proposed.agency_judged)),
            precision=precision_of(proposed, "proposed_at"),
        )


def _send(case: Case, entries: Entries) -> None:
    sent = _acts(case, CriminalTransferSent, "sent_at")
    for fact, approved in case.all(CriminalTransferApproved):
        debtor = approved.agency_judged
        done = _own(case, sent, fact, debtor)
        if "approved_at" in approved.date_only or (done and "sent_at" in done[1].event.date_only):
            hours_unknown(entries, XX_02, fact, "send", debtor)
            continue
        clock = XX_02.clock("send")
        start = time_of(approved, "approved_at")
        entries.owe(
            XX_02,
            fact,
            case.due(clock, start),
            debtor=debtor,
            start=start,
            clock=clock,
            discharge=ended_by(done),
        )


def _hand_over(case: Case, entries: Entries) -> None:
    """The clock starts when the police tell the sender that they have filed."""
    handed = _acts(case, CriminalMaterialsHandedOver, "handed_over_at")
    for fact, decided in case.all(CriminalPoliceDecided):
        sender = _sender(case, fact)
        if decided.decision != "FILED" or sender is None:
            continue
        clock = XX_02.clock("materials")
        start = time_of(decided, "notified_at")
        entries.owe(
            XX_02,
            fact,
            case.due(clock, start),
            debtor=sender,
            creditor=decided.agency_judged if decided.agency_judged != sender else None,
            start=start,
            clock=clock,
            discharge=ended_by(_own(case, handed, fact, sender)),
            precision=precision_of(decided, "notified_at"),
        )


def _sender(case: Case, filed: Fact) -> str | None:
    """Return who transferred the case that the police filed, as far as the hub has been told."""
    steps = (
        fact
        for model in (
            CriminalTransferSent,
            CriminalTransferApproved,
            CriminalTransferProposed,
            CriminalMaterialsHandedOver,
        )
        for fact, _ in case.all(model)
        if _of_one_case(fact.event, filed.event)
    )
    told = (filed,) if case.registry.side(filed.event.agency_judged) is not None else ()
    return next((fact.event.agency_judged for fact in (*steps, *told)), None)


def _of_one_case(event: Event, other: Event) -> bool:
    """Whether neither names another case than the other (§3.5)."""
    return None in {event.case_id, other.case_id} or event.case_id == other.case_id


def _acts(case: Case, model: type[Event], field: str) -> list[Act]:
    return [(time_of(event, field), fact) for fact, event in case.all(model)]


def _own(case: Case, acts: list[Act], trigger: Fact, debtor: str) -> Act | None:
    """Return the first of some acts that the debtor took in the trigger's case."""
    return earliest(
        act
        for act in acts
        if _of_one_case(act[1].event, trigger.event)
        and case.registry.acts_for(act[1].event.agency_judged, debtor)
    )


def judge_penalties(case: Case, entries: Entries) -> None:
    """Say whether a penalty takes the place of prosecution (XX-03)."""
    for fact, penalty in case.all(PenaltyDecided):
        if not penalty.suspected_crime:
            continue
        _settled(case, fact, decided_at(penalty), entries)


def _settled(case: Case, fact: Fact, by: datetime, entries: Entries) -> None:
    """Say whether the crime suspected in a case was dealt with before an act (XX-03)."""
    settled = _is_transferred(case, fact.event, by)
    entries.conclude(
        XX_03,
        fact,
        "transfer",
        "COMPLIANT" if settled else "VIOLATION",
        agency=fact.event.agency_judged,
        zh="此前已移送司法机关，或有说明理由的不予移送"
        if settled
        else "涉嫌犯罪，此前既未移送也无说明理由的不予移送",
        en="transferred, or rejected with reasons, before the act"
        if settled
        else "a crime is suspected and nothing was transferred before the act",
        code=None if settled else "PENALTY_INSTEAD_OF_PROSECUTION",
    )


def _is_transferred(case: Case, act: Event, by: datetime) -> bool:
    sent = _acts(case, CriminalTransferSent, "sent_at")
    rejected = [
        (time_of(event, "rejected_at"), fact)
        for fact, event in case.all(CriminalTransferRejected)
        if event.reasons
    ]
    return any(at < by and _of_one_case(fact.event, act) for at, fact in [*sent, *rejected])


def judge_closing(case: Case, entries: Entries) -> None:
    """Say at closing of a suspected crime whether the standard was checked, and it was dealt with.

    XX-01 asks for the check against the standard, XX-03 for the transfer (policy 二(四)9).
    """
    for fact, closed in case.all(CaseClosed):
        if not _is_suspected(case, closed):
            continue
        checked = any(
            check.case_id == closed.case_id for _, check in case.all(CriminalThresholdChecked)
        )
        entries.conclude(
            XX_01,
            fact,
            "standard",
            "COMPLIANT" if checked else "VIOLATION",
            agency=closed.agency_judged,
            zh="已对照刑事移送标准" if checked else "涉嫌犯罪的案件结案时未对照刑事移送标准",
            en="the transfer standard was checked"
            if checked
            else "closed without a check against the transfer standard",
            code=None if checked else "THRESHOLD_NOT_CHECKED",
        )
        _settled(case, fact, closed.closed_at, entries)


def _is_suspected(case: Case, closed: CaseClosed) -> bool:
    """Whether a crime is suspected in a closed case: it was said, proposed, or the standard met."""
    signs = [event for _, event in case.all(PenaltyDecided) if event.suspected_crime]
    proposed = [event for _, event in case.all(CriminalTransferProposed)]
    met = [event for _, event in case.all(CriminalThresholdChecked) if event.met]
    return any(event.case_id == closed.case_id for event in (*signs, *proposed, *met))
