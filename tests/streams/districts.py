"""Events in other districts than their own: under other division codes, with ids of their own."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime
from functools import cache
from types import MappingProxyType
from typing import Final
from uuid import UUID, uuid5

from stdnum.cn import uscc

from producers.simulator.planned import Planned
from producers.simulator.simulation import simulate
from schemas.catalogue import TOPIC_OF
from schemas.codec import cloud_headers, encode
from schemas.envelope import Event
from schemas.events.agencies import AgencyRegistered
from schemas.fields import READING

_DAY: Final = date(2026, 11, 9)
_SIMULATED: Final = "371322"
_ID: Final = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-5[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}")
_IDS: Final = UUID("7d1c8c57-5b1e-5d0c-9a53-6f0d5be1f0a4")


def in_districts(codes: tuple[str, ...], events: int) -> list[Planned]:
    """Return a simulated day of at least so many events in each district, in order of its times.

    What is written of a district names places under its own code and agencies by credit codes of
    their own. Names of places may then be unknown to the code tables: that is noted or refused, of
    the same messages always.
    """
    found: list[Planned] = []
    for number, code in enumerate(codes, 1):
        messages = simulate(number, day=_DAY, events=events).messages
        agencies = {
            m.event.registered_agency_id for m in messages if isinstance(m.event, AgencyRegistered)
        }
        names = {agency: credit_code(agency, code) for agency in agencies}
        found += [_moved(message, code, names) for message in messages]
    return sorted(found, key=lambda message: message.shared_at)


def _moved(message: Planned, code: str, names: Mapping[str, str]) -> Planned:
    if message.event is None:
        return replace(message, key=code.encode())
    there = elsewhere(message.event, _SIMULATED, code, names=names)
    return replace(planned(there, message.shared_at), topic_plain=message.topic_plain)


def credit_code(code: str, district: str) -> str:
    """Return the credit code that stands for an agency's in another district; GB 32100's check.

    Codes stand in the same order as before.
    """
    number = f"{code[:2]}{district}{code[8:-1]}"
    return number + str(uscc.calc_check_digit(number))


def text_elsewhere(text: str, own: str, code: str, mark: str = "") -> str:
    """Return a text of the district `own` with the places and, by a mark, the ids of another."""
    there = _beginning(own).sub(code, text)
    if not mark:
        return there
    return _ID.sub(lambda found: str(id_elsewhere(UUID(found[0]), code, mark)), there)


def elsewhere(
    event: Event,
    own: str,
    code: str,
    *,
    mark: str = "",
    names: Mapping[str, str] = MappingProxyType({}),
) -> Event:
    """Return an event of the district `own` as one of another, with other identifiers for `names`.

    With a `mark` it has ids of its own (`id_elsewhere`).
    """
    text = text_elsewhere(event.model_dump_json(), own, code, mark)
    if names:
        told = re.compile(rf"\b({'|'.join(map(re.escape, sorted(names, reverse=True)))})\b")
        text = told.sub(lambda found: names[found[0]], text)
    there = type(event).model_validate_json(text, context={READING: True})
    assert isinstance(there, Event)
    return there


def id_elsewhere(event_id: UUID, code: str, mark: str) -> UUID:
    """Return the id that an event has in another district."""
    return uuid5(_IDS, f"{code}/{mark}/{event_id}")


@cache
def _beginning(code: str) -> re.Pattern[str]:
    """Where a division code begins a code of places; within a credit code it stays."""
    return re.compile(rf"(?<![0-9A-Z]){code}")


def planned(event: Event, shared_at: datetime) -> Planned:
    """Return an event as the message that its publisher sends, shared at an instant."""
    return Planned(
        TOPIC_OF[event.TYPE],
        event.district.encode(),
        encode(event),
        tuple(cloud_headers(event)),
        shared_at=shared_at,
        event=event,
    )
