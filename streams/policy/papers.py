"""Who sent what to whom, and when the paper came in (§3.2).

A paper time counts only where the receiving side states it, in its reply or by acknowledging the
referral, and then for both sides: the receiver's clock starts there, the sender's ends there,
unless the hub had the set before.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from schemas.events.cases import ViolationDiscovered
from schemas.events.referrals import ReferralAcceptanceReplied, ReferralOralMade, ReferralSent
from schemas.events.sharing import ReceiptAcknowledged
from streams.policy.case import Case, at_receipt
from streams.policy.facts import Fact
from streams.policy.obligations import Discharge

Replied = tuple[Fact, ReferralAcceptanceReplied]


@dataclass(frozen=True, slots=True)
class PaperTime:
    """纸质收到: when the set came in on paper. `by_day`: to the day only, its last instant."""

    at: datetime
    by_day: bool


def is_by(case: Case, referral: ReferralSent, debtor: str) -> bool:
    """Whether a referral is the debtor's: published by it, or in its name."""
    agencies = (referral.agency_judged, referral.from_agency_id)
    return any(case.registry.acts_for(agency, debtor) for agency in agencies)


def replies(case: Case, referral: ReferralSent) -> Iterator[Replied]:
    """Yield the receiver's answers to a referral, in arrival order."""
    for fact, reply in case.naming(ReferralAcceptanceReplied, "referral_id", referral.referral_id):
        if case.registry.acts_for(reply.agency_judged, referral.to_agency_id):
            yield fact, reply


def reply_to(case: Case, referral: ReferralSent) -> Replied | None:
    """Return the first answer that the receiver gave to a referral."""
    return next(replies(case, referral), None)


def paper_time(case: Case, fact: Fact, referral: ReferralSent) -> PaperTime | None:
    """Return when the written set came in on paper, as the receiving side first stated it.

    What the sender says counts for neither side; an acknowledgement of another event says nothing.
    """
    sent = {None, str(fact.id), str(fact.event.event_id)}
    acknowledged = case.naming(ReceiptAcknowledged, "referral_id", referral.referral_id)
    stated: list[tuple[Fact, ReferralAcceptanceReplied | ReceiptAcknowledged]] = [
        *replies(case, referral),
        *(
            (receipt, event)
            for receipt, event in acknowledged
            if event.acknowledged_event_id in sent
            and case.registry.acts_for(event.agency_judged, referral.to_agency_id)
        ),
    ]
    for _, event in sorted(stated, key=lambda known: known[0].order):
        if event.paper_received_at is not None:
            return PaperTime(event.paper_received_at, "paper_received_at" in event.date_only)
    return None


def discharged_by(case: Case, fact: Fact, referral: ReferralSent) -> Discharge:
    """Return the end of a clock that a referral stops: its receipt, on paper or by the hub."""
    paper = paper_time(case, fact, referral)
    if paper is None or paper.at >= fact.shared_at:
        return Discharge(fact.shared_at, fact.id, fact.shared_at)
    return Discharge(paper.at, fact.id, fact.shared_at, paper.by_day)


def handed_over(case: Case, violation: ViolationDiscovered) -> tuple[Fact, Discharge] | None:
    """Return the first transfer of a violation by its discoverer, written or oral (R-04)."""
    found: list[tuple[Fact, Discharge]] = []
    named = (None, violation.violation_id)
    for fact, referral in case.naming(ReferralSent, "violation_id", *named):
        if is_by(case, referral, violation.agency_judged):
            found.append((fact, discharged_by(case, fact, referral)))
    for fact, oral in case.naming(ReferralOralMade, "violation_id", *named):
        maker = oral.from_agency_id or oral.agency_judged
        received = at_receipt(fact)
        if received and case.registry.acts_for(maker, violation.agency_judged):
            found.append((fact, received))
    return min(found, key=lambda f: (f[1].at, f[0].order), default=None)
