"""首问责任人 (SW-06, SW-12): exactly one owner of a complaint at every moment (reading R-05).

The first receiver, until the formal transfer is complete: acceptance by the other side. What was
not accepted, or returned, leaves the owner. Judged over a matter.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from itertools import chain
from typing import Final

from schemas.envelope import Event
from schemas.events.cases import CaseFiled
from schemas.events.complaints import (
    ComplaintAccepted,
    ComplaintClosed,
    ComplaintRedirected,
    ComplaintReplied,
    ComplaintVerified,
)
from schemas.events.disputes import DisputeRaised
from schemas.events.referrals import ReferralAcceptanceReplied, ReferralOralMade, ReferralSent
from schemas.instants import shown
from streams.policy.case import Case
from streams.policy.complaint_files import ComplaintFile
from streams.policy.day_duties import Act, time_of
from streams.policy.facts import Fact
from streams.policy.ledger import Entries
from streams.policy.registry import Registry, Side
from streams.policy.rulebook import rule
from streams.policy.rules import Rule, Severity, Threshold
from streams.policy.verdicts import Owner

SW_06: Final = rule("SW-06")
SW_12: Final = rule("SW-12")

_DEALT_WITH: Final = (ComplaintReplied, ComplaintClosed, ReferralSent, CaseFiled)
_TAKEN_ON: Final = (ComplaintAccepted, ComplaintVerified, DisputeRaised, *_DEALT_WITH)

_Moves = list[tuple[datetime, str]]


def enter(case: Case, file: ComplaintFile, entries: Entries) -> None:
    """Enter who owns the complaint now, and whether its owner let it lie."""
    if not file.receipts:
        return
    first = file.receipts[0][1].agency_judged
    own_rule = SW_06 if case.registry.side(first) is Side.TOWNSHIP else SW_12
    moves = _moves(case, file)
    owners = [moves[0][1], *(agency for since, agency in moves[1:] if case.has_come(since))]
    owner = case.standing_for(owners[-1])
    for complaint_id in file.ids:
        entries.say(Owner(own_rule, complaint_id, owner))
    _check_asleep(case, file, own_rule, moves, entries)
    _check_gap(case, file, own_rule, moves, entries)


def _moves(case: Case, file: ComplaintFile) -> _Moves:
    """Return every owner from when, the first receiver first."""
    _, received = file.receipts[0]
    moved = [
        (fact.shared_at, fact.order, event.agency_judged)
        for fact, event in _replies(case, file)
        if event.decision == "ACCEPTED"
    ]
    if _is_for_a_township(case, file):
        moved += [
            (event.accepted_at, fact.order, event.agency_judged)
            for fact, event in file.all(case, ComplaintAccepted)
            if case.registry.side(event.agency_judged) is Side.TOWNSHIP
        ]
    since = received.received_at
    return [(since, received.agency_judged), *((at, agency) for at, _, agency in sorted(moved))]


def _is_for_a_township(case: Case, file: ComplaintFile) -> bool:
    """Whether a department received it first, as a matter for a township."""
    first = file.receipts[0][1]
    if case.registry.side(first.agency_judged) is not Side.DEPARTMENT:
        return False
    redirected = file.by(case, ComplaintRedirected, first.agency_judged)
    return first.township_matter or bool(redirected)


def _replies(case: Case, file: ComplaintFile) -> Iterator[tuple[Fact, ReferralAcceptanceReplied]]:
    """Yield the answers to referrals of the complaint, by those to whom they were sent."""
    replies = file.all(case, ReferralAcceptanceReplied)
    if not replies:
        return
    sent: dict[str, str | None] = {
        event.referral_id: None for _, event in file.all(case, ReferralOralMade)
    }
    sent |= {event.referral_id: event.to_agency_id for _, event in file.all(case, ReferralSent)}
    for fact, event in replies:
        if event.referral_id in sent:
            to = sent[event.referral_id]
            if to is None or case.registry.acts_for(event.agency_judged, to):
                yield fact, event


def _owner(registry: Registry, moves: _Moves, at: datetime) -> str:
    """Return the owner at an instant; where that agency has ended, whoever follows it."""
    owners = [moves[0][1], *(agency for since, agency in moves[1:] if since <= at)]
    return registry.standing_for(owners[-1], at)


def _check_asleep(
    case: Case, file: ComplaintFile, own_rule: Rule, moves: _Moves, entries: Entries
) -> None:
    """COMPLAINT_SILENT: accepted, and nothing verified for `silence_wd` (§12)."""
    accepted = [(event.accepted_at, fact) for fact, event in file.all(case, ComplaintAccepted)]
    if not accepted:
        return
    since, fact = max(accepted, key=lambda act: (act[0], act[1].order))
    verified = ((time_of(e, "verified_at"), f) for f, e in file.all(case, ComplaintVerified))
    dealt = (act for act in _acts(case, file, _DEALT_WITH) if act[0] >= since)
    _silence(
        case,
        own_rule,
        (since, fact),
        chain(verified, dealt),
        moves,
        entries,
        "COMPLAINT_SILENT",
        "受理后",
        "accepted",
    )


def _check_gap(
    case: Case, file: ComplaintFile, own_rule: Rule, moves: _Moves, entries: Entries
) -> None:
    """RESPONSIBILITY_GAP: passed on in vain, and for `silence_wd` nobody dealt with it.

    The owner keeps it until the transfer is complete; the clause has no number, so the limit is
    the district's own.
    """
    passed = [
        (fact.shared_at, fact)
        for fact, event in _replies(case, file)
        if event.decision != "ACCEPTED"
    ]
    passed += [(fact.event.occurred_at, fact) for fact, _ in file.all(case, ComplaintRedirected)]
    if not passed:
        return
    since, fact = max(passed, key=lambda act: (act[0], act[1].order))
    later = (act for act in _acts(case, file, _TAKEN_ON) if act[0] > since)
    moved = ((at, fact) for at, _ in moves[1:] if at > since)
    _silence(
        case,
        own_rule,
        (since, fact),
        chain(later, moved),
        moves,
        entries,
        "RESPONSIBILITY_GAP",
        "移出未被接收后",
        "passed on without being taken over",
    )


def _acts(case: Case, file: ComplaintFile, models: tuple[type[Event], ...]) -> Iterator[Act]:
    return ((fact.event.occurred_at, fact) for model in models for fact, _ in file.all(case, model))


def _silence(
    case: Case,
    own_rule: Rule,
    since: Act,
    broken_by: Iterable[Act],
    moves: _Moves,
    entries: Entries,
    code: str,
    zh: str,
    en: str,
) -> None:
    """Conclude that the owner let it lie, once the working days are over (a local parameter)."""
    start, fact = since
    due = case.due(own_rule.clock("silence"), start)
    if not entries.is_past(due) or any(at <= due.at for at, _ in broken_by):
        return
    owner, days = _owner(case.registry, moves, due.at), case.pack.params.number("silence_wd")
    entries.conclude(
        own_rule,
        fact,
        code,
        "VIOLATION",
        agency=owner,
        zh=f"{zh}（{shown(start)}），{case.registry.name(owner)} 超过地方参数 silence_wd = {days} "
        f"个工作日（{due.day}）无动作",
        en=f"{en} at {shown(start)}; nothing followed within the local parameter silence_wd = "
        f"{days} working days ({due.day}), and {owner} answers for it",
        code=code,
        severity=Severity.WARN,
        threshold=Threshold.LOCAL_PARAM,
        param="silence_wd",
        silent_since=start,
        silence_due_at=due.at,
    )
