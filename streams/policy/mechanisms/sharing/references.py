"""线索: what an event names and nobody has sent: an answer without its question (§6.6).

Looked at in one matter. What is named counts as missing once the manifest of the day on which it
was named is due: by then all that was sent before it has come.
"""

from __future__ import annotations

from collections.abc import Iterable
from types import MappingProxyType
from typing import Final
from uuid import UUID

from schemas.envelope import Event
from schemas.events.assistance.archives import ArchiveAccessRequested, ArchiveAccessResponded
from schemas.events.assistance.joint import JointActionRequested, JointActionResponded
from schemas.events.assistance.letters import (
    AssistanceExtensionNotified,
    AssistanceOnsiteDispatched,
    AssistanceOpinionIssued,
    AssistanceRequested,
    AssistanceSupplementProvided,
    AssistanceSupplementRequested,
)
from schemas.events.cases import (
    DisclosurePublished,
    ViolationDiscovered,
    ViolationDismissed,
    ViolationOfficersDispatched,
    ViolationOnsiteAction,
    ViolationOnsiteNotified,
)
from schemas.events.complaints.handling import (
    ComplaintArchived,
    ComplaintClosed,
    ComplaintVerified,
)
from schemas.events.complaints.receiving import (
    ComplaintAccepted,
    ComplaintReceived,
    ComplaintRedirected,
)
from schemas.events.disputes import (
    DisputeConsultationConcluded,
    DisputeCoordinationApplied,
    DisputeJurisdictionDesignated,
    DisputeRaised,
)
from schemas.events.penalty_decisions import PenaltyChanged, PenaltyDecided, PenaltyExecuted
from schemas.events.referrals import (
    ReferralAcceptanceReplied,
    ReferralOralMade,
    ReferralResultFedBack,
    ReferralSent,
    ReferralWithdrawn,
)
from schemas.events.statistics import StatisticsProvided, StatisticsRequested
from schemas.instants import shanghai_day
from streams.policy.case import Case
from streams.policy.facts import Fact, in_arrival_order
from streams.policy.ledger import Entries
from streams.policy.mechanisms.sharing.manifests import due_of
from streams.policy.verdicts import Reconciliation

Wanted = tuple[str, tuple[type[Event], ...]]
"""An identifier, and the event types one of which must have brought it."""

_DECISION: Final[Wanted] = ("case_id", (PenaltyDecided,))
_REFERRAL: Final[Wanted] = ("referral_id", (ReferralSent, ReferralOralMade))
_COMPLAINT: Final[Wanted] = ("complaint_id", (ComplaintReceived,))
_LETTER: Final[Wanted] = ("request_id", (AssistanceRequested,))
_VIOLATION: Final[Wanted] = ("violation_id", (ViolationDiscovered,))
_DISPUTE: Final[Wanted] = ("dispute_id", (DisputeRaised,))

NAMES: Final = MappingProxyType[type[Event], Wanted](
    {
        PenaltyExecuted: _DECISION,
        PenaltyChanged: _DECISION,
        DisclosurePublished: _DECISION,
        ReferralAcceptanceReplied: _REFERRAL,
        ReferralWithdrawn: _REFERRAL,
        ReferralResultFedBack: _REFERRAL,
        ComplaintAccepted: _COMPLAINT,
        ComplaintVerified: _COMPLAINT,
        ComplaintRedirected: _COMPLAINT,
        ComplaintClosed: _COMPLAINT,
        ComplaintArchived: _COMPLAINT,
        AssistanceSupplementRequested: _LETTER,
        AssistanceSupplementProvided: _LETTER,
        AssistanceExtensionNotified: _LETTER,
        AssistanceOnsiteDispatched: _LETTER,
        AssistanceOpinionIssued: _LETTER,
        ArchiveAccessResponded: ("request_id", (ArchiveAccessRequested,)),
        JointActionResponded: ("request_id", (JointActionRequested,)),
        StatisticsProvided: ("request_id", (StatisticsRequested,)),
        ViolationOnsiteAction: _VIOLATION,
        ViolationOnsiteNotified: _VIOLATION,
        ViolationOfficersDispatched: _VIOLATION,
        ViolationDismissed: _VIOLATION,
        DisputeConsultationConcluded: _DISPUTE,
        DisputeCoordinationApplied: _DISPUTE,
        DisputeJurisdictionDesignated: _DISPUTE,
    }
)
"""By event type, what it names and must rest on."""


_EVENTS_NAMED: Final = MappingProxyType[type[Event], str](
    {
        PenaltyDecided: "legal_review_event_id",
        ReferralSent: "consultation_event_id",
        DisputeCoordinationApplied: "consultation_event_id",
    }
)
"""Fields in which an event names another event of its matter."""

_LOOKED_AT: Final = frozenset({*NAMES, *_EVENTS_NAMED})


def judge(case: Case, entries: Entries) -> None:
    """Say what the events of one matter name and nobody has sent, by the source that names it."""
    missing: dict[tuple[str, str], list[str]] = {}
    for fact in _naming_others(case):
        unmet = [*_identifiers(case, fact), *_events(case, fact)]
        if not unmet:
            continue
        due = due_of(case, shanghai_day(fact.shared_at))
        if entries.is_past(due):
            missing.setdefault((fact.event.agency_id, fact.event.source), []).extend(unmet)
    for (agency, source), said in sorted(missing.items()):
        entries.say(Reconciliation(agency, source, missing_events=tuple(dict.fromkeys(said))))


def _naming_others(case: Case) -> Iterable[Fact]:
    """Return the facts that name an event, or what another brings, in arrival order."""
    found = {fact.key: fact for fact, _ in case.among(*_LOOKED_AT)}
    found |= {fact.key: fact for fact in case.bearing("supersedes_event_id")}
    return in_arrival_order(found.values())


def _identifiers(case: Case, fact: Fact) -> list[str]:
    """Return the identifier that a fact rests on, if nothing has brought it."""
    event = fact.event
    wanted = NAMES.get(type(event))
    if wanted is None or (isinstance(event, DisclosurePublished) and not _is_post(event)):
        return []
    kind, models = wanted
    value = getattr(event, kind)
    if value is None or any(case.naming(model, kind, value) for model in models):
        return []
    return [f"{models[0].TYPE} {kind}={value}"]


def _is_post(disclosed: DisclosurePublished) -> bool:
    return disclosed.phase == "POST"


def _events(case: Case, fact: Fact) -> list[str]:
    """Return the events that a fact names by id and that have not come."""
    event, unmet = fact.event, []
    if event.supersedes_event_id is not None and fact.corrects is None:
        unmet.append(f"{event.TYPE} event_id={event.supersedes_event_id}")
    name = _EVENTS_NAMED.get(type(event))
    named = getattr(event, name) if name is not None else None
    if named is not None and named not in case.once(_ids):
        unmet.append(f"{name}={named}")
    return unmet


def _ids(case: Case) -> frozenset[UUID]:
    return frozenset(id_ for fact in case.facts for id_ in (fact.id, fact.event.event_id))
