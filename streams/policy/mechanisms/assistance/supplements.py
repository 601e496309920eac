"""补充资料: what a department still needs, told within two working days (XT-12, XT-13).

Told in time it stops the clock of the opinion: working days d with date(told) < d ≤ date(provided)
are left out, each once, however many requests overlap. Told late it stops nothing (reading R-09).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final
from uuid import UUID

from schemas.events.assistance.letters import (
    AssistanceSupplementProvided,
    AssistanceSupplementRequested,
)
from schemas.instants import shanghai_day, shown
from streams.policy.case import Case
from streams.policy.clocks import Due, working_days
from streams.policy.facts import Fact
from streams.policy.ledger import Entries
from streams.policy.mechanisms.assistance.asking import Asked, Request
from streams.policy.obligations import Discharge, Pause
from streams.policy.rulebook import rule
from streams.policy.rules import Severity, Threshold

XT_12: Final = rule("XT-12")
XT_13: Final = rule("XT-13")

_ONE_DAY: Final = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Notice:
    """补正告知: one request for supplements; `until` is its end, None while unanswered."""

    fact: Fact
    limit: Due
    until: datetime | None
    ended_by: UUID | None

    @property
    def told_at(self) -> datetime:
        """When the hub received it."""
        return self.fact.shared_at

    @property
    def in_time(self) -> bool:
        """Whether it was told within the limit, so that it pauses."""
        return self.told_at <= self.limit.at

    @property
    def pause(self) -> Pause:
        """The stretch in which the clock stands still."""
        return Pause(self.fact.id, self.told_at, self.until, self.ended_by)


def notices(said: Asked, request: Request, opinion: Discharge | None) -> tuple[Notice, ...]:
    """Return the requests for supplements to one request, in arrival order.

    Each is closed by the first supplement provided at or after it; without one the opinion
    itself closes it when it is issued. What is asked after the opinion asks nothing.
    """
    limit = said.case.due(XT_12.clock(), request.start)
    answered = said.answers(AssistanceSupplementProvided, request.id, request.creditor)
    provided = [fact for fact, _ in answered]
    found = []
    for fact, _ in said.answers(AssistanceSupplementRequested, request.id, request.debtor):
        if opinion is not None and fact.shared_at > opinion.at:
            continue
        answer = next((p for p in provided if p.shared_at >= fact.shared_at), None)
        if answer is not None:
            found.append(Notice(fact, limit, answer.shared_at, answer.id))
        elif opinion is not None:
            found.append(Notice(fact, limit, opinion.at, opinion.event_id))
        else:
            found.append(Notice(fact, limit, None, None))
    return tuple(found)


def left_out(case: Case, notices_: tuple[Notice, ...], by: datetime) -> tuple[date, ...]:
    """Return the working days that do not count, as far as known at an instant, each once."""
    days: set[date] = set()
    for notice in notices_:
        if notice.in_time and notice.told_at <= by:
            last = min(notice.until or by, by)
            first = shanghai_day(notice.told_at) + _ONE_DAY
            days.update(case.calendar.working_days_between(first, shanghai_day(last)))
    return tuple(sorted(days))


def judge_notices(
    case: Case, request: Request, notices_: tuple[Notice, ...], entries: Entries
) -> None:
    """Enter of each request whether it was told in time, and whether it stays unanswered."""
    for notice in notices_:
        _told(request, notice, entries)
        if notice.in_time and notice.until is None:
            _unanswered(case, request, notice, entries)


def _told(request: Request, notice: Notice, entries: Entries) -> None:
    limit, at = notice.limit, shown(notice.told_at)
    entries.conclude(
        XT_12,
        notice.fact,
        "told in time",
        "ON_TIME" if notice.in_time else "LATE",
        agency=request.debtor,
        about=str(request.fact.id),
        reckoned=limit,
        zh=f"实际告知于 {at}"
        + ("，补充资料期间不计入答复期限" if notice.in_time else "，逾期告知不中止答复期限"),
        en=f"told at {at}"
        + ("; the time of supplementing is left out" if notice.in_time else "; it pauses nothing"),
        code=None if notice.in_time else "SUPPLEMENT_NOTICE_LATE",
        severity=Severity.INFO if notice.in_time else XT_12.severity,
        creditor=request.creditor,
        provisional=limit.provisional,
        due_at=limit.at,
    )


def _unanswered(case: Case, request: Request, notice: Notice, entries: Entries) -> None:
    days = case.pack.params.number("silence_wd")
    silent = working_days(notice.told_at, days, case.calendar)
    if not entries.is_past(silent):
        return
    entries.conclude(
        XT_13,
        notice.fact,
        "answered",
        "VIOLATION",
        agency=request.creditor,
        about=str(request.fact.id),
        zh=f"要求补充资料后超过地方参数 silence_wd = {days} 个工作日未补充（{silent.zh}）",
        en=f"nothing was supplemented for the local parameter silence_wd = {days} working days "
        f"({silent.en})",
        code="SUPPLEMENT_UNANSWERED",
        severity=Severity.WARN,
        threshold=Threshold.LOCAL_PARAM,
        param="silence_wd",
        creditor=request.debtor,
        silent_since=notice.told_at,
        silence_due_at=silent.at,
    )
