"""Which events belong to a scope of kind plan, and under which keys: plans and draws by id."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from types import MappingProxyType
from typing import Any, Final

from schemas.envelope import Event
from schemas.events.inspection_records import (
    InspectionDrawn,
    InspectionPlanPublished,
    InspectionRecorded,
)


def _plan(event: InspectionPlanPublished) -> Iterable[str]:
    return (f"plan/{event.plan_id}",)


def _draw(event: InspectionDrawn) -> Iterable[str]:
    return (f"draw/{event.draw_id}",)


def _inspection(event: InspectionRecorded) -> Iterable[str]:
    named = {"plan": event.plan_id, "draw": event.draw_id}
    return tuple(f"{kind}/{value}" for kind, value in named.items() if value)


KEYS: Final = MappingProxyType[type[Event], Callable[[Any], Iterable[str]]](
    {InspectionPlanPublished: _plan, InspectionDrawn: _draw, InspectionRecorded: _inspection}
)
