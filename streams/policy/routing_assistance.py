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
from streams.policy.facts import Fact
from streams.policy.registry import Registry, Side
from streams.policy.rulebook import rule
from streams.policy.rules import Rule

Routed = tuple[Rule, set[str]]
_Route = Callable[[Any, Registry, tuple[Fact, ...]], Routed]

_LETTERS: Final = (AssistanceRequested,)
_ARCHIVES: Final = (ArchiveAccessRequested,)
_JOINT: Final = (JointActionRequested,)


def _asked(id_: str) -> _Route:
    """Give a request to whom it asks."""

    def route(event: Any, _: Registry, __: tuple[Fact, ...]) -> Routed:
        return rule(id_), {event.to_agency_id}

    return route


def _asking(id_: str, *requests: type[Event]) -> _Route:
    """Give an answer to who asked."""

    def route(event: Any, _: Registry, matter: tuple[Fact, ...]) -> Routed:
        return rule(id_), {asked.agency_judged for asked in _requests(event, matter, requests)}

    return route


def _supplement(event: Any, _: Registry, matter: tuple[Fact, ...]) -> Routed:
    asked = _requests(event, matter, _LETTERS)
    return rule("XT-13"), {request.to_agency_id for request in asked}


def _requests(event: Any, matter: tuple[Fact, ...], models: tuple[type[Event], ...]) -> list[Any]:
    return [
        fact.event
        for fact in matter
        if isinstance(fact.event, models) and fact.event.request_id == event.request_id
    ]


def _joint(registry: Registry, asked: str) -> Rule:
    return rule("XT-02" if registry.side(asked) is Side.TOWNSHIP else "XT-01")


def _joint_asked(event: JointActionRequested, registry: Registry, _: tuple[Fact, ...]) -> Routed:
    return _joint(registry, event.to_agency_id), {event.to_agency_id}


def _joint_answered(
    event: JointActionResponded, registry: Registry, matter: tuple[Fact, ...]
) -> Routed:
    asking = {request.agency_judged for request in _requests(event, matter, _JOINT)}
    return _joint(registry, event.agency_judged), asking


def _conference(event: JointConferenceHeld, _: Registry, __: tuple[Fact, ...]) -> Routed:
    id_ = "XT-06" if event.kind == "MAJOR_CLUE" else "XT-05"
    return rule(id_), {participant.agency_id for participant in event.participants}


def _enforcement(event: JointEnforcementHeld, _: Registry, __: tuple[Fact, ...]) -> Routed:
    return rule("XT-07"), set(event.agencies)


def _to_bureau(_: Event, registry: Registry, __: tuple[Fact, ...]) -> Routed:
    return rule("XT-04"), set(registry.of_kind("JUSTICE_BUREAU"))


ROUTED: Final = MappingProxyType[type[Event], _Route](
    {
        AssistanceRequested: _asked("XT-08"),
        AssistanceSupplementRequested: _asking("XT-12", *_LETTERS),
        AssistanceSupplementProvided: _supplement,
        AssistanceExtensionNotified: _asking("XT-11", *_LETTERS),
        AssistanceOpinionIssued: _asking("XT-09", *_LETTERS),
        AssistanceOnsiteDispatched: _asking("XT-10", *_LETTERS),
        ArchiveAccessRequested: _asked("XT-14"),
        ArchiveAccessResponded: _asking("XT-14", *_ARCHIVES),
        JointActionRequested: _joint_asked,
        JointActionResponded: _joint_answered,
        JointConferenceHeld: _conference,
        JointEnforcementHeld: _enforcement,
        AgencyLiaisonRegistered: _to_bureau,
        AgencyLiaisonFiled: _to_bureau,
    }
)
"""By event type, who is given it and why."""
