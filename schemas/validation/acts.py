"""Notes and flags on enforcement acts: V-22, V-32, V-35, V-49, V-55."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from decimal import Decimal
from typing import Final

from schemas.envelope import Event
from schemas.events.cases import CaseFiled
from schemas.events.inspection_records import InspectionRecorded
from schemas.events.licensing import LicenseChanged, LicenseDecided
from schemas.events.penalty_decisions import CoercionApplied, PenaltyDecided
from schemas.instants import shanghai_day
from schemas.problems import Problem
from schemas.records import OfficerRef
from schemas.validation.nested import year_of

_IMPROBABLE_YUAN: Final = Decimal(10_000_000)
_SIMPLE_PERSON_YUAN: Final = Decimal(200)
_SIMPLE_ORGANISATION_YUAN: Final = Decimal(3_000)
_LIMIT_YEARS, _LONG_LIMIT_YEARS = 2, 5
_LEAST_OFFICERS = 2


def notes_on_acts(event: Event) -> Iterator[Problem]:
    """Yield what is noted of a penalty, an inspection or a licence."""
    match event:
        case PenaltyDecided():
            yield from year_of("decision_doc_no", event.decision_doc_no, event.decision_date.year)
            yield from _fine(event)
            yield from _officers(event.officers)
            yield from past_limit(event.violation_ended_on, event.case_filed_date)
        case LicenseDecided() | LicenseChanged():
            yield from year_of("decision_doc_no", event.decision_doc_no, event.decision_date.year)
        case CaseFiled():
            filed = shanghai_day(event.filed_at)
            yield from year_of("filing_doc_no", event.filing_doc_no, filed.year)
            yield from past_limit(event.violation_ended_on, filed)
        case InspectionRecorded() | CoercionApplied():
            yield from _officers(event.officers)
        case _:
            pass


def _fine(event: PenaltyDecided) -> Iterator[Problem]:
    fine = event.fine_amount_yuan
    if fine is None:
        return
    if fine > _IMPROBABLE_YUAN:
        yield Problem(
            "V-32",
            "fine_amount_yuan",
            str(fine),
            "罚款超过 1000 万元，可能把元和万元弄混",
            "a fine above 10,000,000 yuan: perhaps 元 and 万元 were mixed up",
            f"若本意是 {fine / 10_000:.2f} 元，请发布更正",
            f"if {fine / 10_000:.2f} yuan is meant, publish a correction",
        )
    person = event.party.party_category == "自然人"
    most = _SIMPLE_PERSON_YUAN if person else _SIMPLE_ORGANISATION_YUAN
    if event.procedure == "简易" and fine > most:
        yield Problem(
            "V-35",
            "procedure",
            event.procedure,
            f"简易程序罚款 {fine} 元，超过 {most} 元（行政处罚法 2021 第51条）",
            f"a fine of {fine} yuan in simple procedure, above {most} (行政处罚法 2021 art. 51)",
            "改用普通程序，或核对金额",
            "use the ordinary procedure, or check the amount",
        )


def past_limit(ended: date | None, filed: date) -> Iterator[Problem]:
    """Yield a note when a violation had ended more than two years before filing (V-49)."""
    if ended is None or filed <= _years_after(ended, _LIMIT_YEARS):
        return
    beyond = filed > _years_after(ended, _LONG_LIMIT_YEARS)
    years = _LONG_LIMIT_YEARS if beyond else _LIMIT_YEARS
    yield Problem(
        "V-49",
        "violation_ended_on",
        ended.isoformat(),
        f"立案 {filed} 时违法行为已终了超过 {years} 年（行政处罚法 2021 第36条）",
        f"filed on {filed}, more than {years} years after the violation ended "
        "(行政处罚法 2021 art. 36)",
        "核对终了日期；二年后仅涉及生命健康安全、金融安全且有危害后果的可至五年",
        "check the day; beyond two years only harm to life, health or financial safety allows five",
    )


def _years_after(day: date, years: int) -> date:
    """Return the same day some years later; 29 February becomes the 28th."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return day.replace(year=day.year + years, day=28)


def _officers(officers: Iterable[OfficerRef]) -> Iterator[Problem]:
    """Fewer than two distinct officers are flagged; the act happened all the same (V-55)."""
    named = {officer.officer_cert_no for officer in officers}
    if len(named) < _LEAST_OFFICERS:
        yield Problem(
            "V-55",
            "officers",
            "、".join(sorted(named)),
            "执法人员少于两人（行政处罚法 2021 第42条）",
            "fewer than two distinct officers (行政处罚法 2021 art. 42)",
            "补全在场的执法人员",
            "name every officer who was present",
        )
