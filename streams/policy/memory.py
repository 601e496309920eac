"""Memory: what each check said of a scope when it was asked last.

A check is asked again when a fact of a type that it looked at has come or gone, when time has
changed what it said, or when it looked at time itself; else it would say the same. Conclusions that
stand are the very same objects, so whoever compares them sees so at once.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from functools import lru_cache, partial
from typing import Final

from streams.policy.case import Case
from streams.policy.facts import Fact
from streams.policy.ledger import Entries
from streams.policy.looks import EVERYTHING, OUTSIDE, TIME
from streams.policy.mechanism import Check
from streams.policy.pack import RulePack
from streams.policy.records import record
from streams.policy.registry import Registry

_KINDS_OF_LOOKS: Final = 4096
"""Sets of what was looked at that are held once for all scopes."""


@record
class Said:
    """What a check entered, what it looked at, and when time changes it; None for never."""

    entries: Entries
    looked_at: frozenset[object]
    changes_at: datetime | None


class Memory:
    """Belongs to one scope. Another registry or pack, or an earlier time, empties it."""

    __slots__ = ("_facts", "_now", "_pack", "_registry", "_said")

    def __init__(self) -> None:
        self._said: dict[Check, Said] = {}
        self._facts: tuple[Fact, ...] = ()
        self._registry: Registry | None = None
        self._pack: RulePack | None = None
        self._now: datetime | None = None

    def ask(self, checks: Iterable[Check], case: Case, now: datetime) -> Entries:
        """Return what the checks enter for a case at `now`, asking those that may say otherwise."""
        said = self._said if self._holds(case, now) else {}
        changed = self._changed(case.known, now) if said else frozenset()
        self._said = {}
        for check in checks:
            before = said.get(check)
            if before is None or not _stands(before, changed, now):
                before = _asked(check, case, now)
            self._said[check] = before
        self._facts, self._now = case.known, now
        self._registry, self._pack = case.registry, case.pack
        return _together(now, self._said.values())

    def _holds(self, case: Case, now: datetime) -> bool:
        is_same = case.registry is self._registry and case.pack is self._pack
        return is_same and self._now is not None and self._now <= now

    def _changed(self, known: tuple[Fact, ...], now: datetime) -> frozenset[object]:
        """Return what has changed since: the traits of facts that came or went, and time."""
        changed: set[object] = {OUTSIDE}
        if differing := _differing(self._facts, known):
            changed.add(EVERYTHING)
            changed.update(*(fact.traits for fact in differing))
        if now != self._now:
            changed.add(TIME)
        return frozenset(changed)


def _differing(before: tuple[Fact, ...], after: tuple[Fact, ...]) -> Sequence[Fact]:
    """Return the facts that came or went. Mostly one came, and later than all."""
    if after[: len(before)] == before:
        return after[len(before) :]
    held, now_held = ({id(f): f for f in facts} for facts in (before, after))
    came, gone = now_held.keys() - held.keys(), held.keys() - now_held.keys()
    return [*(now_held[i] for i in came), *(held[i] for i in gone)]


def entered(checks: Iterable[Check], case: Case, now: datetime) -> Entries:
    """Return what the checks enter for a case at `now`, asking each."""
    entries = Entries(now)
    for check in checks:
        check.judge(case, entries)
    return entries


def _stands(said: Said, changed: frozenset[object], now: datetime) -> bool:
    is_in_time = said.changes_at is None or now < said.changes_at
    return is_in_time and said.looked_at.isdisjoint(changed)


def _asked(check: Check, case: Case, now: datetime) -> Said:
    entries = Entries(now)
    _, looked_at = case.looks.taken(partial(check.judge, case, entries))
    return Said(entries, _held_once(looked_at), min(_changes(entries), default=None))


def _changes(entries: Entries) -> Iterator[datetime]:
    yield from entries.wakes_at
    yield from (at for duty in entries.obligations if (at := duty.changes_at))


@lru_cache(_KINDS_OF_LOOKS)
def _held_once(looked_at: frozenset[object]) -> frozenset[object]:
    return looked_at


def _together(now: datetime, said: Iterable[Said]) -> Entries:
    whole = Entries(now)
    for one in said:
        whole.obligations += one.entries.obligations
        whole.verdicts += one.entries.verdicts
        whole.statements += one.entries.statements
        whole.wakes_at |= one.entries.wakes_at
    return whole
