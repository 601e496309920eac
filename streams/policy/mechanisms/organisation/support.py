"""业务指导与保障事项 (BZ-01, BZ-03): counted over the district, never judged."""

from __future__ import annotations

from collections import Counter
from typing import Final

from schemas.events.supervision import GuidanceGiven, SupportReported
from schemas.instants import shanghai_day
from streams.policy.case import Case
from streams.policy.day_duties import time_of
from streams.policy.ledger import Entries
from streams.policy.rulebook import rule
from streams.policy.verdicts import Statistic

BZ_01: Final = rule("BZ-01")
BZ_03: Final = rule("BZ-03")

MATTERS: Final = ("督导检查", "职责整合", "执法监督", "经费保障", "队伍建设")
"""The five matters of the clause, in its order."""


def guidance(case: Case, entries: Entries) -> None:
    """Enter how often every department guided a township, by year."""
    counted = Counter(
        (event.agency_judged, shanghai_day(time_of(event, "at")).year)
        for _, event in case.all(GuidanceGiven)
    )
    for (agency, year), count in sorted(counted.items()):
        keys = (("agency", agency), ("year", year))
        entries.say(Statistic(BZ_01, "guidance_given", count, keys))


def matters(case: Case, entries: Entries) -> None:
    """Enter how often each of the five matters was reported on, by year; nought is shown too."""
    counted = Counter(
        (shanghai_day(event.occurred_at).year, event.matter)
        for _, event in case.all(SupportReported)
    )
    for year in sorted({year for year, _ in counted}):
        for matter in MATTERS:
            keys = (("year", year), ("matter", matter))
            entries.say(Statistic(BZ_03, "support_reported", counted[year, matter], keys))
