"""The registry: who takes part and who may act, effective-dated and folded from events."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from functools import cached_property
from types import MappingProxyType
from typing import Any, Final, Self, TypeVar

from schemas.envelope import Event
from schemas.events.agencies import (
    AgencyChanged,
    AgencyChannelPublished,
    AgencyLiaisonFiled,
    AgencyLiaisonRegistered,
    AgencyRegistered,
    AgencyReviewBodyRegistered,
    CalendarPublished,
    ClosureDeclared,
    CodeTablePublished,
    OfficerCredentialChanged,
    OfficerRegistered,
    PostAssigned,
)
from schemas.events.authority import DelegationSigned, ItemListPublished
from schemas.events.law_changes import StandardPublished
from schemas.events.supervision import AccountabilityDecided, HubOutageRecorded
from schemas.instants import end_of_day
from schemas.records import ListedItem
from streams.policy.calendar import WorkCalendar
from streams.policy.corrections import standing_facts
from streams.policy.facts import Fact
from streams.policy.registry.agencies import Agency, Ending, Side, agencies_of
from streams.policy.registry.contacts import Contacts, Standards
from streams.policy.registry.items import TRANSFERRED, ItemLists
from streams.policy.registry.officers import VALID, Officer, Officers
from streams.policy.registry.tables import REGIONS, CodeTables
from streams.policy.registry.time import Outage, calendar_of, outages_of

__all__ = [
    "REGIONS",
    "REGISTER_OF",
    "TRANSFERRED",
    "VALID",
    "Agency",
    "Ending",
    "Officer",
    "Officers",
    "Registry",
    "Scorecard",
    "Side",
    "bears_on_rules",
    "concerns_registry",
]

K = TypeVar("K")

_TOWNSHIP_DIGITS: Final = 9

Scorecard = tuple[str, int]
"""评分表: id and year of a scorecard that the hub has computed."""


class Registry:
    """Agencies, item lists, entrustments, officers, contacts, standards and calendar of a district.

    The order in which facts are given makes no difference; corrections stand in for what they
    correct; facts that do not concern the registry are passed over. A register is made when it is
    first asked for, and a fact makes only its own register anew: loading a district of many
    officers costs no more a fact than loading a small one.
    """

    def __init__(
        self,
        facts: Mapping[str, tuple[Fact, ...]] = MappingProxyType({}),
        made: Mapping[str, Any] = MappingProxyType({}),
        scorecards: frozenset[Scorecard] = frozenset(),
    ) -> None:
        self._facts = facts
        self.scorecards = scorecards
        vars(self).update(made)

    @classmethod
    def of(cls, facts: Iterable[Fact]) -> Self:
        """Return the registry that the facts make."""
        by_register: dict[str, list[Fact]] = {}
        for fact in facts:
            if (name := REGISTER_OF.get(type(fact.event))) is not None:
                by_register.setdefault(name, []).append(fact)
        return cls({name: tuple(found) for name, found in by_register.items()})

    def with_fact(self, fact: Fact) -> Self:
        """Return the registry with one more fact."""
        name = REGISTER_OF.get(type(fact.event))
        if name is None:
            return self
        facts = {**self._facts, name: (*self._facts.get(name, ()), fact)}
        made = {other: register for other, register in self._made.items() if other != name}
        return type(self)(facts, made, self.scorecards)

    def with_scorecards(self, scorecards: frozenset[Scorecard]) -> Self:
        """Return the registry that knows the scorecards that the hub has computed."""
        return type(self)(self._facts, self._made, scorecards)

    @property
    def _made(self) -> dict[str, Any]:
        """The registers that were asked for; what is looked up in them is made anew."""
        return {name: made for name, made in vars(self).items() if name in _REGISTERS}

    @cached_property
    def agencies(self) -> Mapping[str, Agency]:
        """Agencies by credit code."""
        return agencies_of(self._events("agencies"))

    @cached_property
    def items(self) -> ItemLists:
        """Item lists and entrustments."""
        return ItemLists.of(self._events("items"))

    @cached_property
    def officers(self) -> Officers:
        """Officers, their bars and their posts."""
        return Officers.of(self._events("officers"))

    @cached_property
    def tables(self) -> CodeTables:
        """The district's own code tables."""
        return CodeTables.of(self._events("tables"))

    @cached_property
    def contacts(self) -> Contacts:
        """Liaisons, complaint channels and review bodies."""
        return Contacts.of(self._events("contacts"))

    @cached_property
    def standards(self) -> Standards:
        """Standards by their id."""
        return Standards.of(self._events("standards"))

    @cached_property
    def calendar(self) -> WorkCalendar:
        """The working days that the district counts by."""
        return calendar_of(self._events("calendar"))

    @cached_property
    def outages(self) -> tuple[Outage, ...]:
        """Intervals in which the hub could not accept events."""
        return outages_of(self._events("outages"))

    def _events(self, name: str) -> list[tuple[Fact, Any]]:
        return [(fact, fact.event) for fact in standing_facts(self._facts.get(name, ()))]

    @cached_property
    def _sides(self) -> Mapping[str, Side | None]:
        return {agency.id: agency.side for agency in self.agencies.values()}

    @cached_property
    def _principals(self) -> Mapping[str, str]:
        known = self.agencies.values()
        return {a.id: a.parent for a in known if a.side is None and a.parent}

    @cached_property
    def endings(self) -> Mapping[str, Ending]:
        """How agencies ended, by credit code of those that did."""
        return {a.id: a.ending for a in self.agencies.values() if a.ending is not None}

    @cached_property
    def posting(self) -> frozenset[str]:
        """The townships and departments that have assigned posts, themselves or by an organ."""
        made = self.officers.posting
        return made.union(self.principal(agency) for agency in made)

    @cached_property
    def _by_kind(self) -> Mapping[str, tuple[str, ...]]:
        return _ids_by((agency.kind, agency) for agency in self.agencies.values())

    @cached_property
    def _by_side(self) -> Mapping[Side | None, tuple[str, ...]]:
        return _ids_by((agency.side, agency) for agency in self.agencies.values())

    @cached_property
    def _townships(self) -> Mapping[str, str]:
        """The first registered township or sub-district office of each division code."""
        known = reversed([*self.agencies.values()])
        return {a.region_code: a.id for a in known if a.side is Side.TOWNSHIP}

    def side(self, agency_id: str) -> Side | None:
        """Return the side of an agency, or None when it is bound by neither or unknown."""
        return self._sides.get(agency_id)

    def kind(self, agency_id: str) -> str:
        """Return the kind of an agency, empty when it is unknown."""
        agency = self.agencies.get(agency_id)
        return agency.kind if agency else ""

    def name(self, agency_id: str) -> str:
        """Return an agency's name, or its code where it is not registered."""
        agency = self.agencies.get(agency_id)
        return agency.name if agency else agency_id

    def names(self, agency_ids: Iterable[str]) -> str:
        """Return the names of agencies, joined as Chinese text joins them."""
        return "、".join(self.name(agency) for agency in agency_ids)

    def is_pair(self, one: str, other: str) -> bool:
        """Whether the two are a township and a department: whom the clauses bind."""
        return {self.side(one), self.side(other)} == {Side.TOWNSHIP, Side.DEPARTMENT}

    def principal(self, agency_id: str) -> str:
        """Return the agency that answers for an organ without a side of its own, else itself."""
        return self._principals.get(agency_id, agency_id)

    def acts_for(self, agency: str, debtor: str) -> bool:
        """Whether what an agency does discharges a debtor.

        It is the debtor, one of its organs that has no side of its own, or follows it.
        """
        agency = self._principals.get(agency, agency)
        if agency == debtor:
            return True
        followed = {debtor}
        while agency not in followed:
            ending = self.endings.get(debtor)
            if ending is None or ending.successor in followed:
                return False
            debtor = ending.successor
            followed.add(debtor)
        return True

    def standing_for(self, agency_id: str, at: datetime) -> str:
        """Return who answers for an agency at an instant: after its last day, who follows it."""
        followed: set[str] = set()
        while agency_id not in followed:
            followed.add(agency_id)
            ending = self.endings.get(agency_id)
            if ending is not None and at > end_of_day(ending.active_to):
                agency_id = ending.successor
        return agency_id

    def of_kind(self, kind: str) -> tuple[str, ...]:
        """Return the ids of all agencies of a kind, sorted."""
        return self._by_kind.get(kind, ())

    def on_side(self, side: Side) -> tuple[str, ...]:
        """Return the ids of all agencies on a side, sorted."""
        return self._by_side.get(side, ())

    def township_of(self, region_code: str) -> str | None:
        """Return the township or sub-district office in whose division a place lies."""
        township = region_code[:_TOWNSHIP_DIGITS]
        return self._townships.get(township) if len(township) == _TOWNSHIP_DIGITS else None

    def list_is_loaded(self, agency_id: str, on: date) -> bool:
        """Whether a list in force on a day says what an agency itself acts on (QD-01)."""
        if self.side(agency_id) is Side.TOWNSHIP:
            others = self.on_side(Side.TOWNSHIP)
            return self.items.township_is_loaded(agency_id, others, on)
        return self.items.department_is_loaded(agency_id, on)

    def entries(self, item_code: str, on: date) -> tuple[ListedItem, ...]:
        """Return the list entries of an item in force on a day, transferred ones first."""
        return self.items.listings(item_code, on)

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

    def in_outage(self, *instants: datetime | None) -> bool:
        """Whether any of the instants lies within an outage of the hub."""
        return any(
            first <= instant <= last
            for first, last in self.outages
            for instant in instants
            if instant is not None
        )


