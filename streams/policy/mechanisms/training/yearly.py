"""年度培训 (PX-01, PX-02, BZ-02): plans of townships, trainings by departments, and their forms.

Judged over the district: the duties open with the year.
"""

from __future__ import annotations

from collections import Counter
from typing import Final

from schemas.events.supervision import TrainingHeld, TrainingPlanPublished
from schemas.instants import shanghai_day
from streams.policy.case import Case
from streams.policy.day_duties import earliest, ended_by, time_of
from streams.policy.ledger import Entries
from streams.policy.registry import Agency, Side
from streams.policy.rulebook import rule
from streams.policy.standing_duties import agencies_of, first_instant, owe_for_year, years_bound
from streams.policy.verdicts import Statistic

PX_01: Final = rule("PX-01")
PX_02: Final = rule("PX-02")
BZ_02: Final = rule("BZ-02")

_FORMS: Final = ("INTERNSHIP", "SIMULATION", "ARCHIVE_STUDY", "TRAINING_EXAM")
"""业务实习、情景模拟、查阅档案、集中培训考试."""


def judge(case: Case, entries: Entries) -> None:
    """Enter the yearly duties of every township and department, and the forms of training."""
    for agency in agencies_of(case):
        if agency.side is Side.TOWNSHIP:
            _plan(case, agency, entries)
        elif agency.side is Side.DEPARTMENT:
            _train(case, agency, entries)
    _forms(case, entries)


def _plan(case: Case, agency: Agency, entries: Entries) -> None:
    """PX-01: a plan for its officers by the named day; one for enterprises is another matter."""
    plans = [
        (event.year, event.occurred_at, fact)
        for fact, event in case.all(TrainingPlanPublished)
        if event.audience != "ENTERPRISE" and case.registry.acts_for(event.agency_judged, agency.id)
    ]
    for year in years_bound(agency, case.now):
        plan = earliest((at, fact) for of, at, fact in plans if of == year)
        owe_for_year(
            case,
            entries,
            PX_01,
            agency.id,
            year,
            start=first_instant(year),
            due_year=year,
            discharge=ended_by(plan),
        )


def _train(case: Case, agency: Agency, entries: Entries) -> None:
    """PX-02: a department trains township officers in professional law within the year."""
    held = [
        (time_of(event, "held_at"), fact)
        for fact, event in case.all(TrainingHeld)
        if event.category != "PUBLIC_LAW"
        and case.registry.acts_for(event.organiser_id, agency.id)
        and any(_may_be_of_a_township(case, cert) for cert in event.attendees)
    ]
    for year in years_bound(agency, case.now):
        training = earliest((at, fact) for at, fact in held if shanghai_day(at).year == year)
        owe_for_year(
            case,
            entries,
            PX_02,
            agency.id,
            year,
            start=first_instant(year),
            due_year=year,
            discharge=ended_by(training),
        )


def _may_be_of_a_township(case: Case, cert_no: str) -> bool:
    """Whether an officer is a township's, or is not in the register: nobody is accused by it."""
    officer = case.registry.officers.by_cert.get(cert_no)
    return officer is None or case.registry.side(officer.agency) is Side.TOWNSHIP


def _forms(case: Case, entries: Entries) -> None:
    """BZ-02: how often a department trained in each of the four named forms, by year."""
    counted = Counter(
        (event.organiser_id, shanghai_day(time_of(event, "held_at")).year, event.kind)
        for _, event in case.all(TrainingHeld)
        if event.kind in _FORMS and case.registry.side(event.organiser_id) is Side.DEPARTMENT
    )
    for (agency, year, form), count in sorted(counted.items()):
        keys = (("agency", agency), ("year", year), ("form", form))
        entries.say(Statistic(BZ_02, "trainings_by_form", count, keys))
