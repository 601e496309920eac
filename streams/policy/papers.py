"""Who sent what to whom, and when the paper came in (§3.2).

A paper time counts only where the receiving side states it, in its reply or by acknowledging the
referral, and then for both sides.
"""

from __future__ import annotations

from datetime import datetime

from schemas.events.cases import ViolationDiscovered
from schemas.events.referrals import ReferralAcceptanceReplied, ReferralOralMade, ReferralSent
from schemas.events.sharing import ReceiptAcknowledged
from streams.policy.case import Case
from streams.policy.facts import Fact
from streams.policy.obligations import Discharge

Replied = tuple[Fact, ReferralAcceptanceReplied]


def is_by(case: Case, referral: ReferralSent, debtor: str) -> bool:
    """Whether a referral is the debtor's: published by it, or in its name."""
    agencies = (referral.agency_judged, referral.from_agency_id)
    return any(case.registry.acts_for(agency, debtor) for agency in agencies)


def reply_to(case: Case, referral: ReferralSent) -> Replied | None:
    """Return the first answer that the receiver gave to a referral."""
    for fact, reply in case.all(ReferralAcceptanceReplied):
        by_receiver = case.registry.acts_for(reply.agency_judged, referral.to_agency_id)
        if by_receiver and reply.referral_id == referral.referral_id:
            return fact, reply
    return None


def paper_time(case: Case, referral: ReferralSent) -> datetime | None:
    """Return when the written set came in on paper, if the receiving side has stated it."""
    for fact in case.facts:
        event = fact.event
        if (
            isinstance(event, ReferralAcceptanceReplied | ReceiptAcknowledged)
            and event.paper_received_at is not None
            and event.referral_id == referral.referral_id
            and case.registry.acts_for(event.agency_judged, referral.to_agency_id)
        ):
            return event.paper_received_at
    return None


def received_at(case: Case, fact: Fact, referral: ReferralSent) -> datetime:
    """Return when the receiver had the written set: on paper if it says so, else by the hub."""
    return paper_time(case, referral) or fact.shared_at


def discharged_by(case: Case, fact: Fact, referral: ReferralSent) -> Discharge:
    """Return the end of a clock that a referral stops, at its receipt."""
    return Discharge(received_at(case, fact, referral), fact.id, fact.shared_at)


def handed_over(case: Case, violation: ViolationDiscovered) -> tuple[Fact, Discharge] | None:
    """Return the first transfer of a violation by its discoverer, written or oral (R-04)."""
    found: list[tuple[Fact, Discharge]] = []
    for fact, referral in case.all(ReferralSent):
        named = referral.violation_id in {None, violation.violation_id}
        if named and is_by(case, referral, violation.agency_judged):
            found.append((fact, discharged_by(case, fact, referral)))
    for fact, oral in case.all(ReferralOralMade):
        named = oral.violation_id in {None, violation.violation_id}
        maker = oral.from_agency_id or oral.agency_judged
        if named and case.registry.acts_for(maker, violation.agency_judged):
            found.append((fact, Discharge(fact.shared_at, fact.id, fact.shared_at)))
    return min(found, key=lambda f: (f[1].at, f[0].order), default=None)
