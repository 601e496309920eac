"""受理告知: a referral is answered in three working days, an oral one written down in 24 hours.

YS-14 and YS-16, and what a refusal suggests (ZY-01). Judged over a matter.
"""

from __future__ import annotations

from typing import Final

from schemas.events.cases import ViolationDiscovered
from schemas.events.referrals import ReferralOralMade, ReferralSent, ReferralWithdrawn
from streams.policy.case import Case, at_receipt
from streams.policy.day_duties import hours_unknown
from streams.policy.facts import Fact
from streams.policy.ledger import Entries
from streams.policy.obligations import Cause, Discharge
from streams.policy.papers import discharged_by, is_by, paper_time, reply_to
from streams.policy.rulebook import rule
from streams.policy.verdicts import Suggestion

YS_14: Final = rule("YS-14")
YS_16: Final = rule("YS-16")
ZY_01: Final = rule("ZY-01")

_REFUSALS: Final = frozenset({"NOT_ACCEPTED", "RETURNED"})


def judge_answers(case: Case, entries: Entries) -> None:
    """Enter the duty to answer each referral, and what a refusal suggests."""
    for fact, referral in case.all(ReferralSent):
        _answer(case, fact, referral, entries)
        replied = reply_to(case, referral)
        pair = case.registry.is_pair(referral.from_agency_id, referral.to_agency_id)
        if pair and replied is not None and replied[1].decision in _REFUSALS:
            parties = tuple(sorted({referral.from_agency_id, referral.to_agency_id}))
            entries.say(Suggestion(ZY_01, referral.referral_id, parties))


def _answer(case: Case, fact: Fact, referral: ReferralSent, entries: Entries) -> None:
    debtor, creditor = referral.to_agency_id, referral.from_agency_id
    if not case.registry.is_pair(debtor, case.registry.principal(creditor)):
        entries.outside(YS_16, debtor, fact)
        return
    paper = paper_time(case, fact, referral)
    start = paper.at if paper else fact.shared_at
    replied = reply_to(case, referral)
    entries.owe(
        YS_16,
        fact,
        case.due(YS_16.clock(), start),
        debtor=debtor,
        creditor=creditor,
        start=start,
        discharge=at_receipt(replied[0] if replied else None),
        waiver=_withdrawal(case, referral),
        basis="paper_received_at" if paper else "",
        precision="DAY" if paper and paper.by_day else "INSTANT",
    )


def _withdrawal(case: Case, referral: ReferralSent) -> Cause | None:
    """Return the withdrawal of a referral by its sender; one after the answer was refused."""
    for fact, withdrawn in case.all(ReferralWithdrawn):
        by_sender = case.registry.acts_for(withdrawn.agency_judged, referral.from_agency_id)
        if withdrawn.referral_id == referral.referral_id and by_sender:
            return Cause(fact.id, withdrawn.TYPE, fact.shared_at)
    return None


def judge_oral_transfers(case: Case, entries: Entries) -> None:
    """Enter the duty to complete the written formalities of each oral transfer."""
    for fact, oral in case.all(ReferralOralMade):
        debtor = oral.from_agency_id or oral.agency_judged
        discharge = _written(case, oral, debtor)
        if "made_at" in oral.date_only or (discharge is not None and discharge.by_day):
            hours_unknown(entries, YS_14, fact, "formalities", debtor)
            continue
        entries.owe(
            YS_14,
            fact,
            case.due(YS_14.clock(), oral.made_at),
            debtor=debtor,
            creditor=_competent_side(case, oral),
            start=oral.made_at,
            discharge=discharge,
        )


def _written(case: Case, oral: ReferralOralMade, debtor: str) -> Discharge | None:
    for fact, referral in case.all(ReferralSent):
        if referral.oral_referral_id == oral.referral_id and is_by(case, referral, debtor):
            return discharged_by(case, fact, referral)
    return None


def _competent_side(case: Case, oral: ReferralOralMade) -> str | None:
    """Return to whom an oral transfer goes: who was said to be competent, or who then got it."""
    for _, violation in case.all(ViolationDiscovered):
        if oral.violation_id == violation.violation_id:
            return violation.competent_agency_id
    written = case.first(ReferralSent, oral_referral_id=oral.referral_id)
    return written[1].to_agency_id if written else None
