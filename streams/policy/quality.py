"""Quality: what is noted of an event that is admitted. It stands as it is all the same.

What the event alone shows is noted by `schemas.validation`; here is what the registry shows, as
known when the event was admitted.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date

from schemas.codes import CODE_LISTS
from schemas.envelope import Event
from schemas.events.inspection_records import InspectionRecorded
from schemas.events.penalty_decisions import CoercionApplied, PenaltyDecided
from schemas.instants import shanghai_day
from schemas.problems import Problem
from schemas.records import OfficerRef
from schemas.validation.notes import notes_of
from schemas.validation.walk import Leaf, walk
from streams.policy.registry import REGIONS, VALID, Registry


def notes(event: Event, registry: Registry) -> tuple[Problem, ...]:
    """Return every flag and data-quality note on an event."""
    walked = walk(event)
    return (
        *notes_of(event, walked),
        *_codes(walked.texts, registry, shanghai_day(event.occurred_at)),
        *_officers(event, registry),
    )


def _codes(leaves: Iterable[Leaf], registry: Registry, on: date) -> Iterator[Problem]:
    for leaf in leaves:
        if leaf.form == "region":
            yield from _region(leaf, registry, on)
        elif leaf.codes and leaf.value not in CODE_LISTS[leaf.codes]:
            district = registry.tables.codes(leaf.codes, on) or frozenset()
            if leaf.value not in district:
                yield Problem(
                    "CODE_NOT_LISTED",
                    leaf.path,
                    leaf.value,
                    f"代码表 {leaf.codes} 中没有此代码",
                    f"code list {leaf.codes} has no such code",
                    "核对代码；新代码由司法局发布 code_table.published，此后不再提示",
                    "check the code; once the justice bureau publishes it in "
                    "code_table.published it is no longer noted",
                )


def _region(leaf: Leaf, registry: Registry, on: date) -> Iterator[Problem]:
    """Rule V-15, once the district's division codes are loaded."""
    regions = registry.tables.codes(REGIONS, on)
    if regions is None or any(code.startswith(leaf.value) for code in regions):
        return
    yield Problem(
        "V-15",
        leaf.path,
        leaf.value,
        f"区划代码表中 {on} 没有此代码",
        f"the district's division codes have no such code on {on}",
        "核对区划代码；新设区划由司法局发布 code_table.published",
        "check the code; the justice bureau publishes new divisions in code_table.published",
    )


def _officers(event: Event, registry: Registry) -> Iterator[Problem]:
    """Rule V-55 beyond the number of officers, once an agency's officers are loaded."""
    match event:
        case PenaltyDecided():
            yield from _signed(event.officers, event, registry, shanghai_day(event.act_at))
        case InspectionRecorded():
            yield from _signed(event.officers, event, registry, shanghai_day(event.inspected_at))
        case CoercionApplied():
            yield from _signed(event.officers, event, registry, shanghai_day(event.start_at))
        case _:
            pass


def _signed(
    officers: Iterable[OfficerRef], event: Event, registry: Registry, on: date
) -> Iterator[Problem]:
    known = registry.officers.by_cert
    if not any(officer.agency == event.agency_judged for officer in known.values()):
        return
    for index, named in enumerate(officers):
        officer = known.get(named.officer_cert_no)
        found = f"officers.{index}.officer_cert_no"
        if officer is None:
            yield _flag(found, named, "未登记", "is not registered")
        elif officer.agency != event.agency_judged:
            name = registry.name(officer.agency)
            yield _flag(found, named, f"属于{name}", f"belongs to {name}")
        elif officer.status(on) != VALID:
            status = officer.status(on)
            yield _flag(found, named, f"{on} 状态为 {status}", f"was {status} on {on}")


def _flag(path: str, named: OfficerRef, zh: str, en: str) -> Problem:
    return Problem(
        "V-55",
        path,
        named.officer_cert_no,
        f"执法证{zh}（行政处罚法 2021 第42条）",
        f"the certificate {en} (行政处罚法 2021 art. 42)",
        "核对执法证号、所在机关和证件状态",
        "check the number, its agency and its status",
    )
