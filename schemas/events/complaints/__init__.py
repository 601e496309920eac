"""Family complaints: what people report, and what becomes of it.

Receiving (who took it, who was told) and handling (what was found and answered). What would
show who complained is marked PROTECTED and stays with the handling agency.
"""

from __future__ import annotations

from typing import Final

from schemas.events.complaints.handling import (
    ComplaintArchived,
    ComplaintClosed,
    ComplaintHandled,
    ComplaintReplied,
    ComplaintResultNotified,
    ComplaintVerified,
)
from schemas.events.complaints.receiving import (
    ComplaintAccepted,
    ComplaintLinked,
    ComplaintMaterialHandedOver,
    ComplaintReceived,
    ComplaintRedirected,
    ComplaintRegistered,
)

TOPIC: Final = "facts.complaints"

EVENTS: Final = (
    ComplaintReceived,
    ComplaintRegistered,
    ComplaintAccepted,
    ComplaintVerified,
    ComplaintRedirected,
    ComplaintMaterialHandedOver,
    ComplaintReplied,
    ComplaintHandled,
    ComplaintClosed,
    ComplaintResultNotified,
    ComplaintArchived,
    ComplaintLinked,
)
"""Every event of the family, in the order of the catalogue."""

__all__ = [
    "EVENTS",
    "TOPIC",
    "ComplaintAccepted",
    "ComplaintArchived",
    "ComplaintClosed",
    "ComplaintHandled",
    "ComplaintLinked",
    "ComplaintMaterialHandedOver",
    "ComplaintReceived",
    "ComplaintRedirected",
    "ComplaintRegistered",
    "ComplaintReplied",
    "ComplaintResultNotified",
    "ComplaintVerified",
]
