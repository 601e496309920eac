"""统计数据: what one side asks of the other is provided by the day it names (GX-05)."""

from __future__ import annotations

from typing import Final

from schemas.events.statistics import StatisticsProvided, StatisticsRequested
from streams.policy.case import Case, at_receipt
from streams.policy.clocks import stated_day
from streams.policy.facts import Fact
from streams.policy.ledger import Entries
from streams.policy.obligations import Obligation, Status
from streams.policy.rulebook import rule
from streams.policy.rules import Severity

GX_05: Final = rule("GX-05")
CLOCK: Final = GX_05.clock("request")


def judge(case: Case, entries: Entries) -> None:
    """Enter the duty to provide what was asked for in one matter, and where it stands."""
    for fact, asked in case.all(StatisticsRequested):
        if asked.to_agency_id is None:
            continue
        if case.registry.is_pair(asked.agency_judged, asked.to_agency_id):
            _owe(case, fact, asked, asked.to_agency_id, entries)
        else:
            entries.outside(GX_05, asked.to_agency_id, fact, fact.event.agency_judged)


def _owe(case: Case, fact: Fact, asked: StatisticsRequested, debtor: str, entries: Entries) -> None:
    start, day = fact.shared_at, asked.due_date
    duty = entries.owe(
        GX_05,
        fact,
        stated_day(start, day) if day else case.due(CLOCK, start),
        debtor=debtor,
        creditor=asked.agency_judged,
        start=start,
        clock=CLOCK,
        discharge=at_receipt(_provided(case, asked, debtor)),
        param=None if day else CLOCK.param,
    )
    if duty.status is Status.OVERDUE:
        _not_provided(case, fact, duty, entries)


def _provided(case: Case, asked: StatisticsRequested, debtor: str) -> Fact | None:
    """Return the first figures of the debtor that name no other request."""
    return next(
        (
            fact
            for fact, provided in case.all(StatisticsProvided)
            if provided.request_id in {None, asked.request_id}
            and case.registry.acts_for(provided.agency_judged, debtor)
        ),
        None,
    )


def _not_provided(case: Case, fact: Fact, duty: Obligation, entries: Entries) -> None:
    name = case.registry.name(duty.debtor)
    due = duty.due
    entries.conclude(
        GX_05,
        fact,
        "provided",
        "VIOLATION",
        agency=duty.debtor,
        zh=f"{name}未按期提供统计数据：{due.zh if due else ''}",
        en=f"the figures were not provided in time: {due.en if due else ''}",
        code="STATISTICS_NOT_PROVIDED",
        severity=Severity.WARN,
        threshold=duty.threshold,
        param=duty.param,
        creditor=duty.creditor,
        duty=duty,
        due_at=due.at if due else None,
    )
