"""年度考核 (ZR-02, KH-01): every agency assesses itself, the district government by scorecard.

Judged over the district. The duty for a year opens when it is over, for agencies that took part
since its 1 January (§3.6).
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Final

from schemas.events.supervision import AssessmentCompleted
from schemas.instants import shanghai_day
from streams.policy.case import Case
from streams.policy.day_duties import earliest, ended_by, time_of
from streams.policy.facts import Fact
from streams.policy.ledger import Entries
from streams.policy.obligations import Obligation, Status
from streams.policy.registry import Agency
from streams.policy.rulebook import rule
from streams.policy.rules import Rule
from streams.policy.standing_duties import (
    agencies_of,
    conclude_of_register,
    last_instant,
    owe_for_year,
    years_bound,
)

ZR_02: Final = rule("ZR-02")
KH_01: Final = rule("KH-01")

_Assessment = tuple[Fact, AssessmentCompleted]


def judge(case: Case, entries: Entries) -> None:
    """Enter the yearly assessments that are owed, and what was wrong with those made."""
    made = list(case.all(AssessmentCompleted))
    for agency in agencies_of(case):
        own = [a for a in made if case.registry.acts_for(a[1].agency_judged, agency.id)]
        if agency.side is not None:
            owed = list(_owe(case, entries, ZR_02, agency, own))
            if made:
                _register(case, entries, agency, owed)
        elif agency.kind == "DISTRICT_GOV":
            named = [a for a in own if _names_scorecard(case, a[1])]
            list(_owe(case, entries, KH_01, agency, named))
            for fact, assessment in own:
                _check_scorecard(case, fact, assessment, entries)


def _owe(
    case: Case, entries: Entries, rule_: Rule, agency: Agency, made: list[_Assessment]
) -> Iterator[Obligation]:
    """Enter the duty for every year that is over, and yield it."""
    governments = [a.id for a in agencies_of(case) if a.kind == "DISTRICT_GOV"]
    for year in years_bound(agency, case.now):
        if last_instant(year) < case.now:
            of_year = ((time_of(e, "completed_at"), f) for f, e in made if e.year == year)
            yield owe_for_year(
                case,
                entries,
                rule_,
                agency.id,
                year,
                start=last_instant(year),
                due_year=year + 1,
                discharge=ended_by(earliest(of_year)),
                creditor=next((g for g in governments if g != agency.id), None),
            )


def _register(case: Case, entries: Entries, agency: Agency, owed: list[Obligation]) -> None:
    """ZR-02: one conclusion an agency, with the years whose assessment is missing (§12).

    Drawn once the district has loaded any assessment at all.
    """
    first = case.pack.enforced_from.get(ZR_02.id, date.min)
    judged = [o for o in owed if shanghai_day(o.clock_start) >= first]
    missing = tuple(o.subject for o in judged if o.status is Status.OVERDUE)
    done = [o for o in judged if o.satisfied_at is not None]
    if not missing and not done:
        return
    conclude_of_register(
        entries,
        ZR_02,
        "VIOLATION" if missing else "COMPLIANT",
        agency=agency.id,
        subject=agency.id,
        zh=f"{agency.name} 已完成年度考核 {len(done)} 次"
        + (f"，缺少 {'、'.join(missing)} 年度" if missing else ""),
        en=f"{agency.id} completed {len(done)} yearly assessments"
        + (f"; missing: {', '.join(missing)}" if missing else ""),
        code="ASSESSMENT_MISSING" if missing else None,
        count=len(done),
        missing=missing,
    )


def _names_scorecard(case: Case, assessment: AssessmentCompleted) -> bool:
    """Whether the assessment names a scorecard that the hub has computed for its year."""
    return (assessment.scorecard_id, assessment.year) in case.registry.scorecards


def _check_scorecard(
    case: Case, fact: Fact, assessment: AssessmentCompleted, entries: Entries
) -> None:
    known = _names_scorecard(case, assessment)
    agency, named = assessment.agency_judged, assessment.scorecard_id or "—"
    entries.conclude(
        KH_01,
        fact,
        "scorecard",
        "COMPLIANT" if known else "VIOLATION",
        agency=agency,
        zh=f"{case.registry.name(agency)} 的 {assessment.year} 年度考核引用记分卡 {named}，"
        + ("为平台当年所算" if known else "平台当年没有这张记分卡"),
        en=f"the assessment of {assessment.year} by {agency} names scorecard {named}, which the "
        + ("hub computed for the year" if known else "hub did not compute for the year"),
        code=None if known else "ASSESSMENT_WITHOUT_SCORECARD",
        year=assessment.year,
    )
