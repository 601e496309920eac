"""核实之后 (SW-03 to SW-05): what a township owes once it knows what a complaint is about.

It answers where there was no violation, files a case where a penalty is needed, and hands over
in writing what is not its own. Judged over a matter.
"""

from __future__ import annotations

from typing import Final

from schemas.events.cases import CaseFiled
from schemas.events.complaints import ComplaintReplied, ComplaintVerified
from schemas.events.referrals import ReferralSent
from streams.policy.case import Case
from streams.policy.complaint_files import ComplaintFile
from streams.policy.day_duties import earliest, ended_by, owe_from, time_of
from streams.policy.facts import Fact
from streams.policy.ledger import Entries
from streams.policy.mechanisms.first_inquiry.anonymity import nobody_to_tell
from streams.policy.papers import discharged_by
from streams.policy.registry import Side
from streams.policy.rulebook import rule

SW_03: Final = rule("SW-03")
SW_04: Final = rule("SW-04")
SW_05: Final = rule("SW-05")


def enter(case: Case, file: ComplaintFile, entries: Entries) -> None:
    """Enter what follows from what townships found."""
    for fact, found in file.all(case, ComplaintVerified):
        if case.registry.side(found.agency_judged) is not Side.TOWNSHIP:
            continue
        match found.result:
            case "NO_VIOLATION":
                _reply(case, file, fact, entries)
            case "PENALTY_NEEDED":
                _file_case(case, file, fact, entries)
            case "NO_JURISDICTION":
                _hand_over(case, file, fact, entries)
            case _:
                pass


def _reply(case: Case, file: ComplaintFile, fact: Fact, entries: Entries) -> None:
    township = fact.event.agency_judged
    if file.is_anonymous:
        nobody_to_tell(SW_03, fact, township, entries)
        return
    replies = file.by(case, ComplaintReplied, township)
    replied = earliest((time_of(e, "replied_at"), f) for f, e in replies)
    discharge = ended_by(replied)
    owe_from(case, entries, SW_03, fact, "verified_at", debtor=township, discharge=discharge)


def _file_case(case: Case, file: ComplaintFile, fact: Fact, entries: Entries) -> None:
    township = fact.event.agency_judged
    filed = earliest((e.filed_at, f) for f, e in file.by(case, CaseFiled, township))
    discharge = ended_by(filed)
    owe_from(case, entries, SW_04, fact, "verified_at", debtor=township, discharge=discharge)


def _hand_over(case: Case, file: ComplaintFile, fact: Fact, entries: Entries) -> None:
    township = fact.event.agency_judged
    sent = _first_referral(case, file, township)
    competent = sorted(file.competent(case) - {township})
    creditor = competent[0] if len(competent) == 1 else None
    owe_from(
        case,
        entries,
        SW_05,
        fact,
        "verified_at",
        debtor=township,
        creditor=sent[1].to_agency_id if sent else creditor,
        discharge=discharged_by(case, *sent) if sent else None,
    )


def _first_referral(
    case: Case, file: ComplaintFile, township: str
) -> tuple[Fact, ReferralSent] | None:
    """Return the township's first referral; one in its name by its own organ is its own."""
    sent = (
        (fact, event)
        for fact, event in file.all(case, ReferralSent)
        if case.registry.acts_for(event.from_agency_id, township)
    )
    return next(sent, None)