def _ids_by(agencies: Iterable[tuple[K, Agency]]) -> Mapping[K, tuple[str, ...]]:
    """Return the ids of agencies by what they are told apart by, sorted."""
    found: dict[K, list[str]] = {}
    for key, agency in agencies:
        found.setdefault(key, []).append(agency.id)
    return {key: tuple(sorted(ids)) for key, ids in found.items()}


def concerns_registry(event: Event) -> bool:
    """Whether the event changes the registry."""
    return type(event) in REGISTER_OF


def bears_on_rules(event: Event) -> bool:
    """Whether the event changes what rules conclude, so that they are judged again."""
    return concerns_registry(event) and not isinstance(event, CodeTablePublished)


REGISTER_OF: Final = MappingProxyType[type[Event], str](
    {
        AgencyRegistered: "agencies",
        AgencyChanged: "agencies",
        ItemListPublished: "items",
        DelegationSigned: "items",
        OfficerRegistered: "officers",
        OfficerCredentialChanged: "officers",
        AccountabilityDecided: "officers",
        PostAssigned: "officers",
        AgencyLiaisonRegistered: "contacts",
        AgencyLiaisonFiled: "contacts",
        AgencyChannelPublished: "contacts",
        AgencyReviewBodyRegistered: "contacts",
        StandardPublished: "standards",
        CodeTablePublished: "tables",
        CalendarPublished: "calendar",
        ClosureDeclared: "calendar",
        HubOutageRecorded: "outages",
    }
)
"""Event type → the register that it changes."""

_REGISTERS: Final = frozenset(REGISTER_OF.values())
