"""A second opinion on what a simulation says: read from its messages alone."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

import chinese_calendar

from producers.simulator.planned import Planned, Simulation
from schemas.envelope import Event
from schemas.events.agencies import AgencyRegistered
from schemas.events.authority import ItemListPublished
from schemas.records import ListedItem

TOWNSHIPS = {"TOWNSHIP_GOV", "SUBDISTRICT_OFFICE"}


@dataclass(frozen=True)
class Registry:
    """Who there is and who is competent for what, as the published lists have it."""

    agencies: dict[str, AgencyRegistered]
    items: dict[str, ListedItem]

    @classmethod
    def of(cls, simulation: Simulation) -> Registry:
        """Read the registration events."""
        agencies: dict[str, AgencyRegistered] = {}
        items: dict[str, ListedItem] = {}
        for _, event in firsts(simulation):
            match event:
                case AgencyRegistered():
                    agencies[event.registered_agency_id] = event
                case ItemListPublished():
                    items |= {item.item_code: item for item in event.items}
                case _:
                    pass
        return cls(agencies, items)

    def competent(self, item_code: str, region_code: str) -> str:
        """Return who is competent for the item in the township of the region."""
        item = self.items[item_code]
        township = next(
            code
            for code, agency in self.agencies.items()
            if agency.kind in TOWNSHIPS and agency.agency_region_code == region_code[:9]
        )
        held = item.mode in {"EMPOWERED", "ENTRUSTED"} and township in item.township_scope
        return township if held else item.owner_dept_id

    def is_township(self, agency: str) -> bool:
        """Whether the agency stands on the township side."""
        return self.agencies[agency].kind in TOWNSHIPS


def firsts(simulation: Simulation) -> list[tuple[Planned, Event]]:
    """Return the readable messages without the second copies."""
    seen = set()
    found = []
    for message in simulation.messages:
        if message.event is not None and message.event.event_id not in seen:
            seen.add(message.event.event_id)
            found.append((message, message.event))
    return found


def shanghai(instant: datetime) -> date:
    """Return the date in Asia/Shanghai, by plain arithmetic."""
    return (instant.replace(tzinfo=None) + timedelta(hours=8)).date()


def third_working_day(discovered_at: datetime) -> date:
    """Return the last day for a referral; the day of discovery does not count."""
    day, left = shanghai(discovered_at), 3
    while left:
        day += timedelta(days=1)
        left -= chinese_calendar.is_workday(day)
    return day
