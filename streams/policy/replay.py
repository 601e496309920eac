"""Replay: the whole judge offline, over a log held in memory.

What the live judge concludes step by step must equal what this concludes at once.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from streams.policy.facts import Fact
from streams.policy.intake import Admitted, Duplicate, FirstReceipt, Received, Refused, sift
from streams.policy.judge import judge
from streams.policy.ledger import Ledger, joined
from streams.policy.pack import RulePack
from streams.policy.registry import Registry, concerns_registry
from streams.policy.rules import ScopeKind
from streams.policy.scopes import Scope, matters, subject_scope


@dataclass(slots=True)
class Conclusions:
    """Everything that follows from a log at one instant."""

    admitted: list[Fact] = field(default_factory=list)
    noted: list[Admitted] = field(default_factory=list)
    """Those of the admitted of which something is noted."""
    duplicates: list[Duplicate] = field(default_factory=list)
    refused: list[Refused] = field(default_factory=list)
    ledger: Ledger = field(default_factory=Ledger)


def replay(
    log: Iterable[Received], pack: RulePack, now: datetime, *, known: Iterable[Fact] = ()
) -> Conclusions:
    """Return what follows from the log as known at `now` (UTC).

    `known` are registry facts that stood before the log began.
    """
    end = Conclusions()
    receipts: dict[str, FirstReceipt] = {}
    founding = list(known)
    registry = Registry.of(founding)
    received = sorted((r for r in log if r.fact.shared_at <= now), key=lambda r: r.fact.order)
    for message in received:
        match sift(message, receipts.get(message.identity), registry, pack):
            case Admitted(fact, notes) as admitted:
                receipts[message.identity] = _first(message)
                end.admitted.append(fact)
                if notes:
                    end.noted.append(admitted)
                if concerns_registry(fact.event):
                    founding.append(fact)
                    registry = Registry.of(founding)
            case Duplicate() as duplicate:
                end.duplicates.append(duplicate)
            case Refused() as refused:
                end.refused.append(refused)
    groups = matters(end.admitted)
    subjects: dict[Scope, list[Fact]] = {}
    for fact in end.admitted:
        if scope := subject_scope(fact.event):
            subjects.setdefault(scope, []).append(fact)
    end.ledger = joined(
        [
            *(judge(ScopeKind.SUBJECT, g, registry, pack, now) for g in subjects.values()),
            *(judge(ScopeKind.MATTER, g, registry, pack, now) for g in groups),
        ]
    )
    return end


def _first(message: Received) -> FirstReceipt:
    fact = message.fact
    return FirstReceipt(message.digest, fact.shared_at, fact.topic, fact.partition, fact.offset)
