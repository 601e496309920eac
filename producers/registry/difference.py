"""The difference between what the files want and what the log says."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, Final
from uuid import UUID, uuid5

from producers.registry.bureau import Bureau
from producers.registry.desired import Desired
from producers.registry.kinds import BY_TYPE, Kind
from schemas.envelope import Event

_NAMESPACE: Final = UUID("5b7a2f3e-2f6e-5d0c-9b0a-6f1f0f3a7c51")
"""Under it the ids of registry events are derived."""


class Change(StrEnum):
    """What becomes of one entry."""

    ADDED = "added"
    CHANGED = "changed"
    UNCHANGED = "unchanged"
    ONLY_IN_LOG = "only_in_log"


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of the registry: as wanted, as it stands, and what becomes of it."""

    change: Change
    kind: Kind
    key: tuple[str, ...]
    wanted: Event | None
    standing: Event | None

    @property
    def edits(self) -> dict[str, tuple[Any, Any]]:
        """Field → (as it stands, as wanted), where they differ."""
        if self.wanted is None or self.standing is None:
            return {}
        old, new = said(self.standing, self.kind), said(self.wanted, self.kind)
        return {name: (old[name], new[name]) for name in new if old[name] != new[name]}


def difference(
    wanted: Iterable[Desired],
    standing: Mapping[tuple[str, ...], Event],
    kinds: Iterable[str],
) -> list[Entry]:
    """Return every entry: the wanted ones in their order, then what only the log has.

    Nothing is ever removed: an entry that only the log has stays as it is.

    Args:
        wanted: what the files hold.
        standing: the newest event of every business key.
        kinds: names of the kinds of which the files speak; others are not looked at.
    """
    entries = []
    left, spoken_of = dict(standing), frozenset(kinds)
    for one in wanted:
        there = left.pop(one.key, None)
        entries.append(Entry(_change(one, there), one.kind, one.key, one.draft, there))
    entries += (
        Entry(Change.ONLY_IN_LOG, BY_TYPE[event.TYPE], key, None, event)
        for key, event in sorted(left.items(), key=lambda item: item[0])
        if key[0] in spoken_of
    )
    return entries


def events_of(entries: Iterable[Entry], bureau: Bureau, at: datetime, next_seq: int) -> list[Event]:
    """Return what is to be published: one event for each entry that is added or changed.

    The id is derived from the business key, the content and the event that it corrects, so that
    an interrupted load, repeated, says nothing twice, and a return to earlier content is new.
    """
    publishable = [e for e in entries if e.change in {Change.ADDED, Change.CHANGED}]
    return [
        _event(entry, bureau, at, str(number).zfill(8))
        for number, entry in enumerate(publishable, start=next_seq)
    ]


def said(event: Event, kind: Kind) -> dict[str, Any]:
    """Return what an event says beyond its envelope, with the precision of its times."""
    content: dict[str, Any] = event.model_dump(mode="json", include={*kind.fields, "date_only"})
    return content


def _change(one: Desired, there: Event | None) -> Change:
    if there is None:
        return Change.ADDED
    same = said(there, one.kind) == said(one.draft, one.kind)
    return Change.UNCHANGED if same else Change.CHANGED


def _event(entry: Entry, bureau: Bureau, at: datetime, seq: str) -> Event:
    draft, before = entry.wanted, entry.standing
    assert draft is not None  # noqa: S101  an entry to be published is wanted
    supersedes = before.event_id if before else None
    identity = [entry.kind.model.TYPE, entry.key, said(draft, entry.kind), bureau.id]
    name = json.dumps([*identity, str(supersedes)], ensure_ascii=False, sort_keys=True)
    return draft.model_copy(
        update={
            "event_id": uuid5(_NAMESPACE, name),
            "supersedes_event_id": supersedes,
            "occurred_at": at,
            "recorded_at": at,
            "source_seq": seq,
        }
    )
