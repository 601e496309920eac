"""现场处置: whoever finds a violation going on stops it, fixes evidence and tells who is competent.

YS-07 to YS-10, judged over a matter. 立即 is the local parameter `immediate_hours`; the clocks
end at the act's own time.
"""

from __future__ import annotations

from datetime import datetime
from typing import Final

from schemas.events.cases import (
    ViolationDiscovered,
    ViolationOfficersDispatched,
    ViolationOnsiteAction,
    ViolationOnsiteNotified,
)
from streams.policy.case import Case, at_act
from streams.policy.facts import Fact
from streams.policy.ledger import Entries
from streams.policy.mechanisms.transfer.jurisdiction import competent
from streams.policy.obligations import Discharge
from streams.policy.rulebook import rule
from streams.policy.rules import Rule

YS_07: Final = rule("YS-07")
YS_08: Final = rule("YS-08")
YS_09: Final = rule("YS-09")
YS_10: Final = rule("YS-10")

_OTHER: Final = "OTHER"

Ended = tuple[Discharge | None, bool]
"""What ended a clock, and whether the time of day is missing from it."""


def judge(case: Case, entries: Entries) -> None:
    """Enter the duties on the spot, and whether evidence was fixed."""
    for fact, violation in case.all(ViolationDiscovered):
        if violation.ongoing:
            _dissuade(case, fact, violation, entries)
            _fix_evidence(case, fact, violation, entries)
            _notify(case, fact, violation, entries)
    for fact, notified in case.all(ViolationOnsiteNotified):
        _dispatch(case, fact, notified, entries)


def _dissuade(case: Case, fact: Fact, violation: ViolationDiscovered, entries: Entries) -> None:
    acted = [
        (action.dissuaded_at, at, "dissuaded_at" in action.date_only)
        for at, action in _actions(case, violation)
    ]
    _at_once(
        case,
        entries,
        YS_07,
        fact,
        debtor=violation.agency_judged,
        creditor=violation.competent_agency_id if violation.jurisdiction == _OTHER else None,
        start=violation.discovered_at,
        by_day="discovered_at" in violation.date_only,
        ended=_earliest(acted),
    )


def _actions(
    case: Case, violation: ViolationDiscovered
) -> list[tuple[Fact, ViolationOnsiteAction]]:
    return [
        (fact, action)
        for fact, action in case.all(ViolationOnsiteAction)
        if action.violation_id in {None, violation.violation_id}
        and case.registry.acts_for(action.agency_judged, violation.agency_judged)
    ]


def _fix_evidence(case: Case, fact: Fact, violation: ViolationDiscovered, entries: Entries) -> None:
    actions = _actions(case, violation)
    if not actions:
        return
    fixed = next((f.id for f, action in actions if action.evidence_ids), None)
    entries.conclude(
        YS_08,
        fact,
        "evidence",
        "COMPLIANT" if fixed else "VIOLATION",
        agency=violation.agency_judged,
        zh="现场已固定证据" if fixed else "现场处置未固定任何证据",
        en="evidence was fixed on the spot" if fixed else "no evidence was fixed on the spot",
        code=None if fixed else "NO_EVIDENCE_FIXED",
        also=(fixed or actions[-1][0].id,),
    )


def _notify(case: Case, fact: Fact, violation: ViolationDiscovered, entries: Entries) -> None:
    """YS-09: where another side is competent it is told at once: whom one declares, or the list."""
    creditor = violation.competent_agency_id
    if violation.jurisdiction != _OTHER or creditor is None:
        return
    meant = {creditor, *competent(case.registry, violation, violation.item_code)}
    told = [
        (notified.notified_at, at, "notified_at" in notified.date_only)
        for at, notified in case.all(ViolationOnsiteNotified)
        if notified.violation_id in {None, violation.violation_id}
        and notified.notified_agency_id in meant
        and case.registry.acts_for(notified.agency_judged, violation.agency_judged)
    ]
    _at_once(
        case,
        entries,
        YS_09,
        fact,
        debtor=violation.agency_judged,
        creditor=creditor,
        start=violation.discovered_at,
        by_day="discovered_at" in violation.date_only,
        ended=_earliest(told),
    )


def _dispatch(case: Case, fact: Fact, notified: ViolationOnsiteNotified, entries: Entries) -> None:
    sent = [
        (dispatched.dispatched_at, at, "dispatched_at" in dispatched.date_only)
        for at, dispatched in case.all(ViolationOfficersDispatched)
        if dispatched.violation_id in {None, notified.violation_id}
        and case.registry.acts_for(dispatched.agency_judged, notified.notified_agency_id)
    ]
    _at_once(
        case,
        entries,
        YS_10,
        fact,
        debtor=notified.notified_agency_id,
        creditor=notified.agency_judged,
        start=notified.notified_at,
        by_day="notified_at" in notified.date_only,
        ended=_earliest(sent),
    )


def _earliest(acts: list[tuple[datetime, Fact, bool]]) -> Ended:
    if not acts:
        return None, False
    at, fact, by_day = min(acts, key=lambda act: (act[0], act[1].order))
    return at_act(fact, at), by_day


def _at_once(
    case: Case,
    entries: Entries,
    rule_: Rule,
    fact: Fact,
    *,
    debtor: str,
    creditor: str | None,
    start: datetime,
    by_day: bool,
    ended: Ended,
) -> None:
    """Enter a duty to act at once; hours cannot be counted from or to a date alone."""
    discharge, ended_by_day = ended
    if by_day or ended_by_day:
        entries.conclude(
            rule_,
            fact,
            "time of day",
            "UNDETERMINABLE",
            agency=debtor,
            zh="时间只有日期，无法按小时计时",
            en="a time is known to the day only, so hours cannot be counted",
            code="TIME_OF_DAY_MISSING",
        )
        return
    entries.owe(
        rule_,
        fact,
        case.due(rule_.clock(), start),
        debtor=debtor,
        creditor=creditor,
        start=start,
        discharge=discharge,
        warn_at=case.soon_after(start),
    )
