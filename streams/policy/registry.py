"""The registry: who takes part and who may act, effective-dated and folded from events."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum
from itertools import pairwise
from types import MappingProxyType
from typing import Final, Self

from schemas.envelope import Event
from schemas.events.agencies import AgencyRegistered
from schemas.events.authority import ItemListPublished
from schemas.records import ListedItem
from streams.policy.facts import Fact
from streams.policy.registers import CodeTables, Officers, concerns_registers

TRANSFERRED: Final = frozenset({"EMPOWERED", "ENTRUSTED"})
"""Modes in which a township holds an item."""

_SIDES: Final = MappingProxyType(
    {
        "TOWNSHIP_GOV": "TOWNSHIP",
        "SUBDISTRICT_OFFICE": "TOWNSHIP",
        "DISTRICT_DEPT": "DEPARTMENT",
        "JUSTICE_BUREAU": "DEPARTMENT",
    }
)
_TOWNSHIP_DIGITS = 9
_ONE_DAY: Final = timedelta(days=1)


class Side(StrEnum):
    """The two sides that the clauses bind (readings R-21, R-22)."""

    TOWNSHIP = "TOWNSHIP"
    DEPARTMENT = "DEPARTMENT"


@dataclass(frozen=True, slots=True)
class Agency:
    """机关: a registered agency. `active_from` is the first day it is bound to share."""

    id: str
    name: str
    kind: str
    region_code: str
    parent: str | None
    active_from: date

    @property
    def side(self) -> Side | None:
        """Township side, department side, or neither."""
        side = _SIDES.get(self.kind)
        return Side(side) if side else None


@dataclass(frozen=True, slots=True)
class _Entry:
    """An item as one version of a list has it, and the days on which that version counts."""

    item: ListedItem
    listed_from: date
    listed_until: date

    def in_force(self, on: date) -> bool:
        item = self.item
        return (
            max(self.listed_from, item.effective_from)
            <= on
            <= min(self.listed_until, item.effective_to or date.max)
        )


@dataclass(frozen=True, slots=True)
class Registry:
    """Agencies, item lists, officers and code tables of one district."""

    agencies: MappingProxyType[str, Agency] = field(default_factory=lambda: MappingProxyType({}))
    _entries: MappingProxyType[str, tuple[_Entry, ...]] = field(
        default_factory=lambda: MappingProxyType({})
    )
    officers: Officers = field(default_factory=Officers)
    tables: CodeTables = field(default_factory=CodeTables)

    @classmethod
    def of(cls, facts: Iterable[Fact]) -> Self:
        """Return the registry that the facts make, whatever their order.

        The latest registration of an agency counts; of an item list, each version that was not
        corrected, from its effective day until the next one's. A list that the justice bureau
        publishes on behalf of a body is that body's. Facts that do not concern the registry are
        passed over.
        """
        agencies: dict[str, Agency] = {}
        lists: dict[tuple[str, str], list[ItemListPublished]] = {}
        events = [fact.event for fact in sorted(facts, key=lambda f: f.order)]
        for event in events:
            match event:
                case AgencyRegistered() as e:
                    agencies[e.registered_agency_id] = Agency(
                        e.registered_agency_id,
                        e.agency_name,
                        e.kind,
                        e.agency_region_code,
                        e.parent_agency_id,
                        e.active_from,
                    )
                case ItemListPublished() as e:
                    lists.setdefault((e.agency_judged, e.list_id), []).append(e)
                case _:
                    pass
        return cls(
            MappingProxyType(agencies),
            MappingProxyType(_by_code(lists)),
            Officers.of(events),
            CodeTables.of(events),
        )

    def side(self, agency_id: str) -> Side | None:
        """Return the side of an agency, or None when it is bound by neither or unknown."""
        agency = self.agencies.get(agency_id)
        return agency.side if agency else None

    def name(self, agency_id: str) -> str:
        """Return an agency's name, or its code where it is not registered."""
        agency = self.agencies.get(agency_id)
        return agency.name if agency else agency_id

    def is_pair(self, one: str, other: str) -> bool:
        """Whether the two are a township and a department: whom the clauses bind."""
        return {self.side(one), self.side(other)} == {Side.TOWNSHIP, Side.DEPARTMENT}

    def of_kind(self, kind: str) -> tuple[str, ...]:
        """Return the ids of all agencies of a kind, sorted."""
        return tuple(sorted(a.id for a in self.agencies.values() if a.kind == kind))

    def on_side(self, side: Side) -> tuple[str, ...]:
        """Return the ids of all agencies on a side, sorted."""
        return tuple(sorted(a.id for a in self.agencies.values() if a.side is side))

    def township_of(self, region_code: str) -> str | None:
        """Return the township or sub-district office in whose division a place lies."""
        township = region_code[:_TOWNSHIP_DIGITS]
        if len(township) < _TOWNSHIP_DIGITS:
            return None
        return next(
            (
                a.id
                for a in self.agencies.values()
                if a.side is Side.TOWNSHIP and a.region_code == township
            ),
            None,
        )

    def entries(self, item_code: str, on: date) -> tuple[ListedItem, ...]:
        """Return the list entries of an item in force on a day, transferred ones first."""
        return tuple(e.item for e in self._entries.get(item_code, ()) if e.in_force(on))

    def is_transferred(self, item_code: str, on: date) -> bool:
        """Whether some township holds the item on the day."""
        return any(item.mode in TRANSFERRED for item in self.entries(item_code, on))

    def holders(self, item_code: str, on: date) -> tuple[str, ...]:
        """Return the townships that hold an item on a day, sorted."""
        return tuple(
            sorted(
                {
                    township
                    for item in self.entries(item_code, on)
                    if item.mode in TRANSFERRED
                    for township in item.township_scope
                }
            )
        )

    def competent(self, item_code: str, township: str | None, on: date) -> frozenset[str]:
        """Return who may act on an item in a township on a day; empty when no list says so.

        Without a township every holder is possible.
        """
        entries = self.entries(item_code, on)
        holders = self.holders(item_code, on)
        if township in holders:
            return frozenset({township})
        if township is None and holders:
            return frozenset(holders)
        return frozenset(item.owner_dept_id for item in entries[:1])

    def origin(self, item_code: str, on: date) -> str | None:
        """Return the department that a transferred item came from."""
        return next(
            (
                item.transferred_from_dept_id or item.owner_dept_id
                for item in self.entries(item_code, on)
                if item.mode in TRANSFERRED
            ),
            None,
        )


