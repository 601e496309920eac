"""投诉举报的送达 (GX-08): acceptance and closing go to the origin and to the competent side.

Who complained stays with the handling agency: receipts and original material are never routed,
nor is anything that its publisher marked as protected (§9).
"""

from __future__ import annotations

from schemas.events.complaints import ComplaintAccepted, ComplaintClosed
from schemas.instants import shanghai_day
from streams.policy.case import Case
from streams.policy.complaint_files import ComplaintFile, complaint_files
from streams.policy.registry import Side


def complaint_receivers(event: ComplaintAccepted | ComplaintClosed, case: Case) -> set[str]:
    """Return who must be given the acceptance or the closing of a complaint.

    The origin is whoever received it first. A complaint that a township received itself goes to
    the department that delegated the item, too (§12); one about enforcers to its origin alone.
    """
    file = next((f for f in complaint_files(case) if event.complaint_id in f.ids), None)
    if file is None or not file.receipts:
        return set()
    received = file.receipts[0][1]
    first, item = received.agency_judged, file.item_code(case)
    if item is None or file.on_enforcers:
        return {first}
    receivers = {first, *_competent_side(file, case)}
    if case.registry.side(first) is Side.TOWNSHIP:
        origin = case.registry.origin(item, shanghai_day(received.received_at))
        receivers |= {origin} if origin else set()
    return receivers


def _competent_side(file: ComplaintFile, case: Case) -> frozenset[str]:
    """Return whom the item list names, unless it cannot say which of several townships."""
    competent = file.competent(case)
    return competent if len(competent) == 1 else frozenset()
