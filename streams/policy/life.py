"""义务的一生: what has become of an obligation, step by step (§5.2), each with its cause."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from types import MappingProxyType
from typing import Final
from uuid import UUID

from schemas.instants import lasting, shown
from streams.policy.clocks import Due
from streams.policy.obligations import MILLISECOND, Cause, Obligation, Pause, Status
from streams.policy.rulebook import rule
from streams.policy.rules import Mechanism, Rule
from streams.policy.steps import STEPS, Kind, Step


@dataclass(frozen=True, slots=True)
class Transition:
    """转换: one step of one obligation.

    `at` is the instant from which it counts; `rule` the clause by which it happens; `cause` the
    event behind it, None for the passing of time. `due` is the due time after it, None while the
    clock stands still; `zh` and `en` say how it was reached.
    """

    kind: Kind
    at: datetime
    before: Status | None
    after: Status
    rule: Rule
    cause: UUID | None
    cause_type: str | None
    due: datetime | None
    zh: str
    en: str

    @property
    def step(self) -> Step:
        """Its row in the table."""
        return STEPS[self.kind]


_RANK: Final = MappingProxyType({kind: rank for rank, kind in enumerate(STEPS)})
_OVER: Final = frozenset({Status.WAIVED, Status.REASSIGNED})
_AFTERWARDS: Final = frozenset({Kind.CONTESTED, Kind.REVIEWED, Kind.WAIVED})
"""What may still happen to a duty that is over."""

MOVED_BY: Final = MappingProxyType(
    {
        "dispute.jurisdiction_designated": rule("ZY-04"),
        "dispute.consultation_concluded": rule("ZY-02"),
    }
)
"""By what a duty changes hands, beside the end of its agency."""


@dataclass(frozen=True, slots=True)
class _Happened:
    """A step not yet placed: `when` orders it."""

    kind: Kind
    when: datetime
    at: datetime
    rule: Rule
    due: datetime | None
    zh: str
    en: str
    cause: UUID | None = None
    cause_type: str | None = None


def transitions(duty: Obligation) -> tuple[Transition, ...]:
    """Return the life of an obligation up to where it stands.

    Raises:
        ValueError: it stands where no sequence of steps leads.
    """
    later = sorted(_later(duty), key=lambda h: (h.when, _RANK[h.kind]))
    status: Status | None = None
    life = []
    for happened in (_opened(duty), *later):
        if status in _OVER and happened.kind not in _AFTERWARDS:
            continue  # it went on for somebody else, or was done all the same
        after = STEPS[happened.kind].leads(status)
        life.append(
            Transition(
                happened.kind,
                happened.at,
                status,
                after,
                happened.rule,
                happened.cause,
                happened.cause_type,
                happened.due,
                happened.zh,
                happened.en,
            )
        )
        status = after
    return tuple(life)


def _opened(duty: Obligation) -> _Happened:
    first = duty.first_due or duty.due
    due, (zh, en) = first.at if first else None, _arithmetic(first)
    start = duty.clock_start
    return _Happened(
        Kind.OPENED, start, start, duty.rule, due, zh, en, duty.trigger_event_id, duty.trigger_type
    )


def _later(duty: Obligation) -> Iterator[_Happened]:
    yield from _pauses(duty)
    yield from _extensions(duty)
    yield from _by_time(duty)
    yield from _ends(duty)
    yield from _cures(duty)


def _arithmetic(due: Due | None) -> tuple[str, str]:
    if due is None:
        return "时限暂停，恢复后继续计算", "the clock is paused until it runs on"
    return due.zh, due.en


def _pauses(duty: Obligation) -> Iterator[_Happened]:
    """Yield what stopped the clock, and when it ran on: once no request is open any more."""
    by = duty.rule if duty.rule.mechanism is Mechanism.DISCRETION else rule("XT-13")
    for pause in duty.pauses:
        at = pause.paused_at
        zh, en = f"自 {shown(at)} 起停止计时", f"the clock stands still from {shown(at)}"
        yield _Happened(Kind.PAUSED, at, at, by, None, zh, en, pause.event_id)
    ends = {p.resumed_at: p.resumed_by for p in duty.pauses if p.resumed_at is not None}
    runs_on = [at for at in sorted(ends) if not any(_covers(pause, at) for pause in duty.pauses)]
    for at in runs_on:
        last = at == runs_on[-1] and not duty.extensions
        zh, en = _arithmetic(duty.due) if last else ("继续计时", "the clock runs on")
        due = duty.due.at if last and duty.due else None
        yield _Happened(Kind.RESUMED, at, at, by, due, zh, en, ends[at])


def _covers(pause: Pause, at: datetime) -> bool:
    return pause.paused_at <= at and (pause.resumed_at is None or at < pause.resumed_at)


def _extensions(duty: Obligation) -> Iterator[_Happened]:
    by = rule("XT-11") if duty.rule.id == "XT-09" else rule("GX-12")
    for number, extension in enumerate(duty.extensions, start=1):
        before, after = shown(extension.due_before), shown(extension.due_after)
        zh, en = f"由 {before} 延至 {after}", f"from {before} to {after}"
        if number == len(duty.extensions):
            how_zh, how_en = _arithmetic(duty.due)
            zh, en = f"{zh}；{how_zh}", f"{en}; {how_en}"
        yield _Happened(
            Kind.EXTENDED,
            extension.received_at,
            extension.received_at,
            by,
            extension.due_after,
            zh,
            en,
            extension.event_id,
        )


def _by_time(duty: Obligation) -> Iterator[_Happened]:
    if duty.due is None:
        return
    at, ended = duty.due.at, _first_end(duty)
    zh, en = _arithmetic(duty.due)
    soon = max(duty.soon_at or at, duty.clock_start)
    came = duty.due_soon_since is not None or duty.status is Status.OVERDUE
    if soon <= at and (came if ended is None else soon < ended):
        yield _Happened(Kind.DUE_SOON, soon, soon, duty.rule, at, zh, en)
    passed = duty.status is Status.OVERDUE if ended is None else ended > at
    if passed and not duty.due.provisional:
        past = at + MILLISECOND
        yield _Happened(Kind.OVERDUE, past, past, duty.rule, at, zh, en)


def _first_end(duty: Obligation) -> datetime | None:
    """Return when the hub knew of the first thing that ended it, if anything did."""
    known = duty.published_at or duty.satisfied_at if duty.satisfied_at else None
    moved = duty.reassigned_by.at if duty.reassigned_by and duty.reassigned_to else None
    waived = duty.waived_by.known_at if duty.waived_by else None
    return min((at for at in (known, moved, waived) if at is not None), default=None)


def _ends(duty: Obligation) -> Iterator[_Happened]:
    if duty.satisfied_at is not None and duty.due is not None:
        known = max(duty.published_at or duty.satisfied_at, duty.satisfied_at)
        in_time = duty.satisfied_at <= duty.due.at
        done, due = shown(duty.satisfied_at), shown(duty.due.at)
        if in_time and known > duty.due.at and not duty.due.provisional:
            zh = f"{shown(known)} 收到，此前于 {done} 已履行，逾期认定由此取代"
            en = f"received {shown(known)}; it had been done at {done}, which replaces the overdue"
            yield _ended(duty, Kind.SUPERSEDED, known, known, zh, en)
        late_zh, late_en = lasting(duty.satisfied_at - duty.due.at)
        zh = f"履行于 {done}，截至 {due}" + ("" if in_time else f"，迟 {late_zh}")
        en = f"done at {done}, due {due}" + ("" if in_time else f", late by {late_en}")
        kind = Kind.SATISFIED if in_time else Kind.SATISFIED_LATE
        yield _ended(duty, kind, known, duty.satisfied_at, zh, en)
    if duty.reassigned_by is not None:
        yield _handed_over(duty, duty.reassigned_by)


def _ended(
    duty: Obligation, kind: Kind, when: datetime, at: datetime, zh: str, en: str
) -> _Happened:
    due = duty.due.at if duty.due else None
    return _Happened(kind, when, at, duty.rule, due, zh, en, duty.satisfied_by)


def _handed_over(duty: Obligation, by: Cause) -> _Happened:
    clause = MOVED_BY.get(by.event_type, duty.rule)
    if duty.reassigned_to is not None:
        zh, en = f"由 {duty.reassigned_to} 承接", f"taken over by {duty.reassigned_to}"
        return _caused(duty, Kind.REASSIGNED, by, clause, zh, en)
    zh, en = "原时限不变", "under the same due time"
    taken = _caused(duty, Kind.TAKEN_OVER, by, clause, zh, en)
    return replace(taken, when=by.at)  # the successor's own acts follow it, told before or after


def _cures(duty: Obligation) -> Iterator[_Happened]:
    if duty.contested_by is not None:
        zh, en = "标记 CONTESTED，时限照计", "flagged CONTESTED; the clock runs on"
        yield _caused(duty, Kind.CONTESTED, duty.contested_by, duty.rule, zh, en)
    if duty.reviewed_by is not None:
        waived = duty.waived_by == duty.reviewed_by
        zh, en = ("复核免除", "waived on review") if waived else ("复核维持", "upheld on review")
        yield _caused(duty, Kind.REVIEWED, duty.reviewed_by, duty.rule, zh, en)
    if duty.waived_by is not None:
        type_, known = duty.waived_by.event_type, duty.waived_by.known_at
        zh, en = f"依据 {type_}", f"on the ground of {type_}"
        if known > duty.waived_by.at:
            zh, en = f"{zh}，{shown(known)} 收到", f"{en}, received {shown(known)}"
        yield _caused(duty, Kind.WAIVED, duty.waived_by, duty.rule, zh, en)


def _caused(duty: Obligation, kind: Kind, by: Cause, clause: Rule, zh: str, en: str) -> _Happened:
    due = duty.due.at if duty.due else None
    return _Happened(kind, by.known_at, by.at, clause, due, zh, en, by.event_id, by.event_type)
