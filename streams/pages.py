"""脉动计数: the log counted page by page, so that any restart counts the same again. Pure.

A page is a thousand offsets of one partition of one topic. Whoever counts a page begins at its
first offset and says after a while how much of it is counted; the version that reaches furthest is
the whole. So nothing need be remembered: a worker that starts goes back to the beginning of the
page in which its committed offset lies, and what it says then equals what was said before.

Copies are counted as they arrive and taken off as the judge names them; duties are counted by what
an `obligation.changed` says of their status before and after.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import astuple, dataclass, field
from types import MappingProxyType
from typing import Final
from uuid import UUID, uuid5

from schemas.catalogue import TOPIC_OF
from schemas.codec import UnreadableError, decode
from schemas.dead_letters import district_of
from schemas.envelope import Event
from schemas.events.hub import (
    EventDuplicated,
    EventRejected,
    ObligationChanged,
    Position,
    PulseCell,
    PulseCounted,
)
from schemas.instants import epoch_millis, from_epoch_millis
from schemas.problems import InvalidEventError
from streams.policy.mechanisms.sharing.same_day import CATEGORY_RULES

PAGE: Final = 1000
"""Offsets of a page: what a worker that starts may have to read again of each partition."""

NAMESPACE: Final = UUID("6a0e3f57-2d1c-5b84-9e76-41c8f0ab95d2")
"""Namespace of the ids of counts."""

_MINUTE_MS: Final = 60_000
_SAME_DAY: Final = "GX-11"
_NOT_SHARED: Final = "NONE"
_DISCHARGED: Final = frozenset({"satisfied", "satisfied_late"})
_CATEGORY_OF: Final = MappingProxyType({rule: code for code, rule in CATEGORY_RULES.items()})


@dataclass(frozen=True, slots=True)
class Record:
    """A Kafka record as it is counted: topic without namespace, time in ms since 1970 UTC."""

    topic: str
    partition: int
    offset: int
    timestamp_ms: int
    key: bytes | None
    value: bytes | None


@dataclass(slots=True)
class Tally:
    """What is counted in one cell; the fields are those of `PulseCell`."""

    arrived: int = 0
    unreadable: int = 0
    duplicated: int = 0
    refused: int = 0
    shared: int = 0
    shared_late: int = 0
    delay_ms: int = 0
    longest_delay_ms: int = 0
    overdue: int = 0


Place = tuple[int, str, str, str]
"""Minute in ms since 1970 UTC, agency, family, category."""


@dataclass(slots=True)
class _Section:
    """One district's part of a page."""

    cells: dict[Place, Tally] = field(default_factory=dict)
    through: int = -1
    at_ms: int = 0
    is_changed: bool = False

    def at(self, place: Place) -> Tally:
        return self.cells.setdefault(place, Tally())


@dataclass(slots=True)
class _Page:
    topic: str
    partition: int
    number: int
    last: int = -1
    sections: dict[str, _Section] = field(default_factory=dict)

    def counts(self) -> Iterator[PulseCounted]:
        """Yield what has changed since this was asked last."""
        for district, section in self.sections.items():
            if section.is_changed:
                section.is_changed = False
                yield _counted(self, district, section)


class Pages:
    """The pages that are being counted, one for each partition of each topic."""

    def __init__(self) -> None:
        self._open: dict[tuple[str, int], _Page] = {}
        self._full: list[_Page] = []

    def count(self, record: Record) -> None:
        """Count a record; `topic` is without namespace.

        Records of a partition come in the order of their offsets. One that was counted before
        means that the reader went back to the beginning of a page, which is counted anew.
        """
        place, number = (record.topic, record.partition), record.offset // PAGE
        page = self._open.get(place)
        if page is None or page.number != number or page.last >= record.offset:
            if page is not None and page.number != number:
                self._full.append(page)
            page = self._open[place] = _Page(*place, number)
        page.last = record.offset
        _count(page, record)

    def changed(self) -> list[PulseCounted]:
        """Return the counts of every page and district that have changed since the last call."""
        pages, self._full = [*self._full, *self._open.values()], []
        return [counts for page in pages for counts in page.counts()]


def _count(page: _Page, record: Record) -> None:
    try:
        message = decode(record.value)
    except (UnreadableError, InvalidEventError):
        message = None
    if isinstance(message, Event):
        is_misplaced = TOPIC_OF[message.TYPE] != record.topic
        message = None if is_misplaced else message
    match message:
        case None:
            section = _section(page, record, district_of(record.key))
            place = (_minute(record.timestamp_ms), "", record.topic, _NOT_SHARED)
            section.at(place).unreadable += 1
        case Event():
            section = _section(page, record, message.district)
            place = (
                _minute(record.timestamp_ms),
                message.agency_judged,
                record.topic,
                message.share_category,
            )
            section.at(place).arrived += 1
        case EventDuplicated() | EventRejected():
            _count_answer(_section(page, record, message.district), message)
        case ObligationChanged():
            _count_duty(page, record, message)
        case _:
            pass


def _section(page: _Page, record: Record, district: str) -> _Section:
    section = page.sections.setdefault(district, _Section())
    section.through, section.at_ms = record.offset, record.timestamp_ms
    section.is_changed = True
    return section


def _count_answer(section: _Section, said: EventDuplicated | EventRejected) -> None:
    minute = _minute(epoch_millis(said.judged_at))
    family = TOPIC_OF.get(said.event_type, said.position.topic)
    tally = section.at((minute, said.agency, family, _NOT_SHARED))
    if isinstance(said, EventDuplicated):
        tally.duplicated += 1
    else:
        tally.refused += 1


def _count_duty(page: _Page, record: Record, duty: ObligationChanged) -> None:
    now, before = None if duty.withdrawn else duty.status, duty.previous_status
    overdue = (now == "overdue") - (before == "overdue")
    is_same_day = duty.rule_id == _SAME_DAY
    shared = is_same_day * ((now in _DISCHARGED) - (before in _DISCHARGED))
    late = is_same_day * ((now == "satisfied_late") - (before == "satisfied_late"))
    if not (overdue or shared or late):
        return
    family = TOPIC_OF.get(duty.trigger_type, "")
    category = _CATEGORY_OF.get(duty.category_rule or "", _NOT_SHARED)
    minute = _minute(epoch_millis(duty.judged_at))
    tally = _section(page, record, duty.district).at((minute, duty.debtor, family, category))
    tally.overdue += overdue
    tally.shared += shared
    tally.shared_late += late
    if shared > 0 and duty.satisfied_at is not None:
        took_ms = epoch_millis(duty.satisfied_at) - epoch_millis(duty.clock_start)
        tally.delay_ms += took_ms
        tally.longest_delay_ms = max(tally.longest_delay_ms, took_ms)


def _minute(at_ms: int) -> int:
    return at_ms - at_ms % _MINUTE_MS


def _counted(page: _Page, district: str, section: _Section) -> PulseCounted:
    first = page.number * PAGE
    name = f"{page.topic}/{page.partition}/{first}/{district}/{section.through}"
    cells = (
        PulseCell(
            minute=from_epoch_millis(minute),
            agency=agency,
            family=family,
            category=category,
            **{n: getattr(tally, n) for n in Tally.__dataclass_fields__},
        )
        for (minute, agency, family, category), tally in sorted(section.cells.items())
        if any(astuple(tally))
    )
    return PulseCounted(
        output_id=uuid5(NAMESPACE, name),
        district=district,
        judged_at=from_epoch_millis(section.at_ms),
        page=Position(topic=page.topic, partition=page.partition, offset=first),
        through_offset=section.through,
        cells=tuple(cells),
    )
