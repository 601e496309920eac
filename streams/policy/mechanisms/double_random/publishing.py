"""结果公开: the result of a random inspection is published in time (SJ-01)."""

from __future__ import annotations

from typing import Final

from schemas.events.cases import DisclosurePublished
from schemas.events.inspection_records import InspectionRecorded
from streams.policy.case import Case
from streams.policy.day_duties import earliest, ended_by, owe_from
from streams.policy.ledger import Entries
from streams.policy.rulebook import rule

SJ_01: Final = rule("SJ-01")


def judge(case: Case, entries: Entries) -> None:
    """Enter the duty to publish the result of each random inspection."""
    for fact, inspection in case.all(InspectionRecorded):
        if not inspection.is_random:
            continue
        published = earliest(
            (disclosure.published_at, at)
            for at, disclosure in case.all(DisclosurePublished)
            if inspection.inspection_no is not None
            and disclosure.inspection_no == inspection.inspection_no
            and case.registry.acts_for(disclosure.agency_judged, inspection.agency_judged)
        )
        owe_from(
            case,
            entries,
            SJ_01,
            fact,
            "inspected_at",
            debtor=inspection.agency_judged,
            discharge=ended_by(published),
        )
