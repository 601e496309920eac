"""告知与反馈处理结果 (SW-13, SW-14): the township tells the complainant and the department.

Both start at closing, of the complaint or of a case that came from it. Judged over a matter.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from schemas.events.cases import CaseClosed
from schemas.events.complaints import ComplaintClosed, ComplaintResultNotified
from schemas.events.referrals import ReferralResultFedBack
from schemas.events.sharing import ExtensionDeclared
from schemas.instants import end_of_day, shanghai_day
from streams.policy.case import Case, at_receipt
from streams.policy.clocks import Due, declared_day, same_day
from streams.policy.complaint_files import ComplaintFile
from streams.policy.day_duties import earliest, ended_by, owe_from, time_of
from streams.policy.facts import Fact
from streams.policy.ledger import Entries
from streams.policy.mechanisms.first_inquiry.anonymity import nobody_to_tell
from streams.policy.obligations import Extension
from streams.policy.registry import Side
from streams.policy.rulebook import rule

SW_13: Final = rule("SW-13")
SW_14: Final = rule("SW-14")


def enter(case: Case, file: ComplaintFile, entries: Entries) -> None:
    """Enter what townships owe that closed the complaint."""
    for fact in _closings(case, file):
        if case.registry.side(fact.event.agency_judged) is Side.TOWNSHIP:
            _tell_complainant(case, file, fact, entries)
            _feed_back(case, file, fact, entries)


def _closings(case: Case, file: ComplaintFile) -> Iterator[Fact]:
    """Yield what closed the complaint, or a case of which some event names the complaint."""
    yield from (fact for fact, _ in file.all(case, ComplaintClosed))
    closed = case.all(CaseClosed)
    if closed:
        opened = case.once(_cases_of_complaints)
        cases = {case_id for complaint in file.ids for case_id in opened.get(complaint, ())}
        yield from (fact for fact, event in closed if event.case_id in cases)


def _cases_of_complaints(case: Case) -> Mapping[str, set[str]]:
    """Return the cases that some event names together with a complaint, by complaint."""
    found: dict[str, set[str]] = {}
    for fact in case.bearing("case_id"):
        event = fact.event
        if event.case_id and event.complaint_id:
            found.setdefault(event.complaint_id, set()).add(event.case_id)
    return found


def _tell_complainant(case: Case, file: ComplaintFile, fact: Fact, entries: Entries) -> None:
    township = fact.event.agency_judged
    if file.is_anonymous:
        nobody_to_tell(SW_13, fact, township, entries)
        return
    notices = file.by(case, ComplaintResultNotified, township)
    told = earliest((time_of(e, "notified_at"), f) for f, e in notices)
    owe_from(case, entries, SW_13, fact, "closed_at", debtor=township, discharge=ended_by(told))


def _feed_back(case: Case, file: ComplaintFile, fact: Fact, entries: Entries) -> None:
    """SW-14: only where a department received it first; the same day, or as extended (R-18)."""
    first = file.receipts[0][1].agency_judged if file.receipts else ""
    if case.registry.side(first) is not Side.DEPARTMENT:
        return
    township = fact.event.agency_judged
    fed_back = (
        f
        for f, e in file.by(case, ReferralResultFedBack, township)
        if case.registry.acts_for(e.origin_agency_id, first)
    )
    answer = next(fed_back, None)
    before = same_day(time_of(fact.event, "closed_at"))
    due, extensions = before, []
    for declared, until in _declared(case, file, fact):
        if answer is None or declared.order < answer.order:
            extensions.append(Extension(declared.id, declared.shared_at, due.at, until.at))
            due = until
    discharge = at_receipt(answer)
    owe_from(
        case,
        entries,
        SW_14,
        fact,
        "closed_at",
        debtor=township,
        creditor=first,
        discharge=discharge,
        due=due,
        extensions=tuple(extensions),
        warn_at=case.soon_before(extensions),
        first_due=before if extensions else None,
    )


def _declared(case: Case, file: ComplaintFile, closing: Fact) -> Iterator[tuple[Fact, Due]]:
    """Yield the extensions that the township declared in time for the result (GX-12)."""
    day = shanghai_day(time_of(closing.event, "closed_at"))
    for fact, event in file.by(case, ExtensionDeclared, closing.event.agency_judged):
        formed, expected = event.formed_at, event.expected_share_at
        if event.complaint_id not in file.ids or formed is None or expected is None:
            continue
        if shanghai_day(formed) == day and fact.shared_at <= end_of_day(day):
            yield fact, declared_day(formed, expected)
