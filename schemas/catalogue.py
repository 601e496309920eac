"""The catalogue: every event type, its model and its topic."""

from __future__ import annotations

from types import MappingProxyType
from typing import Final

from schemas.envelope import Event
from schemas.events import (
    agencies,
    assistance,
    authority,
    cases,
    complaints,
    disputes,
    hub,
    inspection_records,
    law_changes,
    licensing,
    penalty_decisions,
    referrals,
    sharing,
    statistics,
    supervision,
)
from schemas.events.hub import HubOutput

Message = Event | HubOutput
"""Anything that travels on a topic."""

_FAMILIES: Final = (
    law_changes,
    authority,
    agencies,
    licensing,
    inspection_records,
    penalty_decisions,
    cases,
    referrals,
    assistance,
    disputes,
    complaints,
    statistics,
    supervision,
    sharing,
)

_FACTS: Final[dict[type[Event], str]] = {
    model: family.TOPIC for family in _FAMILIES for model in family.EVENTS
}

_OUTPUTS: Final[dict[type[HubOutput], str]] = {
    hub.VerdictIssued: "hub.verdicts",
    hub.EventRejected: "hub.verdicts",
    hub.EventNoted: "hub.verdicts",
    hub.EventDuplicated: "hub.verdicts",
    hub.ObligationChanged: "hub.obligations",
    hub.ReconciliationReported: "hub.verdicts",
    hub.ScorecardComputed: "hub.verdicts",
    hub.RoutingAssigned: "hub.deliveries",
    hub.RoutingReassigned: "hub.deliveries",
    hub.ReferralReceived: "hub.deliveries",
    hub.AssistanceReceived: "hub.deliveries",
    hub.AlertRaised: "hub.alerts",
    hub.AlertResolved: "hub.alerts",
    hub.AlertSilenced: "hub.alerts",
    hub.AlertAcknowledged: "hub.alerts",
    hub.DeadLetter: "hub.dead-letters",
    hub.DeadLetterReplayed: "hub.dead-letters",
    hub.DeadLetterRecovered: "hub.dead-letters",
    hub.DeadLetterDiscarded: "hub.dead-letters",
    hub.ClockTicked: "hub.ticks",
    hub.PulseCounted: "hub.pulse",
}

FACTS: Final = MappingProxyType({model.TYPE: model for model in _FACTS})
"""Event type → model, for what agencies say."""

OUTPUTS: Final = MappingProxyType({model.TYPE: model for model in _OUTPUTS})
"""Event type → model, for what the hub says."""

MODELS: Final = MappingProxyType[str, type[Event] | type[HubOutput]]({**FACTS, **OUTPUTS})
"""Event type → model, for everything."""

TOPIC_OF: Final = MappingProxyType(
    {model.TYPE: topic for model, topic in _FACTS.items()}
    | {model.TYPE: topic for model, topic in _OUTPUTS.items()}
)
"""Event type → topic, without namespace."""


def table_of(event_type: str) -> str:
    """Return the ClickHouse table of an event type: dots become underscores."""
    return event_type.replace(".", "_")
