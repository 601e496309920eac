"""Item lists as they are published (QD-03, QD-14): the baseline's count, each item's source."""

from __future__ import annotations

from typing import Final

from schemas.events.authority import ItemListPublished
from streams.policy.case import Case
from streams.policy.facts import Fact
from streams.policy.ledger import Entries
from streams.policy.registry import TRANSFERRED
from streams.policy.rulebook import rule

QD_03, QD_14 = rule("QD-03"), rule("QD-14")

BASELINE_ITEMS: Final = 114
"""Items that the policy says townships carry (二(一))."""


def judge(case: Case, entries: Entries) -> None:
    """Enter what follows from the lists of a matter."""
    for fact, published in case.all(ItemListPublished):
        if published.baseline and published.kind == "TOWNSHIP":
            _counted(case, fact, published, entries)
        _sources(case, fact, published, entries)


def _counted(case: Case, fact: Fact, published: ItemListPublished, entries: Entries) -> None:
    listed = len(published.items)
    count = listed if published.item_count is None else published.item_count
    right = count == BASELINE_ITEMS
    entries.conclude(
        QD_03,
        fact,
        "baseline count",
        "COMPLIANT" if right else "VIOLATION",
        agency=published.agency_judged,
        zh=f"{case.registry.name(published.agency_judged)}的基线清单为 {count} 项，"
        f"政策载明 {BASELINE_ITEMS} 项",
        en=f"the baseline list counts {count} items; the policy says {BASELINE_ITEMS}",
        code=None if right else "LIST_COUNT_MISMATCH",
        count=count,
        listed=listed,
    )


def _sources(case: Case, fact: Fact, published: ItemListPublished, entries: Entries) -> None:
    transferred = [item for item in published.items if item.mode in TRANSFERRED]
    if not transferred:
        return
    without = tuple(item.item_code for item in transferred if not item.source_doc_no)
    entries.conclude(
        QD_14,
        fact,
        "source documents",
        "VIOLATION" if without else "COMPLIANT",
        agency=published.agency_judged,
        zh=f"{case.registry.name(published.agency_judged)}清单中 {len(transferred)} 个下放事项，"
        + (f"{len(without)} 个无依据文号：{'、'.join(without)}" if without else "均有依据文号"),
        en=f"{len(transferred)} transferred items, {len(without)} without a source document"
        + (f": {', '.join(without)}" if without else ""),
        code="ITEM_WITHOUT_SOURCE_DOC" if without else None,
        items=without,
        count=len(without),
        of=len(transferred),
    )
