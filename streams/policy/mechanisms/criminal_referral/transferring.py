"""移送司法: suspected crimes are transferred in the statutory periods (XX-01 to XX-03).

行政执法机关移送涉嫌犯罪案件的规定 (国务院令第310号): three days to approve, 24 hours to send, three
days to hand over objects and materials. Its three days are natural days that roll over (R-15).
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Final

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
from streams.policy.day_duties import Act, earliest, ended_by, time_of
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
    decided: list[Act] = [
        (time_of(e, "approved_at"), f) for f, e in case.all(CriminalTransferApproved)
    ]
    decided += [(time_of(e, "rejected_at"), f) for f, e in case.all(CriminalTransferRejected)]
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
            discharge=ended_by(earliest(_own(case, decided, proposed.agency_judged))),
        )


def _send(case: Case, entries: Entries) -> None:
    sent = [(time_of(e, "sent_at"), f) for f, e in case.all(CriminalTransferSent)]
    for fact, approved in case.all(CriminalTransferApproved):
        debtor = approved.agency_judged
        if "approved_at" in approved.date_only:
            entries.conclude(
                XX_02,
                fact,
                "send",
                "UNDETERMINABLE",
                agency=debtor,
                zh="批准时间只有日期，无法按小时计时",
                en="the approval is known to the day only, so hours cannot be counted",
                code="TIME_OF_DAY_MISSING",
            )
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
            discharge=ended_by(earliest(_own(case, sent, debtor))),
        )


def _hand_over(case: Case, entries: Entries) -> None:
    """The clock starts when the police tell the sender that they have filed."""
    handed: list[Act] = [
        (time_of(e, "handed_over_at"), f) for f, e in case.all(CriminalMaterialsHandedOver)
    ]
    sender = next((e.agency_judged for _, e in case.all(CriminalTransferSent)), None)
    for fact, decided in case.all(CriminalPoliceDecided):
        if decided.decision != "FILED" or sender is None:
            continue
        clock = XX_02.clock("materials")
        start = time_of(decided, "notified_at")
        entries.owe(
            XX_02,
            fact,
            case.due(clock, start),
            debtor=sender,
            creditor=decided.agency_judged,
            start=start,
            clock=clock,
            discharge=ended_by(earliest(_own(case, handed, sender))),
        )


def _own(case: Case, acts: list[Act], debtor: str) -> Iterator[Act]:
    return (a for a in acts if case.registry.acts_for(a[1].event.agency_judged, debtor))


def judge_penalties(case: Case, entries: Entries) -> None:
    """Say whether a penalty takes the place of prosecution (XX-03)."""
    for fact, penalty in case.all(PenaltyDecided):
        if not penalty.suspected_crime:
            continue
        settled = _is_transferred(case, penalty.act_at)
        entries.conclude(
            XX_03,
            fact,
            "transfer",
            "COMPLIANT" if settled else "VIOLATION",
            agency=penalty.agency_judged,
            zh="决定前已移送司法机关，或有说明理由的不予移送"
            if settled
            else "涉嫌犯罪，决定前既未移送也无说明理由的不予移送",
            en="transferred, or rejected with reasons, before the decision"
            if settled
            else "a crime is suspected and nothing was transferred before the decision",
            code=None if settled else "PENALTY_INSTEAD_OF_PROSECUTION",
        )


def _is_transferred(case: Case, by: datetime) -> bool:
    sent = any(time_of(e, "sent_at") <= by for _, e in case.all(CriminalTransferSent))
    return sent or any(
        e.reasons and time_of(e, "rejected_at") <= by for _, e in case.all(CriminalTransferRejected)
    )


def judge_closing(case: Case, entries: Entries) -> None:
    """Say at closing of a suspected crime whether the standard was checked (XX-01)."""
    suspected = any(p.suspected_crime for _, p in case.all(PenaltyDecided)) or case.has(
        CriminalTransferProposed
    )
    if not suspected:
        return
    checked = case.has(CriminalThresholdChecked)
    for fact, closed in case.all(CaseClosed):
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
