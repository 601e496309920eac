"""现场处置: officers come to the place where it is urgent or evidence may be lost (XT-10)."""

from __future__ import annotations

from typing import Final

from schemas.events.assistance.letters import AssistanceOnsiteDispatched
from streams.policy.ledger import Entries
from streams.policy.mechanisms.assistance.asking import Asked, Request
from streams.policy.obligations import Discharge
from streams.policy.rulebook import rule
from streams.policy.rules import Severity, Threshold

XT_10: Final = rule("XT-10")


def judge(said: Asked, request: Request, entries: Entries) -> None:
    """Enter the duty to send officers on an urgent letter of assistance."""
    case = said.case
    sent = [
        (Discharge(event.dispatched_at, fact.id, fact.shared_at), event)
        for fact, event in said.answers(AssistanceOnsiteDispatched, request.id, request.debtor)
    ]
    first = min(sent, key=lambda s: (s[0].at, s[0].published_at, s[0].event_id), default=None)
    ends_by_day = first is not None and "dispatched_at" in first[1].date_only
    if request.by_day or ends_by_day:
        _without_time_of_day(request, entries)
        return
    entries.owe(
        XT_10,
        request.fact,
        case.due(XT_10.clock(), request.start),
        debtor=request.debtor,
        creditor=request.creditor,
        start=request.start,
        discharge=first[0] if first else None,
    )


def _without_time_of_day(request: Request, entries: Entries) -> None:
    entries.conclude(
        XT_10,
        request.fact,
        "time of day",
        "UNDETERMINABLE",
        agency=request.debtor,
        zh="收函时间或派员时间只有日期，无法按小时计时",
        en="the letter's receipt or the dispatch is known to the day only; hours cannot be counted",
        code="TIME_OF_DAY_MISSING",
        severity=Severity.WARN,
        threshold=Threshold.LOCAL_PARAM,
        param=XT_10.clock().param,
        creditor=request.creditor,
    )
