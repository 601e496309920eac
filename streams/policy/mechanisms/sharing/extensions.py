"""延长共享: a day declared in time takes the place of the day of formation (GX-12).

Declared by the end of the day of formation, with reason and day; later it has no effect. A day
beyond the cap that the district sets raises an alert and leaves the verdict alone.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from schemas.events.sharing import ExtensionDeclared
from schemas.instants import end_of_day, shanghai_day, shown
from streams.policy.case import Case
from streams.policy.clocks import Due, declared_day
from streams.policy.facts import Fact
from streams.policy.ledger import Entries
from streams.policy.obligations import Extension
from streams.policy.rulebook import rule
from streams.policy.rules import Severity, Threshold

GX_12: Final = rule("GX-12")


@dataclass(frozen=True, slots=True)
class Declared:
    """延长声明 that is valid: for a fact of a category formed then, until that day."""

    fact: Fact
    formed: datetime
    expected: datetime

    @property
    def due(self) -> Due:
        """The end of the declared day."""
        return declared_day(self.formed, self.expected)


Extensions = dict[tuple[str, date], list[Declared]]
"""Valid extensions by category and day of formation, in arrival order."""


def valid(case: Case, entries: Entries) -> Extensions:
    """Return the extensions declared on the day of formation, by category and that day."""
    found: Extensions = {}
    for fact, event in case.all(ExtensionDeclared):
        formed, expected = event.formed_at, event.expected_share_at
        if formed is None or expected is None or case.registry.side(event.agency_judged) is None:
            continue
        if fact.shared_at > end_of_day(shanghai_day(formed)):
            _declared_late(fact, entries)
            continue
        cap = case.due(GX_12.clock(), formed)
        if shanghai_day(expected) > shanghai_day(cap.at):
            _beyond_cap(case, fact, cap, entries)
        declared = Declared(fact, formed, expected)
        found.setdefault((event.extended_category, shanghai_day(formed)), []).append(declared)
    return found


def matched(
    receipts: list[Fact], extensions: Extensions
) -> tuple[dict[str, list[Declared]], list[list[Declared]]]:
    """Return the extensions by the fact that they were declared for, and those still waiting.

    The first receipt of the category after the declaration ends the wait, whatever formation
    time it then states (§3.4). One that had come already leaves nothing to extend.
    """
    met: dict[str, list[Declared]] = {}
    awaited: list[list[Declared]] = []
    for (category, day), declared in extensions.items():
        of_category = [f for f in receipts if f.event.share_category == category]
        first = declared[0].fact.order
        if any(f.order < first and _formed_by(f, day) for f in of_category):
            continue
        later = (f for f in of_category if f.order > first and f.key not in met)
        fact = next(later, None)
        if fact is None:
            awaited.append(declared)
        else:
            met[fact.key] = [x for x in declared if x.fact.order < fact.order]
    return met, awaited


def _formed_by(fact: Fact, day: date) -> bool:
    """Whether the fact was formed on the day or later."""
    formed = fact.event.formed_at
    return formed is not None and shanghai_day(formed) >= day


def steps(declared: Iterable[Declared], before: Due) -> tuple[Extension, ...]:
    """Return each extension with the due time before and after it."""
    made = []
    for one in declared:
        made.append(Extension(one.fact.id, one.fact.shared_at, before.at, one.due.at))
        before = one.due
    return tuple(made)


def _declared_late(fact: Fact, entries: Entries) -> None:
    entries.conclude(
        GX_12,
        fact,
        "declared in time",
        "VIOLATION",
        agency=fact.event.agency_judged,
        zh=f"延长声明于 {shown(fact.shared_at)} 到达，晚于形成当日，不发生延长效力",
        en=f"the extension arrived at {shown(fact.shared_at)}, after the day of formation",
        code="EXTENSION_DECLARED_LATE",
        severity=Severity.WARN,
        threshold=Threshold.CLAUSE,
    )


def _beyond_cap(case: Case, fact: Fact, cap: Due, entries: Entries) -> None:
    days = case.pack.params.number("extension_cap_wd")
    entries.conclude(
        GX_12,
        fact,
        "within the cap",
        "VIOLATION",
        agency=fact.event.agency_judged,
        zh=f"声明的共享日超过地方参数 extension_cap_wd = {days} 个工作日（{cap.day}）",
        en=f"the declared day exceeds the local parameter extension_cap_wd = {days} working days "
        f"({cap.day})",
        code="EXTENSION_CAP_EXCEEDED",
        severity=Severity.WARN,
        threshold=Threshold.LOCAL_PARAM,
        param="extension_cap_wd",
        provisional=cap.provisional,
    )
