"""What the hub itself says: conclusions, receipts, deliveries, reports.

Every output's id is derived (uuid5) from its cause, so a replay emits the same ids.
"""

from schemas.events.hub.alerts import (
    AlertAcknowledged,
    AlertRaised,
    AlertResolved,
    AlertSilenced,
)
from schemas.events.hub.conclusions import (
    Detail,
    Extension,
    ObligationChanged,
    Pause,
    VerdictIssued,
)
from schemas.events.hub.dead_letters import (
    DeadLetterDiscarded,
    DeadLetterRecovered,
    DeadLetterReplayed,
)
from schemas.events.hub.deliveries import (
    AssistanceReceived,
    Delivery,
    ReferralReceived,
    RoutingAssigned,
    RoutingReassigned,
)
from schemas.events.hub.outputs import HubOutput, Moment, Pack, Position
from schemas.events.hub.pulse import PulseCell, PulseCounted
from schemas.events.hub.receipts import (
    ClockTicked,
    DeadLetter,
    EventDuplicated,
    EventNoted,
    EventRejected,
    Header,
    Note,
    Reason,
)
from schemas.events.hub.reports import ReconciliationReported, RuleScore, ScorecardComputed

__all__ = [
    "AlertAcknowledged",
    "AlertRaised",
    "AlertResolved",
    "AlertSilenced",
    "AssistanceReceived",
    "ClockTicked",
    "DeadLetter",
    "DeadLetterDiscarded",
    "DeadLetterRecovered",
    "DeadLetterReplayed",
    "Delivery",
    "Detail",
    "EventDuplicated",
    "EventNoted",
    "EventRejected",
    "Extension",
    "Header",
    "HubOutput",
    "Moment",
    "Note",
    "ObligationChanged",
    "Pack",
    "Pause",
    "Position",
    "PulseCell",
    "PulseCounted",
    "Reason",
    "ReconciliationReported",
    "ReferralReceived",
    "RoutingAssigned",
    "RoutingReassigned",
    "RuleScore",
    "ScorecardComputed",
    "VerdictIssued",
]
