"""Sharing that goes wrong, or looks as if it did: late, extended, missing, backdated, corrected.

Each function plays one occurrence and returns the draft whose event id is the key.
"""

from __future__ import annotations

from collections.abc import Callable
from copy import deepcopy
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any, Final

from producers.simulator.informing import extension, law_change, related_licence, standard
from producers.simulator.inspecting import inspection
from producers.simulator.matters import inspecting_departments, own_matter, with_case
from producers.simulator.penalising import execution, ordinary_penalty
from producers.simulator.scene import Draft, Scene

Fact = Callable[[Scene, datetime, datetime], Draft]
"""Says one fact, formed and shared at these times; its document bears the day of formation."""


def _department_inspection(scene: Scene, formed_at: datetime, shared_at: datetime) -> Draft:
    by = scene.rng.choice(inspecting_departments())
    return inspection(scene, own_matter(scene, by), formed_at, shared_at)


def _township_inspection(scene: Scene, formed_at: datetime, shared_at: datetime) -> Draft:
    by = scene.rng.choice(scene.district.townships)
    return inspection(scene, own_matter(scene, by), formed_at, shared_at)


def _penalty(scene: Scene, formed_at: datetime, shared_at: datetime) -> Draft:
    return ordinary_penalty(scene, with_case(scene, own_matter(scene)), formed_at, shared_at)


def _execution(scene: Scene, formed_at: datetime, shared_at: datetime) -> Draft:
    """An execution; its decision was shared in time, an hour or two earlier."""
    decided_at = scene.hours.later(formed_at, -110, -50)
    decided = _penalty(scene, decided_at, scene.hours.later(decided_at, 1, 25))
    return execution(scene, decided, formed_at, shared_at)


_DOCUMENTED: Final[tuple[Fact, ...]] = (
    _department_inspection,
    _township_inspection,
    _penalty,
    related_licence,
)
_LONE: Final[tuple[Fact, ...]] = (*_DOCUMENTED, *_DOCUMENTED, law_change, standard)
_TODAYS: Final[tuple[Fact, ...]] = (*_LONE, _execution, _execution)


def late(scene: Scene, variant: int) -> Draft:
    """Shared after the day of formation, without an extension."""
    hours = scene.hours
    if variant % 2:
        formed_at = hours.between((15, 0), (18, 0))
        return scene.rng.choice(_TODAYS)(scene, formed_at, _next_morning(scene))
    formed_at = hours.between((17, 0), (22, 30), days=-scene.rng.randrange(1, 5))
    return scene.rng.choice(_LONE)(scene, formed_at, hours.working())


def extended(scene: Scene, _variant: int) -> Draft:
    """Declared on the day of formation, shared by the end of the declared day."""
    hours = scene.hours
    formed_at = hours.between((10, 30), (17, 0))
    draft = scene.rng.choice(_TODAYS)(scene, formed_at, _next_morning(scene))
    expected = hours.between((11, 0), (17, 0), days=1)
    extension(scene, draft, hours.later(formed_at, 15, 90), expected)
    return draft


def missing(scene: Scene, _variant: int) -> Draft:
    """Declared for the evening of the same day; it never comes, and leaves a gap in the numbers."""
    hours = scene.hours
    formed_at = hours.between((9, 0), (16, 0))
    make = scene.rng.choice((_department_inspection, _township_inspection, _penalty))
    never = make(scene, formed_at, formed_at)
    scene.drafts.remove(never)
    expected = hours.between((19, 30), (21, 0))
    return extension(scene, never, hours.later(formed_at, 15, 80), expected)


def backdated(scene: Scene, _variant: int) -> Draft:
    """Shared in time, but the document bears an earlier date and nothing says why."""
    draft = _on_time(scene, _DOCUMENTED)
    earlier = timedelta(days=scene.rng.randrange(1, 6))
    draft.basis = None
    match draft.fields:
        case {"record_doc": dict() as document}:
            document["doc_date"] -= earlier
        case {"decision_date": date() as decided}:
            draft.fields["decision_date"] = decided - earlier
    return draft


def corrected(scene: Scene, _variant: int) -> Draft:
    """A second event on the same subject that supersedes the first, formed for itself."""
    first = _on_time(scene, _DOCUMENTED)
    formed_at = scene.hours.later(first.shared_at, 30, 150)
    shared_at = scene.hours.later(formed_at, 1, 25)
    fields: dict[str, Any] = deepcopy(first.fields)
    fields["supersedes_event_id"] = first.event_id
    match fields:
        case {"result": _}:
            fields["result"] = "RECTIFIED_ON_SITE"
        case {"violation_facts": facts}:
            fields["violation_facts"] = f"{facts}（更正：补充询问笔录所载时间）"
        case {"license_content": content}:
            fields["license_content"] = f"{content}（更正）"
    return scene.say(
        replace(
            first,
            event_id=scene.event_id(),
            fields=fields,
            formed_at=formed_at,
            recorded_at=scene.recorded(formed_at, shared_at),
            shared_at=shared_at,
        )
    )


def _on_time(scene: Scene, facts: tuple[Fact, ...]) -> Draft:
    formed_at = scene.hours.between((8, 40), (15, 30))
    return scene.rng.choice(facts)(scene, formed_at, scene.hours.later(formed_at, 1, 25))


def _next_morning(scene: Scene) -> datetime:
    return scene.hours.between((7, 40), (9, 50), days=1)
