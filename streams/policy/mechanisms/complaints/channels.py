"""监督渠道 (TS-01): every township and department publishes where to complain.

A register: judged over the district as it stands, one verdict an agency. Of an agency that stood
before the hub's log began nothing is said until some agency has published a channel: until then
the register has not been loaded (§12).
"""

from __future__ import annotations

from typing import Final

from schemas.events.agencies import AgencyRegistered
from schemas.instants import shanghai_day
from streams.policy.case import Case
from streams.policy.ledger import Entries
from streams.policy.registry import Agency
from streams.policy.rulebook import rule
from streams.policy.standing_duties import agencies_of, conclude_of_register

TS_01: Final = rule("TS-01")


def judge(case: Case, entries: Entries) -> None:
    """Enter of every agency that takes part whether the public knows where to complain."""
    channels, today = case.registry.contacts.channels, shanghai_day(case.now)
    registered = {event.registered_agency_id for _, event in case.all(AgencyRegistered)}
    for agency in agencies_of(case):
        asked = channels or agency.id in registered
        if asked and agency.side is not None and agency.is_active(today):
            _conclude(agency, len(channels.get(agency.id, ())), entries)


def _conclude(agency: Agency, count: int, entries: Entries) -> None:
    conclude_of_register(
        entries,
        TS_01,
        "COMPLIANT" if count else "VIOLATION",
        agency=agency.id,
        subject=agency.id,
        zh=f"{agency.name} 已公布监督渠道 {count} 个" if count else f"{agency.name} 未公布监督渠道",
        en=f"{agency.id} has published {count} channels for complaints",
        code=None if count else "NO_PUBLIC_CHANNEL",
        count=count,
        missing=() if count else ("channel",),
    )
