"""A case before the judge: a scope's facts, the registry, the pack and the time."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from dataclasses import field
from datetime import date, datetime, timedelta
from functools import partial
from itertools import chain
from typing import Any, Final, Self, TypeVar

from schemas.envelope import Event
from schemas.instants import shanghai_day, start_of_day
from streams.policy.calendar import WorkCalendar
from streams.policy.clocks import Due, hours, natural_days, working_days
from streams.policy.completeness import Completeness
from streams.policy.facts import Fact
from streams.policy.looks import EVERYTHING, OUTSIDE, TIME, Looks
from streams.policy.obligations import Discharge, Extension
from streams.policy.pack import RulePack
from streams.policy.records import record
from streams.policy.registry import Registry
from streams.policy.rules import Clock, ScopeKind, Unit

E = TypeVar("E", bound=Event)
T = TypeVar("T")

_SEVERAL: Final = 2


def its_own(fact: Fact) -> Hashable:
    """Name a matter in which a fact stands alone."""
    return fact.id


@record
class Case:
    """What a mechanism judges.

    `key` is the key of the scope: a party, an officer, an agency, …; empty for a matter. `known`
    are its facts in arrival order; a check asks for them, and for the time, and `looks` keeps what
    it asked for.
    """

    kind: ScopeKind
    district: str
    key: str
    registry: Registry
    pack: RulePack
    known: tuple[Fact, ...]
    _now: datetime
    by_type: Mapping[type[Event], list[tuple[Fact, Any]]]
    _summary: Completeness | None = None
    _matter_of: Callable[[Fact], Hashable] = its_own
    _found: dict[object, Any] = field(default_factory=dict, compare=False, repr=False)
    """What was asked of the case before: it holds for as long as the case does."""
    looks: Looks = field(default_factory=Looks, compare=False, repr=False)
    """What was looked at."""

    @classmethod
    def of(
        cls,
        kind: ScopeKind,
        facts: tuple[Fact, ...],
        registry: Registry,
        pack: RulePack,
        now: datetime,
        *,
        district: str = "",
        key: str = "",
        summary: Completeness | None = None,
        matter_of: Callable[[Fact], Hashable] = its_own,
    ) -> Self:
        """Return the case of some facts, given in arrival order."""
        by_type: defaultdict[type[Event], list[tuple[Fact, Any]]] = defaultdict(list)
        for fact in facts:
            event = fact.event
            by_type[type(event)].append((fact, event))
        indexed = dict(by_type)
        return cls(kind, district, key, registry, pack, facts, now, indexed, summary, matter_of)

    @property
    def facts(self) -> tuple[Fact, ...]:
        """Every fact, in arrival order. Whoever needs those of some types asks for these."""
        self.looks.seen.add(EVERYTHING)
        return self.known

    @property
    def now(self) -> datetime:
        """The hub's time, UTC."""
        self.looks.seen.add(TIME)
        return self._now

    def has_come(self, at: datetime) -> bool:
        """Whether an instant has come. What has come stays so, and is no look at time."""
        return at <= self._now or at <= self.now

    def standing_for(self, agency_id: str) -> str:
        """Return who answers for an agency now: after its last day, who follows it."""
        is_to_end = agency_id in self.registry.endings
        return self.registry.standing_for(agency_id, self.now) if is_to_end else agency_id

    @property
    def summary(self) -> Completeness | None:
        """What all events of an agency come to; `facts` hold only some of them."""
        self.looks.seen.add(OUTSIDE)
        return self._summary

    def matter_of(self, fact: Fact) -> Hashable:
        """Return the name of the matter of a fact, for a scope that lies across matters."""
        self.looks.seen.add(OUTSIDE)
        return self._matter_of(fact)

    @property
    def calendar(self) -> WorkCalendar:
        """The working days that the district counts by."""
        return self.registry.calendar

    def all(self, model: type[E]) -> Sequence[tuple[Fact, E]]:
        """Return every fact of one event type with its event, in arrival order."""
        self.looks.seen.add(model)
        return self.by_type.get(model, ())

    def bearing(self, *names: str) -> Iterator[Fact]:
        """Yield every fact that bears one of some identifiers, in arrival order.

        They are those of the envelope: references to a matter, and `supersedes_event_id`.
        """
        self.looks.seen.update(names)
        for fact in self.known:
            if not fact.traits.isdisjoint(names):
                yield fact

    def among(self, *models: type[Event]) -> Sequence[tuple[Fact, Any]]:
        """Return every fact of several event types with its event, in arrival order."""
        self.looks.seen.update(models)
        return _in_arrival_order([f for model in models if (f := self.by_type.get(model))])

    def naming(self, model: type[E], name: str, *values: object) -> Sequence[tuple[Fact, E]]:
        """Return every fact of one type whose field has one of the values, in arrival order."""
        self.looks.seen.add(model)
        if model not in self.by_type:
            return ()
        by_value: Mapping[Any, list[tuple[Fact, E]]] | None = self._found.get((model, name))
        if by_value is None:
            by_value = self._found[model, name] = _by_value(self.all(model), name)
        if len(values) == 1:
            return by_value.get(values[0], ())
        return _in_arrival_order([facts for v in values if (facts := by_value.get(v))])

    def done_by(self, agency: str, *models: type[Event]) -> Sequence[tuple[Fact, Any]]:
        """Return every fact of some types that counts as an agency's own, in arrival order."""
        self.looks.seen.update(models)
        by_agency: Mapping[Any, list[tuple[Fact, Any]]] | None = self._found.get(models)
        if by_agency is None:
            by_agency = self._found[models] = _by_value(self.among(*models), "agency_judged")
        acts_for = self.registry.acts_for
        return _in_arrival_order([f for who, f in by_agency.items() if acts_for(who, agency)])

    def once(self, derive: Callable[[Case], T]) -> T:
        """Return what a function makes of the case, made when it is first asked for.

        For what several checks ask: the function depends on the case alone.
        """
        known: tuple[T, frozenset[object]] | None = self._found.get(derive)
        if known is None:
            known = self._found[derive] = self.looks.taken(partial(derive, self))
        made, looked_at = known
        self.looks.seen |= looked_at
        return made

    def first(self, model: type[E], **named: object) -> tuple[Fact, E] | None:
        """Return the first received fact of a type whose fields have the named values, if any."""
        for fact, event in self.all(model):
            if all(getattr(event, name) == value for name, value in named.items()):
                return fact, event
        return None

    def has(self, *models: type[Event]) -> bool:
        """Whether the scope holds any fact of these types."""
        self.looks.seen.update(models)
        return any(model in self.by_type for model in models)

    def due(self, clock: Clock, start: datetime, excluded: tuple[date, ...] = ()) -> Due:
        """Return the due time of a clock of days or hours from a start, by the pack's numbers.

        Raises:
            ValueError: the clock counts neither days nor hours.
        """
        amount = self.pack.params.number(clock.param) if clock.param else clock.amount
        match clock.unit:
            case Unit.WORKING_DAY:
                return working_days(start, amount, self.calendar, excluded)
            case Unit.NATURAL_DAY:
                return natural_days(start, amount, self.calendar, excluded)
            case Unit.HOUR:
                return hours(start, amount)
            case _:
                raise ValueError(f"a clock of {clock.unit} needs more than a start")

    def soon_after(self, start: datetime) -> datetime:
        """Return when a duty to act at once (立即) is due soon: minutes after its start."""
        return start + timedelta(minutes=self.pack.params.number("immediate_warn_minutes"))

    def soon_before(self, extensions: Sequence[Extension]) -> datetime | None:
        """Return when sharing that was extended is due soon (GX-12): working days before the day.

        From 00:00 of that working day. None where nothing was extended, or where the hub was told
        only after that instant: then it is due soon when the declared day begins.
        """
        if not extensions:
            return None
        last, days = extensions[-1], self.pack.params.number("extension_warn_wd")
        soon = start_of_day(self.calendar.day_before(shanghai_day(last.due_after), days))
        return soon if soon > last.received_at else None


def _by_value(facts: Sequence[tuple[Fact, E]], name: str) -> Mapping[Any, list[tuple[Fact, E]]]:
    found: dict[Any, list[tuple[Fact, E]]] = {}
    for known in facts:
        found.setdefault(getattr(known[1], name), []).append(known)
    return found


def _in_arrival_order(found: list[list[tuple[Fact, E]]]) -> Sequence[tuple[Fact, E]]:
    if len(found) < _SEVERAL:
        return found[0] if found else ()
    return sorted(chain.from_iterable(found), key=lambda known: known[0].order)


def at_receipt(fact: Fact | None) -> Discharge | None:
    """Return the end of a hub clock: the receipt of a fact."""
    return Discharge(fact.shared_at, fact.id, fact.shared_at) if fact else None


def at_act(fact: Fact, at: datetime) -> Discharge:
    """Return the end of a fact clock: the act's own time, published with the fact.

    It is known to the day only where the event says so of the field that holds it.
    """
    by_day = any(getattr(fact.event, field, None) == at for field in fact.event.date_only)
    return Discharge(at, fact.id, fact.shared_at, by_day)
