"""持有与空档: who holds a violation, and whether nobody does anything about it (MB-01).

Exactly one agency holds a violation at any moment: the discoverer, then each side that accepts it,
or for which it is agreed or designated.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from schemas.events.assistance.archives import ArchiveAccessRequested
from schemas.events.assistance.joint import JointActionRequested, JointEnforcementHeld
from schemas.events.assistance.letters import AssistanceRequested
from schemas.events.cases import (
    CaseFiled,
    CaseLegalReviewCompleted,
    ProcessRecorded,
    ViolationDiscovered,
    ViolationOnsiteAction,
)
from schemas.events.disputes import DisputeRaised
from schemas.events.inspection_records import InspectionRecorded
from schemas.events.penalty_decisions import CoercionApplied, PenaltyDecided
from schemas.events.referrals import ReferralOralMade, ReferralSent
from streams.policy.case import Case
from streams.policy.clocks import Due
from streams.policy.facts import Fact
from streams.policy.ledger import Entries
from streams.policy.naming import names_another
from streams.policy.papers import replies
from streams.policy.resolutions import resolutions
from streams.policy.rulebook import rule
from streams.policy.rules import Severity, Threshold
from streams.policy.silence import silence_due
from streams.policy.stopping import ended
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


@dataclass(frozen=True, slots=True)
class Tenure:
    """持有: an agency holds a violation since a fact; `other` is the other side, if one is known.

    `from_` is the instant from which it counts.
    """

    holder: str
    since: Fact
    from_: datetime
    other: str | None


def judge(case: Case, entries: Entries) -> None:
    """Enter who holds each violation of a matter, and where the holder did nothing."""
    for violation_id, (fact, violation) in _first_found(case).items():
        tenures = _tenures(case, fact, violation)
        holder = case.standing_for(tenures[-1].holder)
        entries.say(Holder(violation_id, holder))
        over = [at for at in ended(case, violation) if at >= violation.discovered_at]
        last = min(over, default=None)
        for tenure, following in zip(tenures, [*tenures[1:], None], strict=True):
            moved = following.from_ if following else None
            ends = [at for at in (moved, last) if at is not None]
            _watch(case, violation, tenure, min(ends, default=None), entries)


def _first_found(case: Case) -> dict[str, tuple[Fact, ViolationDiscovered]]:
    """Return of each violation its first discovery, whichever was published first."""
    found = sorted(
        case.all(ViolationDiscovered),
        key=lambda f: (f[1].discovered_at, f[0].order),
        reverse=True,
    )
    return {violation.violation_id: (fact, violation) for fact, violation in found}


def _tenures(case: Case, fact: Fact, violation: ViolationDiscovered) -> list[Tenure]:
    """Return who held a violation, one after the other."""
    holder = violation.agency_judged
    tenures = [Tenure(holder, fact, violation.discovered_at, _other_side(case, violation))]
    moves = [*_accepted(case, violation), *_resolved(case, violation)]
    for at, moved, to in sorted(moves, key=lambda move: (move[0], move[1].order)):
        if not case.registry.acts_for(to, holder):
            tenures.append(Tenure(to, moved, at, holder))
            holder = to
    return tenures


def _other_side(case: Case, violation: ViolationDiscovered) -> str | None:
    """Return to whom a violation belongs: as it was declared, else as it was sent."""
    sent = (referral.to_agency_id for referral in _referrals(case, violation))
    return violation.competent_agency_id or next(sent, None)


def _referrals(case: Case, violation: ViolationDiscovered) -> Iterator[ReferralSent]:
    """Yield the referrals that name a violation, or none."""
    sent = case.naming(ReferralSent, "violation_id", None, violation.violation_id)
    return (referral for _, referral in sent)


def _accepted(case: Case, violation: ViolationDiscovered) -> Iterator[tuple[datetime, Fact, str]]:
    for referral in _referrals(case, violation):
        for fact, reply in replies(case, referral):
            if reply.decision == "ACCEPTED":
                yield fact.shared_at, fact, case.registry.principal(reply.agency_judged)


def _resolved(case: Case, violation: ViolationDiscovered) -> Iterator[tuple[datetime, Fact, str]]:
    for resolution in resolutions(case):
        if resolution.agency is not None and resolution.may_mean(violation.violation_id):
            yield resolution.at, resolution.fact, resolution.agency


def _watch(
    case: Case,
    violation: ViolationDiscovered,
    tenure: Tenure,
    until: datetime | None,
    entries: Entries,
) -> None:
    """Enter every silence of a holder; what it does later does not undo it."""
    since = tenure.since.order
    acts = [
        act
        for act, event in case.done_by(tenure.holder, *_ACTS)
        if act.order > since
        and (until is None or act.shared_at < until)
        and not names_another(event, "violation_id", violation.violation_id)
    ]
    in_order = [tenure.since, *acts]
    ends = [*(act.shared_at for act in in_order[1:]), until]
    for last, end in zip(in_order, ends, strict=True):
        due = silence_due(case, last.shared_at, end)
        if due is None or due.provisional or (end is not None and end <= due.at):
            continue
        if entries.is_past(due):
            _gap(case, violation, tenure, last, due, entries)


def _gap(
    case: Case,
    violation: ViolationDiscovered,
    tenure: Tenure,
    last: Fact,
    due: Due,
    entries: Entries,
) -> None:
    registry = case.registry
    holder = registry.standing_for(tenure.holder, due.at)
    bureaus = registry.of_kind("JUSTICE_BUREAU")
    sides = sorted({s for s in (holder, tenure.other) if s is not None and s not in bureaus})
    entries.conclude(
        MB_01,
        last,
        "gap",
        "VIOLATION",
        agency=holder,
        reckoned=due,
        zh=f"持有机关 {registry.name(holder)} 此后无任何处理，形成执法空档",
        en="the holder has done nothing about it since",
        code="ENFORCEMENT_GAP",
        severity=Severity.WARN,
        threshold=Threshold.LOCAL_PARAM,
        param="silence_wd",
        about=violation.violation_id,
        silent_since=last.shared_at,
        silence_due_at=due.at,
        recipients=(*sides, *bureaus),
    )
