"""Replay: the whole judge offline, over a log held in memory.

What the live judge concludes step by step must equal what this concludes at once.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from typing import Final, assert_never

from schemas.envelope import Event
from schemas.instants import refuse_beyond_reach
from streams.policy.completeness import Completeness
from streams.policy.corrections import kin
from streams.policy.facts import Fact
from streams.policy.intake import (
    Admitted,
    Duplicate,
    FirstArrival,
    FirstReceipt,
    Received,
    Refused,
    sift,
)
from streams.policy.judge import judge
from streams.policy.ledger import Ledger, joined
from streams.policy.pack import RulePack
from streams.policy.registry import Registry, Scorecard
from streams.policy.rules import ScopeKind
from streams.policy.scopes import Matters, Scope, keyed_scopes, subject_scope

ALL_KINDS: Final = frozenset(ScopeKind)
_DISTRICT_DIGITS: Final = 6


@dataclass(slots=True)
class Conclusions:
    """Everything that follows from a log at one instant."""

    admitted: list[Fact] = field(default_factory=list)
    noted: list[Admitted] = field(default_factory=list)
    """Those of the admitted of which something is noted."""
    duplicates: list[Duplicate] = field(default_factory=list)
    refused: list[Refused] = field(default_factory=list)
    ledger: Ledger = field(default_factory=Ledger)
    registry: Registry = field(default_factory=Registry)


def replay(
    log: Iterable[Received],
    pack: RulePack,
    now: datetime,
    *,
    known: Iterable[Fact] = (),
    kinds: frozenset[ScopeKind] = ALL_KINDS,
    scorecards: frozenset[Scorecard] = frozenset(),
) -> Conclusions:
    """Return what follows from the log as known at `now` (UTC).

    `known` are registry facts that stood before the log began; `kinds` are the kinds of scope to
    judge; `scorecards` those that the hub has computed. What was received after `now` counts for
    nothing.

    Raises:
        ValueError: `now` or a receipt up to it lies outside the years 1900 to 2199 (V-42). Whoever
            reads a log from a file refuses such a receipt there, with its line.
    """
    refuse_beyond_reach(now)
    end = Conclusions()
    receipts: dict[str, FirstReceipt] = {}
    set_aside: dict[str, dict[str, FirstArrival]] = {}
    registry = Registry.of(known)
    grouped = Matters()
    received = sorted((r for r in log if r.fact.shared_at <= now), key=lambda r: r.fact.order)
    if received:
        refuse_beyond_reach(received[0].fact.shared_at)
    for message in received:
        held = partial(grouped.held, message.event)
        first = receipts.get(message.identity)
        alike = set_aside.get(message.digest)
        aside = alike.get(message.likeness) if alike else None
        fate = sift(message, first, registry, pack, held, aside)
        match fate:
            case Admitted(fact, notes):
                receipts[message.identity] = _first(message.digest, fact)
                end.admitted.append(fact)
                grouped.add(fact)
                if notes:
                    end.noted.append(fate)
                registry = registry.with_fact(fact)
            case Duplicate():
                end.duplicates.append(fate)
            case Refused():
                end.refused.append(fate)
                alike = set_aside.setdefault(message.digest, {})
                alike.setdefault(message.likeness, message.arrival)
            case _:
                assert_never(fate)
    registry = registry.with_scorecards(scorecards)
    end.registry = registry
    summaries = _summaries(end) if ScopeKind.AGENCY in kinds else {}
    ledgers = [
        judge(
            scope.kind,
            facts,
            registry,
            pack,
            now,
            district=scope.district,
            key=scope.key,
            summary=summaries.get(scope.key) if scope.kind is ScopeKind.AGENCY else None,
            matter_of=grouped.matter_of,
        )
        for scope, facts in _scopes(end.admitted, registry).items()
        if scope.kind in kinds
    ]
    if ScopeKind.MATTER in kinds:
        ledgers += [judge(ScopeKind.MATTER, g, registry, pack, now) for g in grouped.groups()]
    end.ledger = joined(ledgers)
    return end


def _scopes(facts: Iterable[Fact], registry: Registry) -> dict[Scope, list[Fact]]:
    """Return the facts by scope. Every agency and its district is judged, silent ones too."""
    scopes: dict[Scope, list[Fact]] = {}
    for agency in registry.agencies.values():
        district = agency.region_code[:_DISTRICT_DIGITS]
        scopes.setdefault(Scope(ScopeKind.AGENCY, district, agency.id), [])
        scopes.setdefault(Scope(ScopeKind.DISTRICT, district, district), [])
    admitted = list(facts)
    for fact in admitted:
        if (subject := subject_scope(fact.event)) is not None:
            scopes.setdefault(subject, []).append(fact)
    for group in kin(admitted):
        for scope in dict.fromkeys(s for fact in group for s in keyed_scopes(fact.event)):
            scopes.setdefault(scope, []).extend(group)
    return scopes


def _summaries(end: Conclusions) -> dict[str, Completeness]:
    """Return by agency what all it sent comes to; what was refused is not missing."""
    sent: dict[str, tuple[list[Fact], list[Event]]] = {}
    for fact in end.admitted:
        for agency in {fact.event.agency_id, fact.event.agency_judged}:
            sent.setdefault(agency, ([], []))[0].append(fact)
    for refused in end.refused:
        event = refused.received.event
        sent.setdefault(event.agency_id, ([], []))[1].append(event)
    return {agency: Completeness.of(agency, *found) for agency, found in sent.items()}


def _first(digest: str, fact: Fact) -> FirstReceipt:
    return FirstReceipt(digest, fact.shared_at, fact.topic, fact.partition, fact.offset)