def concerns_registry(event: Event) -> bool:
    """Whether the event changes the registry."""
    return bears_on_rules(event) or concerns_registers(event)


def bears_on_rules(event: Event) -> bool:
    """Whether the event changes what rules conclude, so that they are judged again."""
    return isinstance(event, AgencyRegistered | ItemListPublished)


def _by_code(
    lists: dict[tuple[str, str], list[ItemListPublished]],
) -> dict[str, tuple[_Entry, ...]]:
    """Return item code → entries of every list version, transferred ones first."""
    by_code: dict[str, list[_Entry]] = {}
    for list_id in sorted(lists):
        corrected = {e.supersedes_event_id for e in lists[list_id]}
        standing = (e for e in lists[list_id] if e.event_id not in corrected)
        versions = sorted(standing, key=lambda e: e.effective_from)
        for version, following in pairwise([*versions, None]):
            if version is None:  # only the end mark is None, and nothing follows it
                continue
            until = following.effective_from - _ONE_DAY if following else date.max
            for item in version.items:
                entry = _Entry(item, version.effective_from, until)
                by_code.setdefault(item.item_code, []).append(entry)
    return {
        code: tuple(sorted(entries, key=lambda e: e.item.mode not in TRANSFERRED))
        for code, entries in by_code.items()
    }
