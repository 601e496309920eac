"""The judge: from a scope's facts to its ledger. Pure: the same facts give the same ledger."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import datetime
from types import MappingProxyType
from typing import Final

from streams.policy import sharing, sharing_rules, transfer, transfer_rules
from streams.policy.case import Case
from streams.policy.facts import Fact
from streams.policy.ledger import Ledger, joined
from streams.policy.pack import RulePack
from streams.policy.registry import Registry
from streams.policy.routing import routes
from streams.policy.rules import ScopeKind

Mechanism = Callable[[Case], Ledger]

MECHANISMS: Final = MappingProxyType[ScopeKind, tuple[Mechanism, ...]](
    {ScopeKind.SUBJECT: (sharing.judge,), ScopeKind.MATTER: (transfer.judge,)}
)
"""Which mechanisms look at which kind of scope."""

RULES: Final = MappingProxyType(
    {rule.id: rule for rule in (*sharing_rules.RULES, *transfer_rules.RULES)}
)
"""Every rule that is judged, by id."""


def judge(
    kind: ScopeKind, facts: Iterable[Fact], registry: Registry, pack: RulePack, now: datetime
) -> Ledger:
    """Return the ledger of one scope at `now` (UTC).

    Depends on the *set* of facts, not on the order in which they are given. Facts received
    after `now` are not looked at, so an earlier `now` gives the ledger as it was known then.
    """
    known = tuple(sorted((f for f in facts if f.shared_at <= now), key=lambda f: f.order))
    case = Case(known, registry, pack, now)
    ledger = joined(mechanism(case) for mechanism in MECHANISMS[kind])
    return replace(ledger, routes=routes(kind, known, registry))
