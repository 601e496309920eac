"""就绪: what a district still has to load before a rule can be judged fairly, agency by agency.

A rule may be in force long before its registers are: until then what it finds missing is only
what nobody has loaded yet.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from typing import Final

from streams.policy.needs import NEEDS, Lack, Need
from streams.policy.pack import RulePack
from streams.policy.registry import Registry
from streams.policy.rulebook import RULES
from streams.policy.rules import Rule, Unit


@dataclass(frozen=True, slots=True)
class Readiness:
    """Whether one rule can be judged, and from which day it is."""

    rule: Rule
    lacks: tuple[Lack, ...]
    enforced_from: date | None

    @property
    def is_ready(self) -> bool:
        """Whether nothing is missing."""
        return not self.lacks


def readiness(registry: Registry, pack: RulePack, on: date) -> tuple[Readiness, ...]:
    """Return for every rule that is judged what is not loaded on a day."""
    missing = {need: about.lacks(registry, on) for need, about in NEEDS.items()}
    return tuple(
        Readiness(
            rule,
            tuple(lack for need in needs_of(rule) for lack in missing[need]),
            pack.enforced_from.get(rule.id),
        )
        for rule in RULES.values()
        if rule.reference_only is None
    )


def needs_of(rule: Rule) -> tuple[Need, ...]:
    """Return what a rule rests on; every day count rests on the calendar."""
    counted = any(clock.unit in {Unit.WORKING_DAY, Unit.NATURAL_DAY} for clock in rule.clocks)
    by_days = (Need.CALENDAR,) if counted else ()
    return (Need.AGENCIES, *_NEEDS_OF.get(rule.id, ()), *by_days)


def _table() -> Iterator[tuple[str, tuple[Need, ...]]]:
    lists = (Need.TOWNSHIP_LISTS,)
    both_lists = (Need.TOWNSHIP_LISTS, Need.RETAINED_LISTS)
    for number in range(1, 15):
        yield f"QD-{number:02}", lists
        yield f"SW-{number:02}", lists
    for rule_id in ("QD-01", "QD-08", "YS-05", "YS-06", "YS-09"):
        yield rule_id, both_lists
    for rule_id in ("QD-06", "QD-07"):
        yield rule_id, (*lists, Need.DELEGATIONS)
    yield "QD-12", (*lists, Need.STANDARDS)
    yield "YS-04", (*lists, Need.VILLAGES)
    yield "YS-18", (Need.LEADING_GROUP,)
    yield "XT-03", (Need.LIAISONS,)
    yield "XT-04", (Need.LIAISONS, Need.LIAISON_FILINGS, Need.JUSTICE_BUREAU)
    yield "ZY-03", (Need.LEADING_GROUP_OFFICE,)
    yield "ZY-04", (Need.LEADING_GROUP_OFFICE, Need.DISTRICT_GOV)
    for rule_id in ("GX-02", "GX-03", "GX-04", "GX-06", "GX-08", "GX-09"):
        yield rule_id, lists
    for rule_id in ("QB-01", "QB-02"):
        yield rule_id, (Need.RETAINED_LISTS,)
    yield "ZR-01", (*lists, Need.OFFICERS, Need.POSTS)
    for rule_id in ("FS-01", "FS-02", "FS-03"):
        yield rule_id, (Need.REVIEW_BODIES,)
    for rule_id in ("CL-02", "CL-03", "CL-04", "CL-05"):
        yield rule_id, (*lists, Need.BENCHMARKS)
    for rule_id in ("SJ-01", "GC-01", "PX-02"):
        yield rule_id, (Need.OFFICERS,)
    yield "TS-01", (Need.CHANNELS,)
    yield "TS-03", (Need.CHANNELS,)
    yield "PX-04", (Need.OFFICERS, Need.JUSTICE_BUREAU)
    yield "KH-01", (Need.SCORECARDS, Need.DISTRICT_GOV)
    for rule_id in ("PX-03", "ZR-02"):
        yield rule_id, (Need.DISTRICT_GOV,)
    yield "ZZ-01", (Need.LEADING_GROUP_OFFICE,)


_NEEDS_OF: Final = MappingProxyType(dict(_table()))
"""What a rule rests on beside the agencies and the calendar; the last line of a rule counts."""
