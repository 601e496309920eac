"""Departments' lists as they are published (QB-01, QB-02): merged, complete, public.

The clause speaks of government departments; a township's list is not tested.
"""

from __future__ import annotations

from typing import Final

from schemas.events.authority import ItemListPublished
from streams.policy.case import Case
from streams.policy.facts import Fact
from streams.policy.ledger import Entries
from streams.policy.rulebook import rule

QB_01, QB_02 = rule("QB-01"), rule("QB-02")

REQUIRED: Final = ("item_name", "item_type", "source_doc_no")
"""Fields of an item that the list of a department must fill; the responsibility item is QB-01's."""


def judge(case: Case, entries: Entries) -> None:
    """Enter what follows from the departments' lists of a matter."""
    for fact, published in case.all(ItemListPublished):
        if published.kind == "DEPT":
            _merged(case, fact, published, entries)
            _public(case, fact, published, entries)


def _merged(case: Case, fact: Fact, published: ItemListPublished, entries: Entries) -> None:
    without = tuple(i.item_code for i in published.items if not i.responsibility_code)
    name = case.registry.name(published.agency_judged)
    of = len(published.items)
    entries.conclude(
        QB_01,
        fact,
        "merged",
        "VIOLATION" if without else "COMPLIANT",
        agency=published.agency_judged,
        zh=f"{name}清单 {of} 项权力事项"
        + (
            f"，{len(without)} 项无对应责任事项：{'、'.join(without)}"
            if without
            else "均有责任事项"
        ),
        en=f"{of} power items, {len(without)} without a responsibility item"
        + (f": {', '.join(without)}" if without else ""),
        code="POWER_WITHOUT_RESPONSIBILITY" if without else None,
        items=without,
        count=len(without),
        of=of,
    )


def _public(case: Case, fact: Fact, published: ItemListPublished, entries: Entries) -> None:
    name = case.registry.name(published.agency_judged)
    places = ("published_url", "published_at")
    unsaid = tuple(field for field in places if not getattr(published, field))
    incomplete = {
        item.item_code: [field for field in REQUIRED if not getattr(item, field)]
        for item in published.items
    }
    incomplete = {code: fields for code, fields in incomplete.items() if fields}
    if incomplete:
        lacking = tuple(f for f in REQUIRED if any(f in fields for fields in incomplete.values()))
        entries.conclude(
            QB_02,
            fact,
            "complete",
            "VIOLATION",
            agency=published.agency_judged,
            zh=f"{name}清单 {len(incomplete)} 个事项要素不全（{'、'.join(lacking)}）："
            f"{'、'.join(incomplete)}",
            en=f"{len(incomplete)} items are incomplete ({', '.join(lacking)}): "
            f"{', '.join(incomplete)}",
            code="LIST_FIELD_MISSING",
            items=tuple(incomplete),
            missing=lacking,
            count=len(incomplete),
            of=len(published.items),
        )
    if unsaid:
        entries.conclude(
            QB_02,
            fact,
            "public",
            "VIOLATION",
            agency=published.agency_judged,
            zh=f"{name}清单未公开：缺 {'、'.join(unsaid)}",
            en=f"the list is not public: {', '.join(unsaid)} is missing",
            code="LIST_NOT_PUBLIC",
            missing=unsaid,
        )
    elif not incomplete:
        entries.conclude(
            QB_02,
            fact,
            "public",
            "COMPLIANT",
            agency=published.agency_judged,
            zh=f"{name}清单要素齐全，已于 {published.published_url} 公开",
            en=f"the list is complete and public at {published.published_url}",
        )
