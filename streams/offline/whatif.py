"""如果: what would be judged otherwise by another rule pack or calendar, and which change does it.

Each change is tried alone: an entry that differs is put down to the changes that make it differ
by themselves, and to all of them together where none does.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Final, Literal
from uuid import UUID

from streams.offline.files import Log
from streams.offline.judging import Judged, judged
from streams.packs.differences import PackChange, changes, with_change
from streams.policy.facts import Fact
from streams.policy.obligations import Obligation
from streams.policy.pack import PackOf
from streams.policy.verdicts import Verdict

Entry = Obligation | Verdict
CALENDAR: Final = "calendar"


@dataclass(frozen=True, slots=True)
class Otherwise:
    """One obligation or verdict as it is and as it would be; `because` are the changes."""

    id: UUID
    change: Literal["added", "gone", "changed"]
    before: Entry | None
    after: Entry | None
    because: tuple[str, ...]

    @property
    def entry(self) -> Entry:
        """Whichever of the two there is, what would be first."""
        entry = self.after or self.before
        if entry is None:
            raise LookupError(f"nothing is known of {self.id}")
        return entry


@dataclass(frozen=True, slots=True)
class WhatIf:
    """What differs between two judgements of one log."""

    before: Judged
    after: Judged
    changes: tuple[PackChange, ...]
    otherwise: tuple[Otherwise, ...]
    alike: int


def what_if(
    log: Log,
    before_of: PackOf,
    after_of: PackOf,
    now: datetime,
    *,
    known: Iterable[Fact] = (),
    calendar: Iterable[Fact] = (),
) -> WhatIf:
    """Return what would be judged otherwise at `now` (UTC).

    `calendar` are notices and closures that the second judgement knows beside the log.
    """
    founding, notices = tuple(known), tuple(calendar)
    before = judged(log, before_of, now, known=founding)
    after = judged(log, after_of, now, known=(*founding, *notices))
    told: dict[PackChange, None] = {}
    for district in before.districts:
        told |= dict.fromkeys(changes(before_of(district), after_of(district)))
    causes = [c for c in told if c.can_judge_otherwise]
    was, would = _entries(before), _entries(after)
    differing = _differing(was, would)
    alone: dict[str, set[UUID]] = {}
    if len(causes) + bool(notices) > 1 and differing:
        for cause in causes:
            trial = judged(log, _one_changed(before_of, after_of, cause), now, known=founding)
            alone[_named(cause)] = _differing(was, _entries(trial))
        if notices:
            trial = judged(log, before_of, now, known=(*founding, *notices))
            alone[CALENDAR] = _differing(was, _entries(trial))
    everything = (*map(_named, causes), *((CALENDAR,) if notices else ()))
    otherwise = [
        Otherwise(
            id_,
            "changed" if id_ in was and id_ in would else "added" if id_ in would else "gone",
            was.get(id_),
            would.get(id_),
            tuple(c for c in everything if id_ in alone.get(c, ())) or everything,
        )
        for id_ in differing
    ]
    ordered = sorted(otherwise, key=lambda o: (o.entry.rule.id, o.entry.subject, str(o.id)))
    return WhatIf(before, after, tuple(told), tuple(ordered), len(was.keys() - differing))


def _one_changed(before_of: PackOf, after_of: PackOf, cause: PackChange) -> PackOf:
    return lambda district: with_change(before_of(district), cause, after_of(district))


def _named(change: PackChange) -> str:
    return f"{change.part} {change.name}: {change.before or '-'} → {change.after or '-'}"


def _entries(end: Judged) -> dict[UUID, Entry]:
    entries: Iterator[Entry] = (e for part in (end.obligations, end.verdicts) for e in part)
    return {entry.id: entry for entry in entries}


def _differing(was: dict[UUID, Entry], would: dict[UUID, Entry]) -> set[UUID]:
    return {id_ for id_ in was.keys() | would.keys() if _differs(was.get(id_), would.get(id_))}


def _differs(one: Entry | None, other: Entry | None) -> bool:
    return _content(one) != _content(other)


def _content(entry: Entry | None) -> object:
    """Return what makes a conclusion; how it is worded does not."""
    match entry:
        case Obligation() as o:
            due = (o.due.at, o.due.provisional) if o.due else None
            return (due, o.status, o.verdict, o.satisfied_at, o.late_by_ms, o.flags, o.param)
        case Verdict() as v:
            return (v.verdict, v.code, v.severity, v.flags, v.details, v.provisional)
        case None:
            return None
