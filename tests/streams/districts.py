"""A simulated day in several districts at once: the same day under other division codes."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date

from producers.simulator.planned import Planned
from producers.simulator.simulation import simulate
from schemas.codec import cloud_headers, encode
from schemas.envelope import Event

_OWN = re.compile(r"(?<![0-9A-Z])371322")
"""The code where it begins a code of places; within a credit code it stays."""
_DAY = date(2026, 11, 9)


def in_districts(codes: tuple[str, ...], events: int) -> list[Planned]:
    """Return a day of at least so many events in each district, in the order of its times.

    What is written of a district names places under its own code. Names of places may then be
    unknown to the code tables: that is noted or refused, of the same messages always.
    """
    played = [(code, simulate(n, day=_DAY, events=events)) for n, code in enumerate(codes, 1)]
    moved = [_moved(m, code) for code, day in played for m in day.messages]
    return sorted(moved, key=lambda message: message.shared_at)


def _moved(message: Planned, code: str) -> Planned:
    event = message.event
    if event is None:
        return replace(message, key=code.encode())
    text = _OWN.sub(code, event.model_dump_json())
    there = type(event).model_validate_json(text)
    assert isinstance(there, Event)
    return replace(
        message,
        key=there.district.encode(),
        value=encode(there),
        headers=tuple(cloud_headers(there)),
        event=there,
    )
