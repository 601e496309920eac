"""停止执法: whether a handler stopped enforcing while it must go on (YS-19, ZY-05).

Between a start and an end, a suspension without another lawful ground is a stop by the clause;
`silence_wd` without activity of the handler is one by local parameter (reading R-16). Silence is
reckoned by receipt: the rule's clock ends at the hub. What was dismissed, penalised or closed
cannot be stopped any more.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from schemas.envelope import Event
from schemas.events.assistance.letters import AssistanceRequested
from schemas.events.cases import (
    CaseClosed,
    CaseFiled,
    CaseResumed,
    CaseSuspended,
    ProcessRecorded,
    ViolationDismissed,
    ViolationOnsiteAction,
)
from schemas.events.inspection_records import InspectionRecorded
from schemas.events.penalty_decisions import CoercionApplied, PenaltyDecided
from schemas.instants import shown
from streams.policy.case import Case
from streams.policy.day_duties import decided_at
from streams.policy.facts import Fact
from streams.policy.ledger import Entries
from streams.policy.naming import concerns
from streams.policy.rules import Rule, Threshold
from streams.policy.silence import silence_due

ACTIVITY: Final = (
    CaseFiled,
    CaseResumed,
    ProcessRecorded,
    InspectionRecorded,
    CoercionApplied,
    ViolationOnsiteAction,
    AssistanceRequested,
)
"""What counts as the handler going on with the case (§6.5); asking for help is activity (§3.2)."""


@dataclass(frozen=True, slots=True)
class Watched:
    """A stretch in which the handler must not stop. `until` is None while it lasts.

    `trigger` opens it, and names what must go on.
    """

    rule: Rule
    code: str
    handler: str
    trigger: Fact
    until: datetime | None

    @property
    def about(self) -> Event:
        """The event that names what must go on."""
        return self.trigger.event


def judge_stops(case: Case, watched: Watched, entries: Entries) -> None:
    """Enter suspensions and silences of the handler within the stretch."""
    ends = [at for at in ended(case, watched.about) if at >= watched.trigger.shared_at]
    if watched.until is not None:
        ends.append(watched.until)
    watched = replace(watched, until=min(ends, default=None))
    for fact, suspended in case.all(CaseSuspended):
        by_handler = case.registry.acts_for(suspended.agency_judged, watched.handler)
        named = concerns(watched.about, suspended)
        if by_handler and named and _within(fact.shared_at, watched):
            _suspended(fact, suspended, watched, entries)
    for last, following in _gaps(case, watched):
        _silent(case, last, following, watched, entries)


def ended(case: Case, about: Event) -> Iterator[datetime]:
    """Yield when what an event is about came to its end: dismissed, penalised or closed."""
    for fact, dismissed in case.all(ViolationDismissed):
        if concerns(about, dismissed):
            yield dismissed.decided_at or fact.shared_at
    for _, penalty in case.all(PenaltyDecided):
        if concerns(about, penalty):
            yield decided_at(penalty)
    for _, closed in case.all(CaseClosed):
        if concerns(about, closed):
            yield closed.closed_at


def _within(at: datetime, watched: Watched) -> bool:
    return watched.trigger.shared_at <= at and (watched.until is None or at <= watched.until)


def _suspended(fact: Fact, event: CaseSuspended, watched: Watched, entries: Entries) -> None:
    lawful = bool(event.legal_basis)
    entries.conclude(
        watched.rule,
        fact,
        "suspension",
        "COMPLIANT" if lawful else "VIOLATION",
        agency=watched.handler,
        zh=f"依 {event.legal_basis} 中止" if lawful else "无其他法定依据而中止执法活动",
        en=f"suspended by {event.legal_basis}" if lawful else "suspended without a lawful ground",
        code="SUSPENSION_ON_LEGAL_GROUND" if lawful else watched.code,
        threshold=Threshold.CLAUSE,
        also=(watched.trigger.id,),
        about=str(watched.trigger.id),
    )


def _gaps(case: Case, watched: Watched) -> Iterator[tuple[Fact, datetime | None]]:
    """Yield each activity in the stretch with the next one's time, or the stretch's end."""
    following = (
        fact
        for fact, event in case.done_by(watched.handler, *ACTIVITY)
        if fact.id != watched.trigger.id
        and _within(fact.shared_at, watched)
        and concerns(watched.about, event)
    )
    acts = [watched.trigger, *following]
    times: list[datetime | None] = [fact.shared_at for fact in acts[1:]]
    yield from zip(acts, [*times, watched.until], strict=True)


def _is_suspended_lawfully(case: Case, watched: Watched, last: Fact, until: datetime) -> bool:
    """Whether a lawful suspension of the handler came after its last activity, and in time."""
    return any(
        suspended.legal_basis
        and concerns(watched.about, suspended)
        and last.shared_at <= fact.shared_at <= until
        and case.registry.acts_for(suspended.agency_judged, watched.handler)
        for fact, suspended in case.all(CaseSuspended)
    )


def _silent(
    case: Case, last: Fact, following: datetime | None, watched: Watched, entries: Entries
) -> None:
    due = silence_due(case, last.shared_at, following)
    if due is None or due.provisional or _is_suspended_lawfully(case, watched, last, due.at):
        return
    if not (following > due.at if following else entries.is_past(due)):
        return
    entries.conclude(
        watched.rule,
        last,
        "silence",
        "VIOLATION",
        agency=watched.handler,
        reckoned=due,
        zh="此后无立案、记录、检查、强制或现场处置活动，按地方参数视为停止执法",
        en="no filing, record, inspection, coercion or on-site action since, read as "
        "stopping by local parameter",
        code=watched.code,
        threshold=Threshold.LOCAL_PARAM,
        param="silence_wd",
        about=str(watched.trigger.id),
        silent_since=last.shared_at,
        silence_due_at=due.at,
        until=following and shown(following),
    )
