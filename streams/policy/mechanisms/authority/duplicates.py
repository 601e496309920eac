"""Duplicate inspections (MB-01): one party, one item, two agencies, within the window.

Judged over a party. Left out: joint action, inspections of one matter, second looks, and
inspections after a complaint.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from schemas.events.inspection_records import InspectionRecorded
from schemas.instants import shanghai_day
from streams.policy.case import Case
from streams.policy.facts import Fact
from streams.policy.ledger import Entries
from streams.policy.parties import may_be_one
from streams.policy.rulebook import rule
from streams.policy.rules import Threshold

MB_01 = rule("MB-01")

_PARAM = "duplicate_inspection_days"
Inspection = tuple[Fact, InspectionRecorded]


def judge(case: Case, entries: Entries) -> None:
    """Enter every pair of inspections that one party was put to twice over."""
    window = timedelta(days=case.pack.params.number(_PARAM))
    for earlier, later in _pairs(case, window):
        _duplicate(case, earlier, later, entries)


def _pairs(case: Case, window: timedelta) -> Iterator[tuple[Inspection, Inspection]]:
    by_item: dict[str, list[Inspection]] = {}
    for fact, event in case.all(InspectionRecorded):
        if not event.reinspection and not event.complaint_id:
            by_item.setdefault(event.item_code, []).append((fact, event))
    for found in by_item.values():
        found.sort(key=lambda i: (i[1].inspected_at, i[0].order))
        for index, earlier in enumerate(found):
            last = shanghai_day(earlier[1].inspected_at) + window
            for later in found[index + 1 :]:
                if shanghai_day(later[1].inspected_at) > last:
                    break
                if _is_duplicate(case, earlier, later):
                    yield earlier, later


def _is_duplicate(case: Case, one: Inspection, other: Inspection) -> bool:
    (first, earlier), (second, later) = one, other
    joint = earlier.joint_action_id is not None and earlier.joint_action_id == later.joint_action_id
    return (
        earlier.agency_judged != later.agency_judged
        and not joint
        and may_be_one(earlier.party, later.party)
        and case.matter_of(first) != case.matter_of(second)
    )


def _duplicate(case: Case, one: Inspection, other: Inspection, entries: Entries) -> None:
    (first, earlier), (second, later) = one, other
    agencies = tuple(sorted({earlier.agency_judged, later.agency_judged}))
    days = (shanghai_day(later.inspected_at) - shanghai_day(earlier.inspected_at)).days
    limit = case.pack.params.number(_PARAM)
    party = later.party.party_name
    entries.conclude(
        MB_01,
        second,
        f"duplicate of {first.id}",
        "VIOLATION",
        agency=None,
        zh=f"{case.registry.names(agencies)}在 {days} 日内就同一事项 {later.item_code} 先后检查"
        f"{party}，未联合开展，超过地方参数 {_PARAM} = {limit} 日的间隔要求",
        en=f"two agencies inspected {party} on {later.item_code} {days} days apart, not jointly; "
        f"local parameter {_PARAM} = {limit}",
        code="DUPLICATE_INSPECTION",
        threshold=Threshold.LOCAL_PARAM,
        param=_PARAM,
        also=(first.id,),
        agencies=agencies,
        party=party,
        item_code=later.item_code,
    )
