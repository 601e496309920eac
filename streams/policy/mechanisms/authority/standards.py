"""Standards handed over (QD-12): for every added item basis, procedure, standard, benchmark.

One duty a department and a list or change that adds items, never one an item and kind (§12).
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Final

from schemas.events.authority import ItemChanged, ItemListPublished
from schemas.instants import end_of_day
from streams.policy.authority import STANDARDS
from streams.policy.case import Case
from streams.policy.facts import Fact
from streams.policy.ledger import Entries
from streams.policy.obligations import Discharge, Status
from streams.policy.rulebook import rule
from streams.policy.rules import Threshold

QD_12 = rule("QD-12")

KINDS: Final = tuple(STANDARDS)


def judge(case: Case, entries: Entries) -> None:
    """Enter what departments owe for the items that a list or a change adds."""
    for fact, published in case.all(ItemListPublished):
        for department, codes in _added(case, fact, published).items():
            _owe(case, fact, department, codes, published.effective_from, entries)
    for fact, change in case.all(ItemChanged):
        if change.change_type == "ADD":
            codes = [change.item_code]
            _owe(case, fact, change.dept_id, codes, change.effective_from, entries)


def _added(case: Case, fact: Fact, published: ItemListPublished) -> dict[str, list[str]]:
    """Return the items that no list had transferred before, by the department they came from."""
    added: dict[str, list[str]] = {}
    for code in dict.fromkeys(item.item_code for item in published.items):
        transfers = [e for e in case.registry.items.by_code.get(code, ()) if e.is_transferred]
        first = min(transfers, key=lambda e: (e.starts, e.published.order), default=None)
        if first is not None and first.published.id == fact.id:
            added.setdefault(first.department, []).append(code)
    return added


def _owe(
    case: Case,
    fact: Fact,
    department: str,
    codes: list[str],
    effective_from: date,
    entries: Entries,
) -> None:
    start = end_of_day(effective_from)
    due = case.due(QD_12.clock(), start)
    published = _published(case, department, codes)
    missing = {c: [k for k in KINDS if (c, k) not in published] for c in codes}
    lacking = {c: kinds for c, kinds in missing.items() if kinds}
    duty = entries.owe(
        QD_12,
        fact,
        due,
        debtor=department,
        start=start,
        discharge=None if lacking else max(published.values(), key=lambda d: d.at),
        basis=f"{fact.event.TYPE}.effective_from",
        precision="DAY",
    )
    if duty.status is not Status.OVERDUE:
        return
    kinds = tuple(k for k in KINDS if any(k in found for found in lacking.values()))
    count, of = sum(map(len, lacking.values())), len(codes) * len(KINDS)
    name = case.registry.name(department)
    entries.conclude(
        QD_12,
        fact,
        "standards provided",
        "VIOLATION",
        agency=department,
        reckoned=due,
        zh=f"{name}就新增事项 {'、'.join(lacking)} 尚缺"
        f"{'、'.join(STANDARDS[k] for k in kinds)}（{of} 份中缺 {count} 份）",
        en=f"{count} of {of} standards are missing for {', '.join(lacking)}",
        code="MISSING_STANDARD",
        threshold=Threshold.LOCAL_PARAM,
        param=QD_12.clock().param,
        duty=duty,
        missing=kinds,
        items=tuple(lacking),
        count=count,
        of=of,
        due_at=due.at,
    )


def _published(
    case: Case, department: str, codes: Iterable[str]
) -> dict[tuple[str, str], Discharge]:
    """Return when the department first published each kind for each item (hub receipt)."""
    wanted = set(codes)
    found: dict[tuple[str, str], Discharge] = {}
    for versions in case.registry.standards.versions.values():
        for fact, standard in versions:
            if standard.kind not in KINDS:
                continue
            if not case.registry.acts_for(standard.agency_judged, department):
                continue
            end = Discharge(fact.shared_at, fact.id, fact.shared_at)
            for code in wanted.intersection(standard.item_codes):
                known = found.setdefault((code, standard.kind), end)
                if end.at < known.at:
                    found[code, standard.kind] = end
    return found
