"""机关: who takes part, on which side, from when to when, and who follows whom."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from types import MappingProxyType
from typing import Final, assert_never

from schemas.events.agencies import AgencyChanged, AgencyRegistered
from streams.policy.facts import Fact


class Side(StrEnum):
    """The two sides that the clauses bind (readings R-21, R-22)."""

    TOWNSHIP = "TOWNSHIP"
    DEPARTMENT = "DEPARTMENT"


_SIDES: Final = {
    "TOWNSHIP_GOV": Side.TOWNSHIP,
    "SUBDISTRICT_OFFICE": Side.TOWNSHIP,
    "DISTRICT_DEPT": Side.DEPARTMENT,
    "JUSTICE_BUREAU": Side.DEPARTMENT,
}


@dataclass(frozen=True, slots=True)
class Ending:
    """终止: the last day of an agency, who follows it, and the event that says so."""

    active_to: date
    successor: str
    fact: Fact


@dataclass(frozen=True, slots=True)
class Agency:
    """机关: a registered agency. `active_from` is the first day it is bound to share."""

    id: str
    name: str
    kind: str
    region_code: str
    parent: str | None
    active_from: date
    ending: Ending | None = None

    @property
    def side(self) -> Side | None:
        """Township side, department side, or neither."""
        return _SIDES.get(self.kind)

    def is_active(self, on: date) -> bool:
        """Whether the agency takes part on a day."""
        return self.active_from <= on and (self.ending is None or on <= self.ending.active_to)


def agencies_of(
    events: Iterable[tuple[Fact, AgencyRegistered | AgencyChanged]],
) -> Mapping[str, Agency]:
    """Return the agencies that events make, given in their order; the last registration counts."""
    agencies: dict[str, Agency] = {}
    endings: dict[str, Ending] = {}
    for fact, event in events:
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
            case AgencyChanged() as e:
                endings[e.changed_agency_id] = Ending(e.active_to, e.successor_id, fact)
            case _:
                assert_never(event)
    return MappingProxyType(
        {key: replace(agency, ending=endings.get(key)) for key, agency in agencies.items()}
    )
