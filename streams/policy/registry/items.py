"""事项清单: enforcement items, who holds them and in which mode, from which day."""

from __future__ import annotations

from collections.abc import Container, Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cached_property
from types import MappingProxyType
from typing import Final, Self, assert_never

from schemas.events.authority import DelegationSigned, ItemListPublished
from schemas.records import ListedItem
from streams.policy.facts import Fact

TRANSFERRED: Final = frozenset({"EMPOWERED", "ENTRUSTED"})
"""Modes in which a township holds an item."""

_ONE_DAY: Final = timedelta(days=1)


@dataclass(frozen=True)
class Listing:
    """An item as one version of a list has it, and the days on which that version counts.

    `is_first` says that the list has no earlier version. What follows from it is kept: every act
    on the item asks for it.
    """

    item: ListedItem
    listed_from: date
    listed_until: date
    published: Fact
    is_first: bool = True

    @cached_property
    def starts(self) -> date:
        """The first day on which the item is in force by this listing."""
        return max(self.listed_from, self.item.effective_from)

    @cached_property
    def ends(self) -> date:
        """The last day on which it is."""
        return min(self.listed_until, self.item.effective_to or date.max)

    @cached_property
    def is_transferred(self) -> bool:
        """Whether townships hold the item by this listing."""
        return self.item.mode in TRANSFERRED

    @cached_property
    def department(self) -> str:
        """The department that the item came from, or whose it is."""
        origin = self.item.transferred_from_dept_id if self.is_transferred else None
        return origin or self.item.owner_dept_id

    def in_force(self, on: date) -> bool:
        """Whether the item is in force by this listing on a day."""
        return self.starts <= on <= self.ends

    def is_held_by(self, township: str | None) -> bool:
        """Whether a township holds the item by this listing."""
        return self.is_transferred and township in self.item.township_scope


@dataclass(frozen=True, slots=True)
class ItemLists:
    """Every item by code, transferred ones first; the versions of every list; entrustments."""

    by_code: MappingProxyType[str, tuple[Listing, ...]] = field(
        default_factory=lambda: MappingProxyType({})
    )
    versions: tuple[tuple[Fact, ItemListPublished], ...] = ()
    delegations: tuple[tuple[Fact, DelegationSigned], ...] = ()

    @classmethod
    def of(cls, events: Iterable[tuple[Fact, ItemListPublished | DelegationSigned]]) -> Self:
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
                    assert_never(event)
        versions = tuple(version for key in sorted(lists) for version in lists[key])
        return cls(_by_code(lists), versions, tuple(delegations))

    def listings(self, item_code: str, on: date) -> tuple[ListedItem, ...]:
        """Return the list entries of an item in force on a day, transferred ones first."""
        return tuple(e.item for e in self.by_code.get(item_code, ()) if e.in_force(on))

    def is_known(self, item_code: str) -> bool:
        """Whether any version of any list names the item."""
        return item_code in self.by_code

    def held_since(self, item_code: str, township: str, on: date) -> date:
        """Return from which day on a township has held, without a break, an item it holds on `on`.

        What the first version of a list holds has been held since the item's own day.
        """
        held = [e for e in self.by_code.get(item_code, ()) if e.is_held_by(township)]
        since = on
        while before := [e.starts for e in held if e.starts < since <= _day_after(e.ends)]:
            since = min(before)
        first = (e for e in held if e.is_first and e.starts <= since <= e.ends)
        return min([since, *(e.item.effective_from for e in first)])

    def entrustment(
        self, item_code: str, principal: str, township: str, on: date
    ) -> DelegationSigned | None:
        """Return the entrustment of an item by a department to a township on a day, if any.

        The newest counts; one published again under its id takes the place of the earlier one.
        """
        standing = {(e.principal_id, e.delegation_id): e for _, e in self.delegations}
        covering = (
            e
            for e in standing.values()
            if e.principal_id == principal
            and e.entrusted_agency_id == township
            and item_code in e.item_codes
            and e.valid_from <= on <= e.valid_to
        )
        return max(covering, key=lambda e: (e.valid_from, e.delegation_id), default=None)

    def department_is_loaded(self, department: str, on: date) -> bool:
        """Whether the list of what a department itself acts on is loaded (QD-01).

        It is once the department's own list is in force, or any list names an item it retains.
        """
        own = (e for _, e in self.versions if e.kind == "DEPT" and e.agency_judged == department)
        return any(e.effective_from <= on for e in own) or any(
            entry.item.mode == "RETAINED"
            and entry.item.owner_dept_id == department
            and entry.in_force(on)
            for entries in self.by_code.values()
            for entry in entries
        )

    def township_is_loaded(self, township: str, others: Container[str], on: date) -> bool:
        """Whether the list of what a township holds is loaded.

        It is once a list of townships is in force that is not one of the `others`' own, or any
        list names an item that it holds.
        """
        lists = (e for _, e in self.versions if e.kind == "TOWNSHIP")
        own = (e for e in lists if e.agency_judged == township or e.agency_judged not in others)
        return any(e.effective_from <= on for e in own) or any(
            entry.is_held_by(township) and entry.in_force(on)
            for entries in self.by_code.values()
            for entry in entries
        )


def _day_after(day: date) -> date:
    return day if day == date.max else day + _ONE_DAY


def _by_code(
    lists: dict[tuple[str, str], list[tuple[Fact, ItemListPublished]]],
) -> MappingProxyType[str, tuple[Listing, ...]]:
    by_code: dict[str, list[Listing]] = {}
    for list_id in sorted(lists):
        versions = sorted(lists[list_id], key=lambda v: v[1].effective_from)
        first = versions[0][1].effective_from
        for (fact, published), following in zip(versions, [*versions[1:], None], strict=True):
            until = following[1].effective_from - _ONE_DAY if following else date.max
            for item in published.items:
                entry = Listing(
                    _in_scope(item, published),
                    published.effective_from,
                    until,
                    fact,
                    is_first=published.effective_from == first,
                )
                by_code.setdefault(item.item_code, []).append(entry)
    return MappingProxyType(
        {
            code: tuple(sorted(entries, key=lambda e: e.item.mode not in TRANSFERRED))
            for code, entries in by_code.items()
        }
    )


def _in_scope(item: ListedItem, published: ItemListPublished) -> ListedItem:
    """Return the item with its scope: a township's own list that names none is for itself."""
    if item.township_scope or published.kind != "TOWNSHIP" or item.mode not in TRANSFERRED:
        return item
    return item.model_copy(update={"township_scope": (published.agency_judged,)})
