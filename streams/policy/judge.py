"""The judge: from a scope's facts to its ledger. Pure: the same facts give the same ledger."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable
from datetime import date, datetime, timedelta
from functools import lru_cache, partial
from types import MappingProxyType
from typing import Final

from schemas.envelope import Event
from schemas.instants import refuse_beyond_reach, shanghai_day, start_of_day
from streams.policy.case import Case, its_own
from streams.policy.completeness import Completeness
from streams.policy.corrections import corrected
from streams.policy.cures import cured
from streams.policy.facts import Fact, in_arrival_order
from streams.policy.leads import leads
from streams.policy.ledger import Ledger
from streams.policy.mechanism import Check
from streams.policy.mechanisms import CHECKS
from streams.policy.memory import Memory, entered
from streams.policy.pack import RulePack
from streams.policy.registry import Registry
from streams.policy.routing import routes
from streams.policy.rules import ScopeKind
from streams.policy.scopes import belongs

_BY_SCOPE: Final = MappingProxyType(
    {kind: tuple(check for check in CHECKS if check.scope is kind) for kind in ScopeKind}
)

_MIXES_KEPT: Final = 4096
"""Mixes of event types whose checks are kept: few matters have one of their own."""


def judge(
    kind: ScopeKind,
    facts: Iterable[Fact],
    registry: Registry,
    pack: RulePack,
    now: datetime,
    *,
    district: str = "",
    key: str = "",
    summary: Completeness | None = None,
    matter_of: Callable[[Fact], Hashable] = its_own,
    memory: Memory | None = None,
) -> Ledger:
    """Return the ledger of one scope at `now` (UTC).

    Depends on the *set* of facts, not on the order in which they are given. Facts received
    after `now` are not looked at, so an earlier `now` gives the ledger as it was known then.
    `district` and `key` name the scope; a matter and a shared fact need neither. `summary` is
    what an agency's events come to, as received by `now`; `matter_of` names the matter of a fact,
    for scopes that lie across matters. `memory` holds what was said of the scope before, and saves
    asking again: the ledger is the same without it.

    What a district has as it stands (its registers, and the duties that a year opens) turns with
    the year and with the agencies that take part, so it is due again on the first such day.

    Raises:
        ValueError: `now` lies outside the years 1900 to 2199 (V-42), as no event's time does: from
            beyond them a clock could not run.
    """
    refuse_beyond_reach(now)
    received = in_arrival_order(f for f in facts if f.shared_at <= now)
    known = received if kind is ScopeKind.SUBJECT else corrected(received)
    if known is not received:
        known = tuple(fact for fact in known if belongs(fact.event, kind, key))
    case_of = partial(
        Case.of,
        kind,
        registry=registry,
        pack=pack,
        now=now,
        district=district,
        key=key,
        summary=summary,
        matter_of=matter_of,
    )
    case = case_of(known)
    ask = entered if memory is None else memory.ask
    entries = ask(_asked(kind, frozenset(case.by_type)), case, now)
    if kind is ScopeKind.DISTRICT:
        entries.wake(start_of_day(_turns_on(registry, shanghai_day(now))))
    obligations, verdicts = cured(entries, case)
    told = case if known is received else case_of(received)
    return Ledger(
        tuple(obligations),
        tuple(verdicts),
        routes(told, obligations),  # a correction is given to whoever was told
        (*entries.statements, *leads(obligations)),
        tuple(sorted(entries.wakes_at)),
    )


@lru_cache(_MIXES_KEPT)
def _asked(kind: ScopeKind, types: frozenset[type[Event]]) -> tuple[Check, ...]:
    """Return the checks that have something to ask where these event types have occurred."""
    return tuple(
        check
        for check in _BY_SCOPE[kind]
        if not check.triggers or not check.triggers.isdisjoint(types)
    )


def _turns_on(registry: Registry, today: date) -> date:
    """Return the next day on which a year begins or an agency takes part for the first or no more.

    Of nothing else do the checks of a district make the day a condition without waking for it.
    """
    agencies = registry.agencies.values()
    begins = (agency.active_from for agency in agencies)
    over = (a.ending.active_to + timedelta(days=1) for a in agencies if a.ending is not None)
    return min([date(today.year + 1, 1, 1), *(d for d in (*begins, *over) if d > today)])
