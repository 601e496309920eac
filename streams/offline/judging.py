"""Judges a log at once, district by district: a registry and a rule pack are a district's."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from streams.offline.files import Log
from streams.policy.facts import Fact
from streams.policy.intake import Received
from streams.policy.obligations import Obligation
from streams.policy.pack import PackOf, RulePack
from streams.policy.replay import ALL_KINDS, Conclusions, replay
from streams.policy.rules import ScopeKind
from streams.policy.verdicts import Verdict


@dataclass(frozen=True, slots=True)
class Judged:
    """What follows from a log at `now` (UTC), by district."""

    now: datetime
    districts: Mapping[str, Conclusions]
    packs: Mapping[str, RulePack]
    facts: Mapping[UUID, Fact]

    @property
    def conclusions(self) -> Iterable[Conclusions]:
        """The conclusions of every district."""
        return self.districts.values()

    @property
    def obligations(self) -> Iterator[Obligation]:
        """Every obligation of every district."""
        return (o for end in self.conclusions for o in end.ledger.obligations)

    @property
    def verdicts(self) -> Iterator[Verdict]:
        """Every verdict of every district."""
        return (v for end in self.conclusions for v in end.ledger.verdicts)

    def name(self, agency: str | None) -> str:
        """Return an agency's name where it is registered, else its code; empty for none."""
        if not agency:
            return ""
        known = (end.registry.agencies.get(agency) for end in self.conclusions)
        return next((a.name for a in known if a is not None), agency)


def judged(log: Log, pack_of: PackOf, now: datetime, *, known: Iterable[Fact] = ()) -> Judged:
    """Return what follows from a log as known at `now` (UTC).

    `known` are registry facts that stood before it began.
    """
    return _judged(log, pack_of, now, known, ALL_KINDS)


def registered(log: Log, pack_of: PackOf, now: datetime, *, known: Iterable[Fact] = ()) -> Judged:
    """Return only the registries that a log makes; nothing is judged."""
    return _judged(log, pack_of, now, known, frozenset())


def _judged(
    log: Log,
    pack_of: PackOf,
    now: datetime,
    known: Iterable[Fact],
    kinds: frozenset[ScopeKind],
) -> Judged:
    by_district: dict[str, list[Received]] = {}
    founding: dict[str, list[Fact]] = {}
    for fact in known:
        founding.setdefault(fact.event.district, []).append(fact)
        by_district.setdefault(fact.event.district, [])
    for message in log.received:
        by_district.setdefault(message.event.district, []).append(message)
    packs = {district: pack_of(district) for district in sorted(by_district)}
    more: dict[str, Any] = {"scorecards": log.scorecards, "kinds": kinds}
    ends = {
        district: replay(by_district[district], pack, now, known=founding.get(district, ()), **more)
        for district, pack in packs.items()
    }
    facts = {m.event.event_id: m.fact for m in reversed(log.received)}
    facts |= {fact.event.event_id: fact for found in founding.values() for fact in found}
    return Judged(now, ends, packs, facts)
