"""The registry: who takes part and who may act, effective-dated and folded from events."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime
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

T = TypeVar("T")

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

    __slots__ = ("_facts", "_made", "scorecards")

    def __init__(
        self,
        facts: Mapping[str, tuple[Fact, ...]] = MappingProxyType({}),
        made: Mapping[str, Any] = MappingProxyType({}),
        scorecards: frozenset[Scorecard] = frozenset(),
    ) -> None:
        self._facts = facts
        self._made = dict(made)
        self.scorecards = scorecards

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
    def agencies(self) -> Mapping[str, Agency]:
        """Agencies by credit code."""
        return self._register("agencies", agencies_of)

    @property
    def items(self) -> ItemLists:
        """Item lists and entrustments."""
        return self._register("items", ItemLists.of)

    @property
    def officers(self) -> Officers:
        """Officers, their bars and their posts."""
        return self._register("officers", Officers.of)

    @property
    def tables(self) -> CodeTables:
        """The district's own code tables."""
        return self._register("tables", CodeTables.of)

    @property
    def contacts(self) -> Contacts:
        """Liaisons, complaint channels and review bodies."""
        return self._register("contacts", Contacts.of)

    @property
    def standards(self) -> Standards:
        """Standards by their id."""
        return self._register("standards", Standards.of)

    @property
    def calendar(self) -> WorkCalendar:
        """The working days that the district counts by."""
        return self._register("calendar", calendar_of)

    @property
    def outages(self) -> tuple[Outage, ...]:
        """Intervals in which the hub could not accept events."""
        return self._register("outages", outages_of)

    def _register(self, name: str, make: Callable[[list[tuple[Fact, Any]]], T]) -> T:
        if name not in self._made:
            standing = standing_facts(self._facts.get(name, ()))
            self._made[name] = make([(fact, fact.event) for fact in standing])
        register: T = self._made[name]
        return register

    def side(self, agency_id: str) -> Side | None:
        """Return the side of an agency, or None when it is bound by neither or unknown."""
        agency = self.agencies.get(agency_id)
        return agency.side if agency else None

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
        agency = self.agencies.get(agency_id)
        if agency is None or agency.side is not None:
            return agency_id
        return agency.parent or agency_id

    def acts_for(self, agency: str, debtor: str) -> bool:
        """Whether what an agency does discharges a debtor.

        It is the debtor, one of its organs that has no side of its own, or follows it.
        """
        agency = self.principal(agency)
        followed = {debtor}
        while agency not in followed:
            ended = self.agencies.get(debtor)
            if ended is None or ended.ending is None or ended.ending.successor in followed:
                return False
            debtor = ended.ending.successor
            followed.add(debtor)
        return True

    def standing_for(self, agency_id: str, at: datetime) -> str:
        """Return who answers for an agency at an instant: after its last day, who follows it."""
        followed: set[str] = set()
        while agency_id not in followed:
            followed.add(agency_id)
            agency = self.agencies.get(agency_id)
            if agency and agency.ending and at > end_of_day(agency.ending.active_to):
                agency_id = agency.ending.successor
        return agency_id

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
