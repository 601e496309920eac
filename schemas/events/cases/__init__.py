"""Family cases: violations found and what becomes of them, from the first clue to the archive."""

from __future__ import annotations

from typing import Final

from schemas.events.cases.clues import ClueRegistered, ClueSweepCompleted, PatrolRecorded
from schemas.events.cases.criminal import (
    CriminalMaterialsHandedOver,
    CriminalPoliceDecided,
    CriminalThresholdChecked,
    CriminalTransferApproved,
    CriminalTransferProposed,
    CriminalTransferRejected,
    CriminalTransferSent,
)
from schemas.events.cases.files import (
    CaseArchived,
    CaseClockSuspended,
    CaseClosed,
    CaseFiled,
    CaseResumed,
    CaseServed,
    CaseSuspended,
)
from schemas.events.cases.full_record import ProcessRecorded
from schemas.events.cases.legal_review import CaseLegalReviewCompleted
from schemas.events.cases.publicity import DisclosurePublished, DisclosureWithdrawn
from schemas.events.cases.violations import (
    ViolationDiscovered,
    ViolationDismissed,
    ViolationOfficersDispatched,
    ViolationOnsiteAction,
    ViolationOnsiteNotified,
    ViolationReportedUp,
)

TOPIC: Final = "facts.cases"

EVENTS: Final = (
    PatrolRecorded,
    ClueRegistered,
    ClueSweepCompleted,
    ViolationDiscovered,
    ViolationOnsiteAction,
    ViolationOnsiteNotified,
    ViolationOfficersDispatched,
    ViolationReportedUp,
    ViolationDismissed,
    CaseFiled,
    CaseLegalReviewCompleted,
    CaseServed,
    CaseSuspended,
    CaseResumed,
    CaseClockSuspended,
    CaseClosed,
    CaseArchived,
    ProcessRecorded,
    DisclosurePublished,
    DisclosureWithdrawn,
    CriminalThresholdChecked,
    CriminalTransferProposed,
    CriminalTransferApproved,
    CriminalTransferRejected,
    CriminalTransferSent,
    CriminalPoliceDecided,
    CriminalMaterialsHandedOver,
)
"""Every event of the family, in the order of a case's life."""

__all__ = [
    "EVENTS",
    "TOPIC",
    "CaseArchived",
    "CaseClockSuspended",
    "CaseClosed",
    "CaseFiled",
    "CaseLegalReviewCompleted",
    "CaseResumed",
    "CaseServed",
    "CaseSuspended",
    "ClueRegistered",
    "ClueSweepCompleted",
    "CriminalMaterialsHandedOver",
    "CriminalPoliceDecided",
    "CriminalThresholdChecked",
    "CriminalTransferApproved",
    "CriminalTransferProposed",
    "CriminalTransferRejected",
    "CriminalTransferSent",
    "DisclosurePublished",
    "DisclosureWithdrawn",
    "PatrolRecorded",
    "ProcessRecorded",
    "ViolationDiscovered",
    "ViolationDismissed",
    "ViolationOfficersDispatched",
    "ViolationOnsiteAction",
    "ViolationOnsiteNotified",
    "ViolationReportedUp",
]
