"""沉默: how long nobody may do nothing (YS-19, ZY-05, MB-01; readings R-08, R-16).

`silence_wd` working days after the last activity. Days on which the matter waits for somebody
else do not count: an unanswered request for assistance, an open hearing or appraisal (§3.2).
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from schemas.events.assistance.letters import AssistanceOpinionIssued, AssistanceRequested
from schemas.events.cases import CaseClockSuspended
from schemas.instants import shanghai_day
from streams.policy.case import Case
from streams.policy.clocks import Due, working_days

_WAITING_GROUNDS: Final = frozenset({"HEARING", "APPRAISAL"})
_ONE_DAY: Final = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class _Waits:
    """Working days of waits that are over, sorted; the first days of those that last."""

    over: tuple[date, ...]
    lasting: tuple[date, ...]


def silence_due(case: Case, last: datetime, until: datetime | None = None) -> Due | None:
    """Return the last instant by which something must be done after `last` (UTC).

    None while the matter waits for somebody else: then no day counts. A silence that was over
    before the wait began stays one. None, too, where `until` comes too soon for any silence:
    within as many natural days.
    """
    number = case.pack.params.number("silence_wd")
    if until is not None and until - last <= timedelta(days=number):
        return None
    waits = case.once(_waits)
    after = bisect_right(waits.over, shanghai_day(last))
    due = working_days(last, number, case.calendar, waits.over[after:])
    return None if any(first <= due.day for first in waits.lasting) else due


def _waits(case: Case) -> _Waits:
    over: set[date] = set()
    lasting: list[date] = []
    for first, end in _stretches(case):
        if end is None:
            lasting.append(first)
        else:
            over.update(case.calendar.working_days_between(first, end))
    return _Waits(tuple(sorted(over)), tuple(lasting))


def _stretches(case: Case) -> Iterator[tuple[date, date | None]]:
    """Yield the first and last day of every wait; None while it lasts."""
    for fact, request in case.all(AssistanceRequested):
        answers = (
            answered.shared_at
            for answered, _ in case.naming(
                AssistanceOpinionIssued, "request_id", request.request_id
            )
        )
        answer = min(answers, default=None)
        first = shanghai_day(fact.shared_at) + _ONE_DAY
        yield first, shanghai_day(answer) if answer else None
    for _, suspended in case.all(CaseClockSuspended):
        if suspended.ground in _WAITING_GROUNDS:
            yield suspended.not_counted_from, suspended.not_counted_to
