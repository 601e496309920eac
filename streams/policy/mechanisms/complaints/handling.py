"""办理对执法人员的投诉 (TS-02 to TS-04): accepted, four steps, archived; by nobody it is about.

Judged over a matter; complaints about regulated parties are judged elsewhere (§6.14).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import Final

from schemas.envelope import Event
from schemas.events.complaints import (
    ComplaintAccepted,
    ComplaintArchived,
    ComplaintClosed,
    ComplaintHandled,
    ComplaintReceived,
    ComplaintRegistered,
    ComplaintReplied,
    ComplaintVerified,
)
from schemas.instants import shown
from streams.policy.case import Case, at_act
from streams.policy.complaint_files import ComplaintFile, complaint_files
from streams.policy.day_duties import Act, earliest, ended_by, owe_from, time_of
from streams.policy.facts import Fact
from streams.policy.ledger import Entries
from streams.policy.obligations import Discharge
from streams.policy.rulebook import rule

TS_02: Final = rule("TS-02")
TS_03: Final = rule("TS-03")
TS_04: Final = rule("TS-04")

_STEPS: Final = MappingProxyType[str, tuple[type[Event], str]](
    {
        "registered": (ComplaintRegistered, "registered_at"),
        "verified": (ComplaintVerified, "verified_at"),
        "handled": (ComplaintHandled, "handled_at"),
        "replied": (ComplaintReplied, "replied_at"),
    }
)
"""The four steps of TS-03, in any order: the event of each and when it was done."""


def judge(case: Case, entries: Entries) -> None:
    """Enter what is owed on every complaint of a matter about enforcers."""
    for file in complaint_files(case):
        if not file.on_enforcers:
            continue
        for fact, receipt in file.receipts:
            if case.registry.side(receipt.agency_judged) is not None:
                _received(case, file, fact, receipt, entries)
        for fact, closed in file.all(case, ComplaintClosed):
            if case.registry.side(closed.agency_judged) is not None:
                _closed(case, file, fact, closed, entries)


def _received(
    case: Case, file: ComplaintFile, fact: Fact, receipt: ComplaintReceived, entries: Entries
) -> None:
    agency = receipt.agency_judged
    accepted = file.by(case, ComplaintAccepted, agency)
    owe_from(
        case,
        entries,
        TS_02,
        fact,
        "received_at",
        debtor=agency,
        discharge=ended_by(earliest((e.accepted_at, f) for f, e in accepted)),
    )
    steps = _steps(case, file, agency)
    owe_from(
        case,
        entries,
        TS_03,
        fact,
        "received_at",
        debtor=agency,
        discharge=_all_done(steps),
    )
    _check_handlers(case, file, fact, receipt, entries)


def _steps(case: Case, file: ComplaintFile, agency: str) -> dict[str, Act | None]:
    """Return by step when an agency first did it, or None."""
    return {
        step: earliest((time_of(e, field), f) for f, e in file.by(case, model, agency))
        for step, (model, field) in _STEPS.items()
    }


def _all_done(steps: Mapping[str, Act | None]) -> Discharge | None:
    """Return the end of TS-03: the latest of the four steps, public once all four are."""
    done = [step for step in steps.values() if step is not None]
    if len(done) < len(steps):
        return None
    at, last = max(done, key=lambda act: (act[0], act[1].order))
    return replace(at_act(last, at), published_at=max(fact.shared_at for _, fact in done))


def _check_handlers(
    case: Case, file: ComplaintFile, fact: Fact, receipt: ComplaintReceived, entries: Entries
) -> None:
    """Nobody handles a complaint about themselves (SELF_INVESTIGATION)."""
    verified = (event for _, event in file.all(case, ComplaintVerified))
    respondents = {receipt.respondent, *(event.respondent for event in verified)} - {None}
    handlers = list(_handlers(case, file))
    if not respondents or not handlers:
        return
    themselves = [handler for handler, named in handlers if named in respondents]
    judged = themselves[0] if themselves else handlers[0][0]
    agency = judged.event.agency_judged
    entries.conclude(
        TS_02,
        fact,
        "handler",
        "VIOLATION" if themselves else "COMPLIANT",
        agency=agency,
        zh=f"{case.registry.name(agency)} 于 {shown(judged.event.occurred_at)} 核实、处理，"
        + ("办理人即被投诉举报人" if themselves else "办理人不是被投诉举报人"),
        en=f"{agency} dealt with it at {shown(judged.event.occurred_at)}; the handler is "
        + ("the respondent" if themselves else "not the respondent"),
        code="SELF_INVESTIGATION" if themselves else None,
        also=(judged.id,),
        complaint_id=receipt.complaint_id,
    )


def _handlers(case: Case, file: ComplaintFile) -> Iterator[tuple[Fact, str]]:
    """Yield who verified and who dealt with the complaint, where the event names them."""
    verified = ((fact, event.handler_id) for fact, event in file.all(case, ComplaintVerified))
    handled = ((fact, event.handler_id) for fact, event in file.all(case, ComplaintHandled))
    return ((fact, named) for fact, named in (*verified, *handled) if named is not None)


def _closed(
    case: Case, file: ComplaintFile, fact: Fact, closed: ComplaintClosed, entries: Entries
) -> None:
    agency, at = closed.agency_judged, time_of(closed, "closed_at")
    steps = _steps(case, file, agency)
    missing = tuple(step for step, done in steps.items() if done is None or done[0] > at)
    entries.conclude(
        TS_03,
        fact,
        "steps at closing",
        "VIOLATION" if missing else "COMPLIANT",
        agency=agency,
        zh=f"{case.registry.name(agency)} 于 {shown(at)} 办结，"
        + (f"缺少环节：{'、'.join(missing)}" if missing else "登记、核实、处理、答复齐全"),
        en=f"{agency} closed it at {shown(at)}; "
        + (f"steps missing: {', '.join(missing)}" if missing else "all four steps were taken"),
        code="STEP_MISSING" if missing else None,
        missing=missing,
    )
    archived = file.by(case, ComplaintArchived, agency)
    owe_from(
        case,
        entries,
        TS_04,
        fact,
        "closed_at",
        debtor=agency,
        discharge=ended_by(earliest((time_of(e, "archived_at"), f) for f, e in archived)),
    )
