"""协助的送达: a request goes to whom it asks, an answer to who asked, a conference to who came."""

from __future__ import annotations

from collections.abc import Callable
from types import MappingProxyType
from typing import Any, Final

from schemas.envelope import Event
from schemas.events.agencies import AgencyLiaisonFiled, AgencyLiaisonRegistered
from schemas.events.assistance.archives import ArchiveAccessRequested, ArchiveAccessResponded
from schemas.events.assistance.joint import (
    JointActionRequested,
    JointActionResponded,
    JointConferenceHeld,
    JointEnforcementHeld,
)
from schemas.events.assistance.letters import (
    AssistanceExtensionNotified,
    AssistanceOnsiteDispatched,
    AssistanceOpinionIssued,
    AssistanceRequested,
    AssistanceSupplementProvided,
    AssistanceSupplementRequested,
)
from streams.policy.case import Case
from streams.policy.registry import Registry, Side
from streams.policy.rulebook import rule
from streams.policy.rules import Rule

Routed = tuple[Rule, set[str]]
_Route = Callable[[Any, Case], Routed]


def _asked(id_: str) -> _Route:
    """Give a request to whom it asks."""

    def route(event: Any, _: Case) -> Routed:
        return rule(id_), {event.to_agency_id}

    return route


def _asking(id_: str, request: type[Event]) -> _Route:
    """Give an answer to who asked."""

    def route(event: Any, case: Case) -> Routed:
        return rule(id_), {asked.agency_judged for asked in _requests(event, case, request)}

    return route


def _supplement(event: Any, case: Case) -> Routed:
    asked = _requests(event, case, AssistanceRequested)
    return rule("XT-13"), {request.to_agency_id for request in asked}


def _requests(event: Any, case: Case, model: type[Event]) -> list[Any]:
    return [request for _, request in case.naming(model, "request_id", event.request_id)]


def _joint(registry: Registry, asked: str) -> Rule:
    return rule("XT-02" if registry.side(asked) is Side.TOWNSHIP else "XT-01")


def _joint_asked(event: JointActionRequested, case: Case) -> Routed:
    return _joint(case.registry, event.to_agency_id), {event.to_agency_id}


def _joint_answered(event: JointActionResponded, case: Case) -> Routed:
    asking = {request.agency_judged for request in _requests(event, case, JointActionRequested)}
    return _joint(case.registry, event.agency_judged), asking


def _conference(event: JointConferenceHeld, _: Case) -> Routed:
    id_ = "XT-06" if event.kind == "MAJOR_CLUE" else "XT-05"
    return rule(id_), {participant.agency_id for participant in event.participants}


def _enforcement(event: JointEnforcementHeld, _: Case) -> Routed:
    return rule("XT-07"), set(event.agencies)


def _to_bureau(_: Event, case: Case) -> Routed:
    return rule("XT-04"), set(case.registry.of_kind("JUSTICE_BUREAU"))


ROUTED: Final = MappingProxyType[type[Event], _Route](
    {
        AssistanceRequested: _asked("XT-08"),
        AssistanceSupplementRequested: _asking("XT-12", AssistanceRequested),
        AssistanceSupplementProvided: _supplement,
        AssistanceExtensionNotified: _asking("XT-11", AssistanceRequested),
        AssistanceOpinionIssued: _asking("XT-09", AssistanceRequested),
        AssistanceOnsiteDispatched: _asking("XT-10", AssistanceRequested),
        ArchiveAccessRequested: _asked("XT-14"),
        ArchiveAccessResponded: _asking("XT-14", ArchiveAccessRequested),
        JointActionRequested: _joint_asked,
        JointActionResponded: _joint_answered,
        JointConferenceHeld: _conference,
        JointEnforcementHeld: _enforcement,
        AgencyLiaisonRegistered: _to_bureau,
        AgencyLiaisonFiled: _to_bureau,
    }
)
"""By event type, who is given it and why."""
