"""每年40学时 (PX-04): every township officer, both categories, by the justice bureau.

Judged over an officer and calendar year once the year is over, until then only counted (§6.17).
Officers who join during a year are a local decision: they are counted and not judged. Those who
never attended anything have no scope of their own: the district names them in one list.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Final

from schemas.events.supervision import TrainingHeld
from schemas.instants import shanghai_day
from streams.policy.case import Case
from streams.policy.day_duties import time_of
from streams.policy.ledger import Entries
from streams.policy.obligations import MILLISECOND
from streams.policy.registry import Side
from streams.policy.rulebook import rule
from streams.policy.standing_duties import (
    agencies_of,
    conclude_of_register,
    last_instant,
    years_bound,
)
from streams.policy.verdicts import Statistic

PX_04: Final = rule("PX-04")

CLASS_HOURS: Final = 40
"""培訓時間不得少于40個學時."""

_CATEGORIES: Final = ("PUBLIC_LAW", "PROFESSIONAL_LAW")
_NO_LONGER: Final = frozenset({"REVOKED", "EXPIRED"})


@dataclass(slots=True)
class _Attended:
    """What an officer attended in a year."""

    hours: int = 0
    categories: set[str] = field(default_factory=set)


def judge(case: Case, entries: Entries) -> None:
    """Enter an officer's class-hours by year, and whether a year that is over had enough."""
    attended = _by_year(case)
    now = shanghai_day(case.now).year
    bound = _years_bound(case, case.key)
    for year in sorted({*attended, *bound}):
        found = attended.get(year, _Attended())
        keys = (("officer_cert_no", case.key), ("year", year))
        entries.say(Statistic(PX_04, "class_hours", found.hours, keys))
    entries.wake(last_instant(now) + MILLISECOND)
    for year, bureau in bound.items():
        if year < now:
            _conclude(case, entries, bureau, year, attended.get(year, _Attended()))


def unseen(case: Case, entries: Entries) -> None:
    """Enter by year which township officers attended nothing, then or in any other year.

    Only for years in which the bureau held something: before that no training is on record.
    """
    trainings = [e for _, e in case.all(TrainingHeld) if _is_the_bureaus(case, e)]
    seen = {cert for event in trainings for cert in event.attendees}
    held = {shanghai_day(time_of(event, "held_at")).year for event in trainings}
    missing: dict[tuple[str, int], list[str]] = {}
    for cert in sorted(case.registry.officers.by_cert.keys() - seen):
        for year, bureau in _years_bound(case, cert).items():
            if year in held and year < shanghai_day(case.now).year:
                missing.setdefault((bureau, year), []).append(cert)
    for (bureau, year), certs in sorted(missing.items()):
        conclude_of_register(
            entries,
            PX_04,
            "VIOLATION",
            agency=bureau,
            subject=str(year),
            zh=f"{year} 年有 {len(certs)} 名乡镇执法人员没有参加过 {case.registry.name(bureau)} "
            f"组织的培训：{'、'.join(certs)}",
            en=f"{len(certs)} township officers attended nothing that {bureau} held in {year}: "
            f"{', '.join(certs)}",
            code="HOURS_SHORT",
            about=f"unseen {year}",
            year=year,
            count=len(certs),
            missing=tuple(certs),
        )


def _is_the_bureaus(case: Case, event: TrainingHeld) -> bool:
    return case.registry.kind(event.organiser_id) == "JUSTICE_BUREAU"


def _by_year(case: Case) -> dict[int, _Attended]:
    years: dict[int, _Attended] = {}
    for _, event in case.all(TrainingHeld):
        if _is_the_bureaus(case, event):
            attended = years.setdefault(shanghai_day(time_of(event, "held_at")).year, _Attended())
            attended.hours += event.class_hours
            attended.categories |= {event.category} if event.category else set()
    return years


def _years_bound(case: Case, cert_no: str) -> dict[int, str]:
    """Return the years in which the bureau owes the officer the hours, with the bureau."""
    own = {agency.id: agency for agency in agencies_of(case)}
    officer = case.registry.officers.by_cert.get(cert_no)
    agency = own.get(officer.agency) if officer else None
    if officer is None or agency is None or agency.side is not Side.TOWNSHIP:
        return {}
    since = max(officer.since, case.pack.enforced_from.get(PX_04.id, date.min))
    return {
        year: bureau.id
        for bureau in own.values()
        if bureau.kind == "JUSTICE_BUREAU"
        for year in years_bound(bureau, case.now)
        if since <= date(year, 1, 1)
        and agency.is_active(date(year, 1, 1))
        and not _is_gone(case, cert_no, date(year, 12, 31))
    }


def _is_gone(case: Case, cert_no: str, day: date) -> bool:
    """Whether the officer's certificate is revoked or has run out on a day."""
    term = case.registry.officers.bar(cert_no, day)
    return term is not None and term.status in _NO_LONGER


def _conclude(case: Case, entries: Entries, bureau: str, year: int, attended: _Attended) -> None:
    missing = tuple(c for c in _CATEGORIES if c not in attended.categories)
    code = None
    if attended.hours < CLASS_HOURS:
        code = "HOURS_SHORT"
    elif missing:
        code = "CATEGORY_NOT_COVERED"
    conclude_of_register(
        entries,
        PX_04,
        "VIOLATION" if code else "COMPLIANT",
        agency=bureau,
        subject=case.key,
        zh=f"{year} 年 {case.key} 参加 {case.registry.name(bureau)} 组织的培训 "
        f"{attended.hours} 学时" + (f"，未覆盖 {'、'.join(missing)}" if missing else ""),
        en=f"in {year} {case.key} attended {attended.hours} class-hours organised by {bureau}"
        + (f"; not covered: {', '.join(missing)}" if missing else ""),
        code=code,
        about=str(year),
        officer_cert_no=case.key,
        year=year,
        hours=attended.hours,
        missing=missing,
    )
