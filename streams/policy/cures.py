"""Cures and facts of the hub that change conclusions already reached (§3.7).

An objection flags, a review by the justice bureau ends the flag or waives; an outage of the hub
is flagged; what an agency that ended still owed goes to its successor; what happened before a
rule's first day in the district is not judged by it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Self
from uuid import UUID

from schemas.events.disputes import DisputeRaised
from schemas.events.supervision import VerdictContested, VerdictReviewed
from schemas.instants import end_of_day, shanghai_day
from streams.policy.case import Case
from streams.policy.facts import Fact
from streams.policy.ledger import Entries
from streams.policy.mechanisms.dispute.redirecting import redirected
from streams.policy.obligations import MILLISECOND, Cause, Obligation, Status, reassigned
from streams.policy.registry import Ending, Registry
from streams.policy.verdicts import Verdict

Objection = tuple[Fact, VerdictContested | VerdictReviewed]
"""An objection to a conclusion, or its review."""

WAIVED_ON_REVIEW = "WAIVED_ON_REVIEW"
CONTESTED = "CONTESTED"
HUB_OUTAGE = "HUB_OUTAGE"


@dataclass(frozen=True, slots=True)
class Objections:
    """Objections and reviews by what they name: a duty by its id, else a rule and an agency."""

    by_name: Mapping[tuple[str, str | None], list[Objection]]
    by_duty: Mapping[UUID, list[Objection]]

    @classmethod
    def of(cls, said: Iterable[Objection]) -> Self:
        """Return the index of some, given in arrival order."""
        by_name: dict[tuple[str, str | None], list[Objection]] = {}
        by_duty: dict[UUID, list[Objection]] = {}
        for objection in said:
            ref = objection[1].verdict_ref
            by_name.setdefault((ref.rule_id, ref.agency_id), []).append(objection)
            if ref.obligation_id is not None:
                by_duty.setdefault(ref.obligation_id, []).append(objection)
        return cls(by_name, by_duty)

    def to_duty(self, duty: Obligation) -> list[Objection]:
        """Return those that name a duty, in arrival order: its id, or its rule and debtor."""
        named = self.by_name.get((duty.rule.id, duty.debtor), ())
        found = [o for o in named if o[1].verdict_ref.obligation_id is None]
        if self.by_duty and (by_id := self.by_duty.get(duty.id)):
            found = sorted((*found, *by_id), key=lambda objection: objection[0].order)
        return found

    def to_verdict(self, verdict: Verdict) -> list[Objection]:
        """Return those that name a conclusion, and no other duty than the one behind it."""
        named = self.by_name.get((verdict.rule.id, verdict.agency), ())
        return [
            objection
            for objection in named
            if objection[1].verdict_ref.obligation_id in {None, verdict.obligation_id}
        ]


def cured(entries: Entries, case: Case) -> tuple[list[Obligation], list[Verdict]]:
    """Return the duties and conclusions with every cure applied."""
    obligations, verdicts = _enforced(entries, case)
    if case.registry.outages:
        obligations = [_outage(o, case.registry) for o in obligations]
        by_id: dict[UUID | None, Obligation] = {o.id: o for o in obligations}
        verdicts = [_flagged_as_its_duty(v, by_id) for v in verdicts]
    if endings := case.registry.endings:
        obligations = [part for o in obligations for part in _succeeded(o, endings, case.now)]
        for debtor in {o.debtor for o in obligations} & endings.keys():
            entries.wake(end_of_day(endings[debtor].active_to) + MILLISECOND)
    if case.has(DisputeRaised):
        obligations = redirected(obligations, case)
    if said := case.among(VerdictContested, VerdictReviewed):
        known = {fact.id: fact for fact in case.facts}
        objections = Objections.of(said)
        obligations = [
            _obligation_reviewed(o, found, known) if (found := objections.to_duty(o)) else o
            for o in obligations
        ]
        verdicts = [
            _verdict_reviewed(v, found, known) if (found := objections.to_verdict(v)) else v
            for v in verdicts
        ]
    return obligations, verdicts


def _enforced(entries: Entries, case: Case) -> tuple[list[Obligation], list[Verdict]]:
    """Return what is judged: what happened on or after the first day of its rule."""
    since = case.pack.enforced_from
    if not since:
        return entries.obligations, entries.verdicts
    happened = {fact.id: fact.event.occurred_at for fact in reversed(case.facts)}

    def about(verdict: Verdict) -> datetime:
        return happened.get(verdict.events[0], case.now) if verdict.events else case.now

    return (
        [
            o
            for o in entries.obligations
            if o.rule.id not in since or shanghai_day(o.clock_start) >= since[o.rule.id]
        ],
        [
            v
            for v in entries.verdicts
            if v.rule.id not in since or shanghai_day(about(v)) >= since[v.rule.id]
        ],
    )


def _outage(duty: Obligation, registry: Registry) -> Obligation:
    late = duty.status in {Status.SATISFIED_LATE, Status.OVERDUE}
    due, arrival = duty.due.at if duty.due else None, duty.published_at
    return duty.flagged(HUB_OUTAGE) if late and registry.in_outage(due, arrival) else duty


def _flagged_as_its_duty(verdict: Verdict, duties: Mapping[UUID | None, Obligation]) -> Verdict:
    duty = duties.get(verdict.obligation_id)
    missing = duty is not None and HUB_OUTAGE in duty.flags and HUB_OUTAGE not in verdict.flags
    return replace(verdict, flags=(*verdict.flags, HUB_OUTAGE)) if missing else verdict


def _succeeded(
    duty: Obligation,
    endings: Mapping[str, Ending],
    now: datetime,
    followed: frozenset[str] = frozenset(),
) -> tuple[Obligation, ...]:
    """What an agency still owed on its last day goes to its successor under the same due time.

    It goes further where the successor has ended too, and to nobody twice.
    """
    ending = endings.get(duty.debtor)
    if ending is None or ending.successor in followed:
        return (duty,)
    last = end_of_day(ending.active_to)
    settled = duty.satisfied_at is not None and duty.satisfied_at <= last
    if settled or duty.status is Status.WAIVED or now <= last:
        return (duty,)
    cause = Cause(ending.fact.id, ending.fact.event.TYPE, last)
    gone, going_on = reassigned(duty, ending.successor, cause)
    return gone, *_succeeded(going_on, endings, now, followed | {duty.debtor})


def _bears_on(said: Fact, opened: Fact | None, since: datetime | None) -> bool:
    """Whether an objection or a review reaches what a fact opened, or a day where no fact did.

    It means nothing that was opened after it, and nothing that names another violation, case or
    request than it names itself: like a discharge (§3.5).
    """
    if opened is None:
        return since is None or since <= said.shared_at
    named = dict(said.event.references())
    another = any(named.get(kind, value) != value for kind, value in opened.event.references())
    return opened.shared_at <= said.shared_at and not another


def _obligation_reviewed(
    duty: Obligation, said: list[Objection], known: Mapping[UUID, Fact]
) -> Obligation:
    opened = known.get(duty.trigger_event_id)
    for fact, event in said:
        if not _bears_on(fact, opened, duty.clock_start):
            continue
        cause = Cause(fact.id, event.TYPE, fact.shared_at)
        match event:
            case VerdictReviewed(result="WAIVED"):
                duty = replace(
                    duty,
                    status=Status.WAIVED,
                    verdict="NOT_APPLICABLE",
                    waived_by=cause,
                    reviewed_by=cause,
                    flags=_without_objection(duty.flags),
                )
            case VerdictReviewed():
                duty = replace(duty, reviewed_by=cause, flags=_without_objection(duty.flags))
            case _:
                duty = replace(duty.flagged(CONTESTED), contested_by=cause)
    return duty


def _verdict_reviewed(
    verdict: Verdict, said: list[Objection], known: Mapping[UUID, Fact]
) -> Verdict:
    judged = known.get(verdict.events[0]) if verdict.events else None
    for fact, event in said:
        if not _bears_on(fact, judged, None):
            continue
        match event:
            case VerdictReviewed(result="WAIVED"):
                verdict = replace(
                    verdict,
                    verdict="NOT_APPLICABLE",
                    code=WAIVED_ON_REVIEW,
                    flags=_without_objection(verdict.flags),
                )
            case VerdictReviewed():
                verdict = replace(verdict, flags=_without_objection(verdict.flags))
            case _:
                flags = dict.fromkeys((*verdict.flags, CONTESTED))
                verdict = replace(verdict, flags=tuple(flags))
    return verdict


def _without_objection(flags: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(flag for flag in flags if flag != CONTESTED)
