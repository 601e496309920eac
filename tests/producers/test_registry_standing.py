"""What of the log counts as the present state of the registry."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from producers.publisher import event_from
from producers.registry.standing import Standing
from schemas.contracts.examples import example
from schemas.envelope import Event
from schemas.events.agencies import AgencyChannelPublished, AgencyRegistered

BUREAU = "113713220170390083"
TOWNSHIP = "1137132201700100X3"
STRANGER = "11371322017002002N"


def _event(model: type[Event], **fields: Any) -> Event:
    given = example(model).model_dump() | {"on_behalf_of": None, "event_id": uuid4()} | fields
    return event_from(model.TYPE, given)


def _registered(agency: str, kind: str, by: str = BUREAU, name: str = "甲机关") -> Event:
    fields = {"registered_agency_id": agency, "kind": kind, "agency_id": by, "agency_name": name}
    return _event(AgencyRegistered, **fields)


def _channel(value: str, by: str, on_behalf_of: str | None = None) -> Event:
    return _event(AgencyChannelPublished, value=value, agency_id=by, on_behalf_of=on_behalf_of)


FOUNDING = (_registered(BUREAU, "JUSTICE_BUREAU"), _registered(TOWNSHIP, "TOWNSHIP_GOV"))


def test_the_newest_registration_of_an_agency_counts() -> None:
    renamed = _registered(TOWNSHIP, "TOWNSHIP_GOV", name="马头镇人民政府")
    standing = Standing((*FOUNDING, renamed))
    assert [a.agency_name for a in standing.agencies] == ["甲机关", "马头镇人民政府"]


def test_who_is_no_registrar_registers_nobody() -> None:
    standing = Standing(
        (
            *FOUNDING,
            _registered(STRANGER, "DISTRICT_GOV", by=STRANGER),
            _registered(TOWNSHIP, "DISTRICT_DEPT", by=STRANGER),
        )
    )
    assert list(standing.by_key().values()) == list(FOUNDING)


def test_what_an_agency_says_itself_follows_what_the_bureau_said_for_it() -> None:
    first = _channel("0539-6221102", BUREAU, on_behalf_of=TOWNSHIP)
    own = _channel("0539-6221103", TOWNSHIP)
    assert list(Standing((*FOUNDING, first, own)).by_key().values()) == [*FOUNDING, own]
    assert list(Standing((*FOUNDING, own, first)).by_key().values()) == [*FOUNDING, first]


def test_nobody_but_the_bureau_speaks_for_others_and_no_stranger_at_all() -> None:
    standing = Standing(
        (
            *FOUNDING,
            _channel("0539-6221102", TOWNSHIP, on_behalf_of=BUREAU),
            _channel("0539-6221102", STRANGER),
        )
    )
    assert list(standing.by_key().values()) == list(FOUNDING)


def test_numbers_go_on_after_the_greatest_of_the_source() -> None:
    source = f"urn:xzzf:371322:{BUREAU}:registry"
    events = [_event(AgencyRegistered, source=source, source_seq=n) for n in ("00000009", "10")]
    assert Standing(tuple(events)).next_seq(source) == 11
    assert Standing(tuple(events)).next_seq(f"{source}2") == 1
