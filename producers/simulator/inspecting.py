"""行政检查: what an agency says after it has inspected somebody."""

from __future__ import annotations

from datetime import datetime

from producers.simulator.people import officers
from producers.simulator.scene import Draft, Matter, Scene
from schemas.events.inspection_records import InspectionRecorded
from schemas.instants import shanghai_day


def inspection(
    scene: Scene,
    matter: Matter,
    formed_at: datetime,
    shared_at: datetime,
    problem: str | None = None,
) -> Draft:
    """Say that the matter's finder inspected; formed when the record was signed.

    A department's record is dynamic information (G6); a township marks its own G8 and names the
    penalty item it holds.
    """
    by = matter.by
    number = matter.inspection_no or scene.registers.enter(by, "inspection", formed_at)
    inspected_at = scene.hours.later(formed_at, -50, -15)
    fields = {
        "classification": matter.privacy,
        "inspection_no": number,
        **matter.references("violation_id"),
        "item_code": matter.item.code,
        "township_id": matter.place.township.agency_id,
        "related_penalty_item_code": matter.item.code if by.is_township else None,
        "party": matter.party,
        "is_random": not by.is_township and problem is None,
        "inspected_at": inspected_at,
        "officers": officers(scene.rng, by),
        "result": "PROBLEM_FOUND"
        if problem
        else scene.rng.choices(("NO_PROBLEM", "RECTIFIED_ON_SITE"), (9, 1))[0],
        "problems_found": [problem] if problem else [],
        "record_doc": {
            "doc_no": number,
            "title": "现场检查笔录",
            "doc_date": shanghai_day(formed_at),
            "sha256": scene.sha256(),
            "pages": scene.rng.randrange(1, 5),
        },
    }
    return scene.say(
        Draft(
            event_id=scene.event_id(),
            model=InspectionRecorded,
            by=by,
            region_code=matter.place.village.code,
            subject=number,
            occurred_at=inspected_at,
            recorded_at=scene.recorded(formed_at, shared_at),
            shared_at=shared_at,
            fields=fields,
            formed_at=formed_at,
            basis="检查记录签字",
            category="G8" if by.is_township else "G6",
        )
    )
