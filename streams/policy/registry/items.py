"""事项清单: enforcement items, who holds them and in which mode, from which day."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import pairwise
from types import MappingProxyType
from typing import Final, Self

from schemas.envelope import Event
from schemas.events.authority import DelegationSigned, ItemListPublished
from schemas.records import ListedItem
from streams.policy.facts import Fact

TRANSFERRED: Final = frozenset({"EMPOWERED", "ENTRUSTED"})
"""Modes in which a township holds an item."""

_ONE_DAY: Final = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Listing:
    """An item as one version of a list has it, and the days on which that version counts."""

    item: ListedItem
    listed_from: date
    listed_until: date
    published: Fact

    def in_force(self, on: date) -> bool:
        """Whether the item is in force by this listing on a day."""
        item = self.item
        return (
            max(self.listed_from, item.effective_from)
            <= on
            <= min(self.listed_until, item.effective_to or date.max)
        )


@dataclass(frozen=True, slots=True)
class ItemLists:
    """Every item by code, transferred ones first; the versions of every list; entrustments."""

    by_code: MappingProxyType[str, tuple[Listing, ...]] = field(
        default_factory=lambda: MappingProxyType({})
    )
    versions: tuple[tuple[Fact, ItemListPublished], ...] = ()
    delegations: tuple[tuple[Fact, DelegationSigned], ...] = ()

    @classmethod
    def of(cls, events: Iterable[tuple[Fact, Event]]) -> Self:
        """Return the lists that events make, given in their order.

        Each version of a list counts from its effective day until the next one's. A list that the
        justice bureau publishes on behalf of a body is that body's.
        """
        lists: dict[tuple[str, str], list[tuple[Fact, ItemListPublished]]] = {}
        delegations = []
        for fact, event in events:
            match event:
                case ItemListPublished() as e:
                    lists.setdefault((e.agency_judged, e.list_id), []).append((fact, e))
                case DelegationSigned() as e:
                    delegations.append((fact, e))
                case _:
                    pass
        versions = tuple(version for key in sorted(lists) for version in lists[key])
        return cls(_by_code(lists), versions, tuple(delegations))

    def listings(self, item_code: str, on: date) -> tuple[ListedItem, ...]:
        """Return the list entries of an item in force on a day, transferred ones first."""
        return tuple(e.item for e in self.by_code.get(item_code, ()) if e.in_force(on))

    def is_known(self, item_code: str) -> bool:
        """Whether any version of any list names the item."""
        return item_code in self.by_code


def _by_code(
    lists: dict[tuple[str, str], list[tuple[Fact, ItemListPublished]]],
) -> MappingProxyType[str, tuple[Listing, ...]]:
    by_code: dict[str, list[Listing]] = {}
    for list_id in sorted(lists):
        versions = sorted(lists[list_id], key=lambda v: v[1].effective_from)
        for version, following in pairwise([*versions, None]):
            if version is None:  # only the end mark is None, and nothing follows it
                continue
            fact, published = version
            until = following[1].effective_from - _ONE_DAY if following else date.max
            for item in published.items:
                entry = Listing(item, published.effective_from, until, fact)
                by_code.setdefault(item.item_code, []).append(entry)
    return MappingProxyType(
        {
            code: tuple(sorted(entries, key=lambda e: e.item.mode not in TRANSFERRED))
            for code, entries in by_code.items()
        }
    )
