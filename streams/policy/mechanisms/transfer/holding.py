"""持有与空档: who holds a violation, and whether nobody does anything about it (MB-01).

Exactly one agency holds a violation at any moment: the discoverer, then each side that accepts.
"""

from __future__ import annotations

from typing import Final

from schemas.events.assistance.archives import ArchiveAccessRequested
from schemas.events.assistance.joint import JointActionRequested, JointEnforcementHeld
from schemas.events.assistance.letters import AssistanceRequested
from schemas.events.cases import (
    CaseClosed,
    CaseFiled,
    CaseLegalReviewCompleted,
    ProcessRecorded,
    ViolationDiscovered,
    ViolationDismissed,
    ViolationOnsiteAction,
)
from schemas.events.disputes import DisputeRaised
from schemas.events.inspection_records import InspectionRecorded
from schemas.events.penalty_decisions import CoercionApplied, PenaltyDecided
from schemas.events.referrals import ReferralAcceptanceReplied, ReferralOralMade, ReferralSent
from streams.policy.case import Case
from streams.policy.facts import Fact
from streams.policy.ledger import Entries
from streams.policy.rulebook import rule
from streams.policy.rules import Severity, Threshold
from streams.policy.silence import silence_due
from streams.policy.verdicts import Holder

MB_01: Final = rule("MB-01")

_ACTS: Final = (
    CaseFiled,
    ProcessRecorded,
    InspectionRecorded,
    CoercionApplied,
    ViolationOnsiteAction,
    ViolationDiscovered,
    ReferralSent,
    ReferralOralMade,
    AssistanceRequested,
    JointActionRequested,
    JointEnforcementHeld,
    ArchiveAccessRequested,
    PenaltyDecided,
    DisputeRaised,
    CaseLegalReviewCompleted,
)
"""What counts as an act of the holder (§6.3)."""

_ENDINGS: Final = (ViolationDismissed, PenaltyDecided, CaseClosed)


def judge(case: Case, entries: Entries) -> None:
    """Enter who holds each violation of a matter, and where the holder does nothing."""
    discovered = case.all(ViolationDiscovered)
    seen: set[str] = set()
    for fact, violation in discovered:
        if violation.violation_id is None or violation.violation_id in seen:
            continue
        seen.add(violation.violation_id)
        holder, since, sides = _holder(case, fact, violation)
        entries.say(Holder(violation.violation_id, holder))
        if not _is_ended(case, violation):
            _watch(case, fact, since, holder, sides, entries)


def _holder(
    case: Case, fact: Fact, violation: ViolationDiscovered
) -> tuple[str, Fact, tuple[str, ...]]:
    """Return who holds a violation, the fact since when, and every side that has held it."""
    holder, since = violation.agency_judged, fact
    sides = [holder]
    for replied, reply in case.all(ReferralAcceptanceReplied):
        if reply.decision != "ACCEPTED":
            continue
        sent = case.first(ReferralSent, referral_id=reply.referral_id)
        if sent is None or sent[1].violation_id not in {None, violation.violation_id}:
            continue
        if case.registry.acts_for(reply.agency_judged, sent[1].to_agency_id):
            holder, since = reply.agency_judged, replied
            sides.append(holder)
    return holder, since, tuple(dict.fromkeys(sides))


def _is_ended(case: Case, violation: ViolationDiscovered) -> bool:
    return any(
        event.violation_id in {None, violation.violation_id}
        for model in _ENDINGS
        for _, event in case.all(model)
    )


def _watch(
    case: Case,
    fact: Fact,
    since: Fact,
    holder: str,
    sides: tuple[str, ...],
    entries: Entries,
) -> None:
    acts = [
        act
        for model in _ACTS
        for act, event in case.all(model)
        if case.registry.acts_for(event.agency_judged, holder)
    ]
    last = max([since, *acts], key=lambda act: act.order)
    due = silence_due(case, last.shared_at)
    if due is None or not entries.is_past(due):
        return
    others = sorted(side for side in sides if side != holder)
    recipients = (holder, *others, *case.registry.of_kind("JUSTICE_BUREAU"))
    entries.conclude(
        MB_01,
        fact,
        "gap",
        "VIOLATION",
        agency=holder,
        zh=f"{due.zh}；持有机关 {case.registry.name(holder)} 此后无任何处理，形成执法空档",
        en=f"{due.en}; the holder has done nothing about it since",
        code="ENFORCEMENT_GAP",
        severity=Severity.WARN,
        threshold=Threshold.LOCAL_PARAM,
        param="silence_wd",
        also=(last.id,) if last.id != fact.id else (),
        silent_since=last.shared_at,
        silence_due_at=due.at,
        recipients=tuple(dict.fromkeys(recipients)),
    )
