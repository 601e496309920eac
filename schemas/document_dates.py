"""The date that the document behind an event bears, in Asia/Shanghai."""

from __future__ import annotations

from datetime import date

from schemas.envelope import Event
from schemas.events.inspection_records import BriefingIssued, InspectionRecorded
from schemas.events.law_changes import StandardPublished
from schemas.events.licensing import LicenseChanged, LicenseDecided
from schemas.events.penalty_decisions import PenaltyChanged, PenaltyDecided


def document_date(event: Event) -> date | None:
    """Return the date of the document that forms the fact, or None where it has none."""
    match event:
        case InspectionRecorded():
            return event.record_doc.doc_date if event.record_doc else None
        case PenaltyDecided() | LicenseDecided() | LicenseChanged():
            return event.decision_date
        case PenaltyChanged():
            return event.changed_date
        case StandardPublished() | BriefingIssued():
            return event.doc.doc_date if event.doc else None
        case _:
            return None
