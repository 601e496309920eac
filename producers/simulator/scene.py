"""The stage on which a day is played: what has been said so far, not yet numbered or encoded."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from hashlib import sha256
from random import Random
from typing import Any, Final, Self
from uuid import UUID, uuid5

from producers.simulator.district import Agency, District, Village, district
from producers.simulator.hours import Hours, compact
from producers.simulator.items import Item
from producers.simulator.people import Party, party
from producers.simulator.registers import Registers, settled
from schemas.envelope import Event

_NAMESPACE: Final = UUID("6a1f3c52-8f0e-5b7a-9d41-37132220261b")
_SEQUENCE_DIGITS: Final = 8


@dataclass(slots=True)
class Draft:
    """An event before it has its number in its source: the numbers follow the order of sharing."""

    event_id: UUID
    model: type[Event]
    by: Agency
    region_code: str
    subject: str
    occurred_at: datetime
    recorded_at: datetime
    shared_at: datetime
    fields: dict[str, Any]
    formed_at: datetime | None = None
    basis: str | None = None
    category: str = "NONE"
    tampered: bool = False
    """Part of what is injected, so nothing else is done to it."""

    @property
    def source(self) -> str:
        """The source system that says it; departments license and enforce in two systems."""
        system = "licensing" if self.model.TYPE.startswith("license.") else "enforcement"
        return f"urn:xzzf:{self.region_code[:6]}:{self.by.agency_id}:{system}"

    def event(self, number: int, numbers: dict[str, str]) -> Event:
        """Return the finished event under its number in its source."""
        record: dict[str, Any] = {
            "event_id": self.event_id,
            "source": self.source,
            "event_type": f"cn.xzzf.{self.model.TYPE}.v1",
            "occurred_at": self.occurred_at,
            "recorded_at": self.recorded_at,
            "formed_at": self.formed_at,
            "formed_at_basis": self.basis,
            "subject": self.subject,
            "source_seq": f"{number:0{_SEQUENCE_DIGITS}}",
            "share_category": self.category,
            "agency_id": self.by.agency_id,
            "region_code": self.region_code,
            **self.fields,
        }
        return self.model.model_validate(settled(record, numbers))


@dataclass(frozen=True, slots=True)
class Place:
    """A village of a township."""

    township: Agency
    village: Village

    @property
    def address(self) -> str:
        """Where it is, for people."""
        township = self.township.name.removesuffix("人民政府").removesuffix("办事处")
        return f"{township}{self.village.name}"


@dataclass(frozen=True, slots=True)
class Matter:
    """Who found what where, with whom, and under which ids its events name one another."""

    by: Agency
    item: Item
    place: Place
    party: Party
    competent: Agency
    """The agency that is declared competent; `by` itself when the violation is its own."""
    grounds: tuple[str, ...] = ()
    inspection_no: str | None = None
    violation_id: str | None = None
    referral_id: str | None = None
    case_id: str | None = None

    @property
    def own(self) -> bool:
        """Whether the finder is declared competent."""
        return self.by == self.competent

    def known(self, **ids: str) -> Self:
        """Return the matter with further ids."""
        return replace(self, **ids)  # type: ignore[arg-type]  # only ids, all text

    @property
    def privacy(self) -> str:
        """The privacy class of what is said about the party."""
        return "PERSONAL" if self.party["party_category"] == "自然人" else "INTERNAL"

    def references(self, *kinds: str) -> dict[str, str]:
        """Return those of the named ids that are known."""
        named = {kind: getattr(self, kind) for kind in kinds}
        return {kind: value for kind, value in named.items() if value}


@dataclass(slots=True)
class Scene:
    """Everything one simulated day draws from and adds to. One seed and day, one outcome."""

    seed: int
    day: date
    rng: Random = field(init=False)
    hours: Hours = field(init=False)
    registers: Registers = field(init=False)
    district: District = field(init=False)
    drafts: list[Draft] = field(init=False, default_factory=list)
    _serial: Counter[str] = field(init=False, default_factory=Counter)

    def __post_init__(self) -> None:
        self.rng = Random(f"hutong/{self.seed}/{self.day}")  # noqa: S311  no secret
        self.hours = Hours(self.day, self.rng)
        self.registers = Registers(self.rng)
        self.district = district()

    def event_id(self) -> UUID:
        """Return the next event id."""
        return uuid5(_NAMESPACE, f"{self.seed}/{self.day}/{self.serial('event')}")

    def serial(self, kind: str) -> int:
        """Count up and return the number of a kind of thing, from 1."""
        self._serial[kind] += 1
        return self._serial[kind]

    def business_id(self, kind: str, agency: Agency) -> str:
        """Return a new business id such as `WF-371322101-20261123-0007`."""
        return f"{kind}-{agency.region_code}-{compact(self.day)}-{self.serial(kind):04}"

    def say(self, draft: Draft) -> Draft:
        """Add what an agency says."""
        self.drafts.append(draft)
        return draft

    def place(self, township: Agency | None = None) -> Place:
        """Return a village, of the township if one is given."""
        home = township or self.rng.choice(self.district.townships)
        return Place(home, self.rng.choice(self.district.villages[home.agency_id]))

    def party(self) -> Party:
        """Return a new party."""
        return party(self.rng)

    def recorded(self, formed_at: datetime, shared_at: datetime) -> datetime:
        """Return when it was recorded: within a minute, and before it was shared."""
        return min(self.hours.later(formed_at, 0, 1), shared_at)

    def sha256(self) -> str:
        """Return the content hash of an attached document."""
        return sha256(self.rng.randbytes(16)).hexdigest()
