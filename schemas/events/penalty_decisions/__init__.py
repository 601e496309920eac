"""Family penalty-decisions: what was decided, how it was carried out, and coercion.

What has happened is never refused for being unlawful, only for contradicting itself.
"""

from typing import Final

from schemas.events.penalty_decisions.coercion import CoercionApplied
from schemas.events.penalty_decisions.decided import PenaltyDecided
from schemas.events.penalty_decisions.outcome import PenaltyChanged, PenaltyExecuted

__all__ = [
    "EVENTS",
    "TOPIC",
    "CoercionApplied",
    "PenaltyChanged",
    "PenaltyDecided",
    "PenaltyExecuted",
]

TOPIC: Final = "facts.penalty-decisions"

EVENTS: Final = (PenaltyDecided, PenaltyExecuted, PenaltyChanged, CoercionApplied)
"""Every event of the family, in the order of the catalogue."""
