"""书面意见: within seven working days of the letter (XT-08, XT-09), paused and extended (XT-11).

The opinion ends its clock when it is issued; the hub may hear of it later. An extension replaces
the due day by the day it states, if it comes in time, in writing, for a complex case.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Final

from schemas.events.assistance.letters import (
    AssistanceExtensionNotified,
    AssistanceOpinionIssued,
    AssistanceRequested,
)
from schemas.instants import shown
from streams.policy.case import Case
from streams.policy.clocks import Due, stated_day
from streams.policy.facts import Fact
from streams.policy.ledger import Entries
from streams.policy.mechanisms.assistance import dispatching
from streams.policy.mechanisms.assistance.asking import Asked, Request, outside, runs
from streams.policy.mechanisms.assistance.supplements import (
    Notice,
    judge_notices,
    left_out,
    notices,
)
from streams.policy.obligations import Discharge, Extension, Obligation, Status
from streams.policy.rulebook import rule

XT_08: Final = rule("XT-08")
XT_09: Final = rule("XT-09")
XT_11: Final = rule("XT-11")

_COMPLEX: Final = "COMPLEX_CASE"


@dataclass(frozen=True, slots=True)
class _Opinion:
    """意见: when it was issued, and how exactly that is known."""

    end: Discharge
    by_day: bool


@dataclass(slots=True)
class _Term:
    """答复期限: the day that an extension set, if one did, and the notices that set it."""

    stated: Due | None = None
    extensions: list[Extension] = field(default_factory=list)
    last: Fact | None = None


def judge(case: Case, entries: Entries) -> None:
    """Enter what is owed on every letter of assistance in one matter."""
    said = case.once(Asked)
    for fact, letter in case.all(AssistanceRequested):
        request = said.request(fact, letter)
        _in_writing(case, request, letter, entries)
        if not runs(case, request.creditor, request.debtor):
            outside(XT_09, request.debtor, fact, entries)
            continue
        _judge_letter(said, request, entries)
        if letter.urgent or letter.evidence_perishable:
            dispatching.judge(said, request, entries)


def _judge_letter(said: Asked, request: Request, entries: Entries) -> None:
    case = said.case
    opinion = _opinion(said, request)
    issued_at = opinion.end.at if opinion else None
    asked = notices(said, request, opinion.end if opinion else None)
    judge_notices(case, request, asked, entries)
    term = _term(said, request, asked, issued_at, entries)
    duty = _owe(case, request, opinion, asked, term, entries)
    if term.last is not None and duty.status is Status.OVERDUE:
        _extended_in_vain(request, term.last, duty, entries)


def _in_writing(
    case: Case, request: Request, letter: AssistanceRequested, entries: Entries
) -> None:
    entries.conclude(
        XT_08,
        request.fact,
        "letter",
        "COMPLIANT",
        agency=request.creditor,
        zh=f"已出具协助函件 {letter.letter_doc_no}，致 {case.registry.name(request.debtor)}",
        en=f"asked for by letter {letter.letter_doc_no}",
        creditor=request.debtor,
    )


def _opinion(said: Asked, request: Request) -> _Opinion | None:
    """Return the opinion issued first by the asked side, if any."""
    issued = [
        _Opinion(
            Discharge(event.issued_at or event.occurred_at, fact.id, fact.shared_at),
            "issued_at" in event.date_only,
        )
        for fact, event in said.answers(AssistanceOpinionIssued, request.id, request.debtor)
    ]
    return min(issued, key=lambda o: (o.end.at, o.end.published_at, o.end.event_id), default=None)


def _term(
    said: Asked,
    request: Request,
    asked: tuple[Notice, ...],
    issued_at: datetime | None,
    entries: Entries,
) -> _Term:
    """Judge the extensions one after the other, each against the term that stands when it comes."""
    term, case = _Term(), said.case
    for fact, notice in said.answers(AssistanceExtensionNotified, request.id, request.debtor):
        if issued_at is not None and fact.shared_at > issued_at:
            continue
        before = term.stated or _due(case, request, left_out(case, asked, fact.shared_at))
        lacking = _lacking(notice, fact, before, is_paused=_is_paused(asked, fact.shared_at))
        if notice.new_due_date is None or lacking:
            _invalid(request, fact, before, lacking, entries)
            continue
        after = stated_day(request.start, notice.new_due_date)
        term.stated, term.last = after, fact
        term.extensions.append(Extension(fact.id, fact.shared_at, before.at, after.at))
        _valid(request, fact, before, after, entries)
    return term


def _is_paused(asked: tuple[Notice, ...], at: datetime) -> bool:
    return any(n.in_time and n.told_at <= at and (n.until is None or at < n.until) for n in asked)


def _lacking(
    notice: AssistanceExtensionNotified, fact: Fact, before: Due, *, is_paused: bool
) -> tuple[str, ...]:
    """Return what an extension lacks to be valid, by field; nothing if it is valid."""
    day = notice.new_due_date
    conditions = {
        "reason_code": notice.reason_code == _COMPLEX,
        "reason": bool(notice.reason),
        "new_due_date": day is not None and day > before.day,
        "notice_doc_no": bool(notice.notice_doc_no),
        "received_at": is_paused or fact.shared_at <= before.at,
    }
    return tuple(name for name, met in conditions.items() if not met)


def _due(case: Case, request: Request, excluded: tuple[date, ...]) -> Due:
    return case.due(XT_09.clock(), request.start, excluded)


def _owe(
    case: Case,
    request: Request,
    opinion: _Opinion | None,
    asked: tuple[Notice, ...],
    term: _Term,
    entries: Entries,
) -> Obligation:
    pausing = [n for n in asked if n.in_time]
    unanswered = next((n for n in pausing if n.until is None), None)
    due = term.stated or _due(case, request, left_out(case, asked, case.now))
    by_day = request.by_day or (opinion is not None and opinion.by_day)
    discharge = opinion.end if opinion else None
    return entries.owe(
        XT_09,
        request.fact,
        None if unanswered else due,
        debtor=request.debtor,
        creditor=request.creditor,
        start=request.start,
        discharge=discharge,
        precision="DAY" if by_day else "INSTANT",
        paused_since=unanswered.told_at if unanswered else None,
        pauses=tuple(n.pause for n in pausing),
        extensions=tuple(term.extensions),
        first_due=_due(case, request, ()) if pausing or term.extensions else None,
    )


def _valid(request: Request, fact: Fact, before: Due, after: Due, entries: Entries) -> None:
    entries.conclude(
        XT_11,
        fact,
        "extension",
        "COMPLIANT",
        agency=request.debtor,
        about=str(request.fact.id),
        zh=f"案情复杂，已在原期限 {shown(before.at)} 前书面说明理由并明确答复期限；"
        f"新期限 {shown(after.at)}",
        en=f"a complex case, told in writing with a reason before {shown(before.at)}; "
        f"the new term ends at {shown(after.at)}",
        creditor=request.creditor,
        provisional=before.provisional,
        new_due_at=after.at,
    )


def _invalid(
    request: Request, fact: Fact, before: Due, lacking: tuple[str, ...], entries: Entries
) -> None:
    entries.conclude(
        XT_11,
        fact,
        "extension",
        "VIOLATION",
        agency=request.debtor,
        about=str(request.fact.id),
        zh=f"延期不成立，期限仍为 {shown(before.at)}：不符合 {'、'.join(lacking)}",
        en=f"the extension does not hold, the term stays {shown(before.at)}; "
        f"wanting: {', '.join(lacking)}",
        code="EXTENSION_INVALID",
        creditor=request.creditor,
        provisional=before.provisional,
        due_at=before.at,
        missing=lacking,
    )


def _extended_in_vain(request: Request, fact: Fact, duty: Obligation, entries: Entries) -> None:
    entries.conclude(
        XT_11,
        fact,
        "kept",
        "VIOLATION",
        agency=request.debtor,
        about=str(request.fact.id),
        zh=f"延长后的答复期限已过，仍未出具书面意见（{duty.due.zh if duty.due else ''}）",
        en="the extended term has passed without an opinion",
        code="EXTENDED_OPINION_OVERDUE",
        creditor=request.creditor,
        duty=duty,
        due_at=duty.due.at if duty.due else None,
    )
