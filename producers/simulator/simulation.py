"""A district's day from a seed: one seed and day, one result, byte for byte."""

from __future__ import annotations

from collections import Counter
from datetime import date, datetime, timedelta
from types import MappingProxyType
from typing import Final

from chinese_calendar import is_workday

from producers.simulator.amiss import counts, inject, repeated
from producers.simulator.matters import play
from producers.simulator.planned import Planned, Simulation
from producers.simulator.registration import register
from producers.simulator.scene import Draft, Scene
from producers.simulator.unreadable import unreadable
from schemas.catalogue import TOPIC_OF
from schemas.codec import cloud_headers, encode
from schemas.envelope import Event
from schemas.instants import start_of_day

FIRST_DAY: Final = date(2025, 1, 1)
"""The first day that can be played: the simulated lists and delegations are in force by then."""

_LAST_HOUR: Final = 24 + 10
_NOT_DRAFTED: Final = frozenset({"duplicate", "unreadable"})


def simulate(seed: int, *, day: date, events: int = 2000) -> Simulation:
    """Return the day of a district and its next morning.

    Args:
        seed: any whole number.
        day: a day of Asia/Shanghai, from 2025 to the last year with a published calendar.
        events: the least number of distinct readable events; from 300 on, every kind of
            `producers.simulator.amiss.SHARES` occurs. The registrations alone are about 190.

    Raises:
        ValueError: the day cannot be played, or `events` is below 1; the text says why.
    """
    _check(day, events)
    scene = Scene(seed, day)
    wanted = counts(events)
    register(scene)
    injected = {
        kind: inject(scene, kind, count)
        for kind, count in wanted.items()
        if kind not in _NOT_DRAFTED
    }
    while len(scene.drafts) < events:
        play(scene)
    again = repeated(scene, wanted["duplicate"])
    planned = _finished(scene.drafts, scene.registers.numbers())
    copies = [_copy(planned[draft.event_id.int], at) for draft, at in again]
    injected["duplicate"] = frozenset(str(draft.event_id) for draft, _ in again)
    noise = unreadable(scene, list(planned.values()), wanted["unreadable"])
    injected["unreadable"] = frozenset(message.raw_key for message in noise)
    ticks = tuple(start_of_day(day) + timedelta(hours=hour) for hour in range(1, _LAST_HOUR + 1))
    return Simulation(
        seed=seed,
        day=day,
        messages=tuple(
            sorted([*planned.values(), *copies, *noise], key=lambda message: message.shared_at)
        ),
        injected=MappingProxyType(injected),
        ticks=ticks,
        ends_at=ticks[-1],
    )


def _check(day: date, events: int) -> None:
    if events < 1:
        raise ValueError(f"events must be at least 1, not {events}")
    if day < FIRST_DAY:
        raise ValueError(f"the day must be {FIRST_DAY} or later, not {day}")
    try:
        is_workday(day + timedelta(days=1))
    except NotImplementedError:
        raise ValueError(
            f"the calendar of working days ends before {day + timedelta(days=1)}; "
            "choose an earlier day, or update chinesecalendar"
        ) from None


def _finished(drafts: list[Draft], numbers: dict[str, str]) -> dict[int, Planned]:
    """Return the messages by event id; a source counts its events in the order of sharing."""
    sequence: Counter[str] = Counter()
    planned = {}
    for draft in sorted(drafts, key=lambda draft: draft.shared_at):
        sequence[draft.source] += 1
        event = draft.event(sequence[draft.source], numbers)
        planned[draft.event_id.int] = _message(event, draft.shared_at)
    return planned


def _message(event: Event, shared_at: datetime) -> Planned:
    return Planned(
        topic_plain=TOPIC_OF[event.TYPE],
        key=event.district.encode(),
        value=encode(event),
        headers=tuple(cloud_headers(event)),
        shared_at=shared_at,
        event=event,
    )


def _copy(message: Planned, shared_at: datetime) -> Planned:
    return Planned(
        topic_plain=message.topic_plain,
        key=message.key,
        value=message.value,
        headers=message.headers,
        shared_at=shared_at,
        event=message.event,
    )
