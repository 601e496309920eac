"""Builds events of which only some fields are named: what is not named is present and valid.

A required field that is not named has a valid value; every time of the act is the event's own;
an optional field is absent; identifiers are unique to the event.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date, datetime
from functools import cache
from types import MappingProxyType
from typing import Any, Final
from uuid import UUID

from pydantic import ValidationError

from schemas.catalogue import FACTS
from schemas.contracts.examples import example
from schemas.envelope import REFERENCES, Event
from schemas.fields import READING
from schemas.instants import shanghai_day
from schemas.problems import InvalidEventError, problems_of

_LONG_TERM: Final = date(2099, 12, 31)
_OWN_IDS: Final = frozenset(
    {
        *REFERENCES,
        "clue_id",
        "coercion_no",
        "delegation_id",
        "difficulty_id",
        "draw_id",
        "joint_action_id",
        "law_id",
        "list_id",
        "plan_id",
        "standard_id",
    }
)


@cache
def _required(type_: str) -> MappingProxyType[str, Any]:
    model = FACTS[type_]
    values = example(model).model_dump()
    wanted = {n: v for n, v in values.items() if model.model_fields[n].is_required()}
    return MappingProxyType(wanted)


def document_number(event_id: UUID, at: datetime) -> str:
    """Return a valid document number that no other event has, in a series of its own."""
    digits = "".join("零一二三四五六七八九"[int(c, 16) % 10] for c in event_id.hex[:16])
    return f"例{digits}〔{shanghai_day(at).year}〕1号"


def built(
    type_: str,
    at: datetime,
    agency: str,
    region: str,
    event_id: UUID,
    fields: Mapping[str, Any],
    emptied: Collection[str] = (),
) -> Event:
    """Return an event of a type with the named fields, and valid values for the rest.

    Args:
        type_: the event type.
        at: the instant of every time that is not named.
        agency: the publisher's credit code.
        region: its division code.
        event_id: the event's id.
        fields: what is named.
        emptied: what is named as empty, and so absent even where it is required.

    Raises:
        InvalidEventError: what is named breaks a validation rule.
        KeyError: there is no such event type.
    """
    values: dict[str, Any] = {}
    for name, value in _required(type_).items():
        if name in emptied:
            continue
        if isinstance(value, datetime):
            values[name] = at
        elif type(value) is date:
            values[name] = _LONG_TERM if name == "valid_to" else shanghai_day(at)
        elif name in _OWN_IDS:
            values[name] = f"{name}-{event_id.hex[:12]}"
        elif name.endswith("doc_no"):
            values[name] = document_number(event_id, at)
        else:
            values[name] = value
    values |= {
        "event_id": event_id,
        "agency_id": agency,
        "region_code": region,
        "source": f"urn:xzzf:{region[:6]}:{agency}:casebook",
        "share_category": "NONE",
    }
    try:
        return FACTS[type_].model_validate({**values, **fields}, context={READING: True})
    except ValidationError as error:
        raise InvalidEventError(type_, problems_of(error)) from error
