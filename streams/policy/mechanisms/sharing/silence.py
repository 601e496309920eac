"""沉默的机关: an agency from which nothing comes, not even a nil return (GX-01).

Silent is who sent nothing for the local parameter `silence_wd` after its last event. Of an agency
that has never sent anything nothing is known: it may not be connected yet.
"""

from __future__ import annotations

from datetime import datetime
from typing import Final
from uuid import UUID

from schemas.instants import shanghai_day, shown
from streams.policy.case import Case
from streams.policy.ledger import Entries
from streams.policy.registry import Agency
from streams.policy.rulebook import rule
from streams.policy.rules import Severity
from streams.policy.verdicts import Statistic, Verdict

GX_01: Final = rule("GX-01")
GX_10: Final = rule("GX-10")
CLOCK: Final = GX_01.clock("silence")


def judge(case: Case, entries: Entries) -> None:
    """Enter whether an agency is heard of, and say what it has shared."""
    agency = case.registry.agencies.get(case.key)
    if agency is None or agency.side is None or not agency.is_active(shanghai_day(case.now)):
        return
    last = case.summary.last if case.summary else None
    if last is None:
        entries.verdicts.append(_never_heard(agency))
        return
    since, event_id = last
    entries.verdicts.append(_heard(case, agency, since, event_id, entries))


def count(case: Case, entries: Entries) -> None:
    """Say how many events of each category an agency shared, and in how many it takes part."""
    if case.summary is None or case.registry.side(case.key) is None:
        return
    shared = [(category, n) for category, n in case.summary.categories if category != "NONE"]
    of = (("agency", case.key),)
    entries.say(Statistic(GX_10, "interconnection", len(shared), of))
    for category, number in shared:
        entries.say(Statistic(GX_01, "shared_events", number, (*of, ("category", category))))


def _heard(
    case: Case, agency: Agency, since: datetime, event_id: UUID, entries: Entries
) -> Verdict:
    due = case.due(CLOCK, since)
    is_silent = entries.is_past(due)
    days = case.pack.params.number("silence_wd")
    zh = f"{agency.name}最近一次上报于 {shown(since)}"
    en = f"last heard of at {shown(since)}"
    return Verdict(
        GX_01,
        "silence",
        agency.id,
        "VIOLATION" if is_silent else "COMPLIANT",
        agency.id,
        (event_id,),
        f"{zh}，此后超过地方参数 silence_wd = {days} 个工作日没有任何信息" if is_silent else zh,
        f"{en}, nothing since for the local parameter silence_wd = {days} working days"
        if is_silent
        else en,
        code="SILENT_AGENCY" if is_silent else None,
        severity=Severity.WARN if is_silent else Severity.INFO,
        threshold=CLOCK.threshold,
        param=CLOCK.param,
        provisional=due.provisional,
        details=(("silent_since", since), ("silence_due_at", due.at)),
    )


def _never_heard(agency: Agency) -> Verdict:
    return Verdict(
        GX_01,
        "silence",
        agency.id,
        "UNDETERMINABLE",
        agency.id,
        (),
        f"{agency.name}启用以来（{agency.active_from}）尚未上报任何信息，可能尚未接入",
        f"nothing was ever sent since {agency.active_from}; it may not be connected yet",
        code="NEVER_HEARD",
        threshold=CLOCK.threshold,
        param=CLOCK.param,
    )
