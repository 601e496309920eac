"""Family supervision: training, assessment, accountability, support and oversight.

One module a topic; only facts come in that say how the parties are led and how well.
"""

from __future__ import annotations

from typing import Final

from schemas.events.supervision.accountability import (
    AccountabilityDecided,
    AccountabilityOpened,
    MediaExposed,
    SuperiorAssigned,
    SuperiorResultReported,
)
from schemas.events.supervision.oversight import (
    HubOutageRecorded,
    VerdictContested,
    VerdictRef,
    VerdictReviewed,
)
from schemas.events.supervision.support import (
    DifficultyAnswered,
    DifficultyRaised,
    GuidanceGiven,
    SupervisionRecorded,
    SupportReported,
)
from schemas.events.supervision.training import (
    AssessmentCompleted,
    TrainingHeld,
    TrainingPlanPublished,
)

TOPIC: Final = "facts.supervision"

EVENTS: Final = (
    TrainingPlanPublished,
    TrainingHeld,
    AssessmentCompleted,
    AccountabilityOpened,
    AccountabilityDecided,
    SuperiorAssigned,
    SuperiorResultReported,
    MediaExposed,
    DifficultyRaised,
    DifficultyAnswered,
    SupportReported,
    GuidanceGiven,
    SupervisionRecorded,
    VerdictContested,
    VerdictReviewed,
    HubOutageRecorded,
)
"""Every event of the family, in the order of the catalogue."""

__all__ = [
    "EVENTS",
    "TOPIC",
    "AccountabilityDecided",
    "AccountabilityOpened",
    "AssessmentCompleted",
    "DifficultyAnswered",
    "DifficultyRaised",
    "GuidanceGiven",
    "HubOutageRecorded",
    "MediaExposed",
    "SuperiorAssigned",
    "SuperiorResultReported",
    "SupervisionRecorded",
    "SupportReported",
    "TrainingHeld",
    "TrainingPlanPublished",
    "VerdictContested",
    "VerdictRef",
    "VerdictReviewed",
]
