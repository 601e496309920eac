"""Family agencies: who takes part, through whom, and the calendars and codes all go by."""

from __future__ import annotations

from typing import Final

from schemas.events.agencies.contacts import (
    AgencyChannelPublished,
    AgencyLiaisonFiled,
    AgencyLiaisonRegistered,
    AgencyReviewBodyRegistered,
)
from schemas.events.agencies.membership import AgencyChanged, AgencyRegistered
from schemas.events.agencies.officers import (
    OfficerCredentialChanged,
    OfficerRegistered,
    PostAssigned,
)
from schemas.events.agencies.reference import (
    CalendarPublished,
    ClosureDeclared,
    CodeTablePublished,
)

TOPIC: Final = "facts.agencies"

EVENTS: Final = (
    AgencyRegistered,
    AgencyChanged,
    OfficerRegistered,
    OfficerCredentialChanged,
    PostAssigned,
    AgencyLiaisonRegistered,
    AgencyLiaisonFiled,
    AgencyReviewBodyRegistered,
    AgencyChannelPublished,
    CalendarPublished,
    ClosureDeclared,
    CodeTablePublished,
)
"""Every event of the family, in the order of the catalogue."""

__all__ = [
    "EVENTS",
    "TOPIC",
    "AgencyChanged",
    "AgencyChannelPublished",
    "AgencyLiaisonFiled",
    "AgencyLiaisonRegistered",
    "AgencyRegistered",
    "AgencyReviewBodyRegistered",
    "CalendarPublished",
    "ClosureDeclared",
    "CodeTablePublished",
    "OfficerCredentialChanged",
    "OfficerRegistered",
    "PostAssigned",
]
