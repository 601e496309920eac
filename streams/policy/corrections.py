"""更正: what stands after corrections, as if it had been known from the start (§3.4).

A correction takes the place of the event it names: its content, with the receipt and the id of
the first. Only the same agency corrects its own facts. What is corrected never stands, whichever
came first and whatever their publisher's clock said; of several corrections that nothing corrects,
the one recorded last does.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from uuid import UUID

from schemas.envelope import Event
from streams.policy.facts import Fact, Order, in_arrival_order


def standing_facts(facts: Iterable[Fact]) -> tuple[Fact, ...]:
    """Return the facts that stand, in arrival order. The facts may come in any order."""
    return corrected(in_arrival_order(facts))


def corrected(known: tuple[Fact, ...]) -> tuple[Fact, ...]:
    """Return the facts that stand of some given in arrival order: the same, if none corrects."""
    if not [fact for fact in known if fact.event.supersedes_event_id is not None]:
        return known
    by_id = {(f.event.agency_judged, f.event.event_id): f for f in known}
    chains: dict[tuple[str, UUID], list[Fact]] = {}
    for fact in known:
        first = _first(fact, by_id)
        chains.setdefault((first.event.agency_judged, first.event.event_id), []).append(fact)
    standing = (_last(by_id[root], chain) for root, chain in chains.items())
    return in_arrival_order(standing)


def kin(facts: Iterable[Fact]) -> list[list[Fact]]:
    """Return the facts in groups: those that correct one another, directly or not, are one.

    A correction may belong elsewhere than what it corrects: to another party, item or officer.
    Either place needs to know of both.
    """
    known = in_arrival_order(facts)
    if all(fact.event.supersedes_event_id is None for fact in known):
        return [[fact] for fact in known]
    numbers = {name_of(fact.event): number for number, fact in enumerate(known)}
    groups = [[number] for number in range(len(known))]
    for number, fact in enumerate(known):
        named = corrected_by(fact.event)
        earlier = numbers.get(named) if named else None
        if earlier is None or groups[earlier] is groups[number]:
            continue
        joined = groups[earlier]
        joined += groups[number]
        for one in groups[number]:
            groups[one] = joined
    distinct = {id(group): group for group in groups}
    return [[known[number] for number in group] for group in distinct.values()]


Name = tuple[str, str, str, str]
"""(district, agency, event type, event id): by what a correction names what it corrects."""


def name_of(event: Event) -> Name:
    """Return the name of an event to those that correct it."""
    return (event.district, event.agency_judged, event.TYPE, str(event.event_id))


def corrected_by(event: Event) -> Name | None:
    """Return the name of the event that one corrects, if it corrects any."""
    named = event.supersedes_event_id
    return (*name_of(event)[:-1], str(named)) if named else None


def _first(fact: Fact, by_id: dict[tuple[str, UUID], Fact]) -> Fact:
    """Return the first event of a chain of corrections; a circle ends where it began."""
    seen = {fact.event.event_id}
    while (named := fact.event.supersedes_event_id) is not None and named not in seen:
        earlier = by_id.get((fact.event.agency_judged, named))
        if earlier is None or type(earlier.event) is not type(fact.event):
            return fact
        seen.add(named)
        fact = earlier
    return fact


def _last(first: Fact, chain: list[Fact]) -> Fact:
    corrected_ones = {f.event.supersedes_event_id for f in chain}
    uncorrected = [f for f in chain if f.event.event_id not in corrected_ones]
    in_a_circle = not uncorrected
    last = max(chain if in_a_circle else uncorrected, key=_recording)
    if last is first:
        return first
    return replace(first, event=last.event, corrects=first.event.event_id)


def _recording(fact: Fact) -> tuple[datetime, Order]:
    return fact.event.recorded_at, fact.order
