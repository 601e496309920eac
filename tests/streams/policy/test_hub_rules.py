"""Every validation rule that the hub checks on receipt keeps what its examples say."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import pytest

from schemas.catalogue import FACTS, TOPIC_OF
from schemas.codec import cloud_headers, encode
from schemas.envelope import Event
from schemas.events.agencies import (
    AgencyRegistered,
    CodeTablePublished,
    OfficerCredentialChanged,
    OfficerRegistered,
)
from schemas.events.penalty_decisions import PenaltyDecided
from schemas.example_parts import BUREAU, DEPARTMENT, TOWNSHIP
from schemas.fields import READING
from schemas.instants import shanghai_day
from schemas.validation import RULES
from schemas.validation.rules import Example, Grade
from schemas.validation.walk import walk
from streams.packs import default_pack
from streams.policy.facts import Fact
from streams.policy.intake import Admitted, Received, Refused, digest_of, sift
from streams.policy.quality import notes
from streams.policy.registry import Registry
from tests.schemas.test_validation_rules import changed, examples_at

_NOON = datetime(2026, 11, 23, 4, tzinfo=UTC)
_AGENCIES = {
    BUREAU: ("JUSTICE_BUREAU", "371322"),
    DEPARTMENT: ("DISTRICT_DEPT", "371322"),
    TOWNSHIP: ("TOWNSHIP_GOV", "371322101"),
}


def _fate(one: Example) -> Admitted | Refused:
    context = one.context
    event = FACTS[one.event].model_validate(
        changed(one.event, one.change), context={READING: context.get("reading", False)}
    )
    value = encode(event)
    headers = dict(cloud_headers(event)) | {
        name: text.encode() for name, text in context.get("headers", {}).items()
    }
    received = (
        datetime.fromisoformat(context["received"]).astimezone(UTC)
        if "received" in context
        else _NOON
    )
    fact = Fact(event, received, context.get("topic", TOPIC_OF[event.TYPE]), 0, 7)
    key = context.get("key", event.district).encode()
    message = Received(
        fact, digest_of(value), key, tuple((name, text) for name, text in headers.items() if text)
    )
    registry = _registry(context.get("divisions", ()))
    fate = sift(message, None, registry, default_pack(), tuple)
    assert isinstance(fate, Admitted | Refused)
    return fate


def _registry(divisions: Iterable[str]) -> Registry:
    agencies = (
        {"registered_agency_id": id_, "kind": kind, "agency_region_code": region}
        for id_, (kind, region) in _AGENCIES.items()
    )
    registered: list[Event] = [
        AgencyRegistered.model_validate(changed("agency.registered", agency)) for agency in agencies
    ]
    table = changed("code_table.published", {"codes": [{"code": c, "zh": c} for c in divisions]})
    tables = [CodeTablePublished.model_validate(table)] if divisions else []
    return _registry_of([*registered, *tables])


@pytest.mark.parametrize(("rule", "one"), examples_at("hub", "passing"))
def test_what_keeps_a_rule_of_the_hub_is_admitted(rule: str, one: Example) -> None:
    fate = _fate(one)
    assert isinstance(fate, Admitted)
    assert rule not in {p.rule for p in fate.notes}


@pytest.mark.parametrize(("rule", "one"), examples_at("hub", "failing"))
def test_what_breaks_a_rule_of_the_hub_is_named(rule: str, one: Example) -> None:
    match _fate(one):
        case Refused(problems=problems):
            assert RULES[rule].grade is Grade.REFUSE
            assert {p.rule for p in problems} == {rule}
        case Admitted(notes=notes):
            assert rule in {p.rule for p in notes}


def test_a_code_of_the_districts_own_table_is_not_noted() -> None:
    penalty = PenaltyDecided.model_validate(
        changed("penalty.decided", {"procedure": "速裁"}), context={READING: True}
    )
    list_name = next(leaf.codes for leaf in walk(penalty).texts if leaf.path == "procedure")
    own = {"list_name": list_name, "codes": [{"code": "速裁", "zh": "速裁程序"}]}
    table = CodeTablePublished.model_validate(changed("code_table.published", own))
    before, since = notes(penalty, Registry()), notes(penalty, _registry_of([table]))
    assert [n.field for n in before if n.rule == "CODE_NOT_LISTED"] == ["procedure"]
    assert [n for n in since if n.rule == "CODE_NOT_LISTED"] == []


_DAY = shanghai_day(PenaltyDecided.model_validate(changed("penalty.decided", {})).act_at)


@pytest.mark.parametrize(
    ("agency", "status", "starts", "flagged"),
    [
        (TOWNSHIP, None, None, False),
        (DEPARTMENT, None, None, True),
        (TOWNSHIP, "SUSPENDED", _DAY, True),
        (TOWNSHIP, "SUSPENDED", _DAY + timedelta(days=1), False),
    ],
)
def test_an_act_is_flagged_when_a_certificate_is_not_the_agencys_own_or_not_valid_that_day(
    agency: str, status: str | None, starts: date | None, *, flagged: bool
) -> None:
    penalty = PenaltyDecided.model_validate(changed("penalty.decided", {}))
    first, second = (officer.officer_cert_no for officer in penalty.officers)
    officers: list[Event] = [_officer(first, TOWNSHIP), _officer(second, agency)]
    if status and starts:
        change = {"officer_cert_no": second, "status": status, "status_from": starts.isoformat()}
        event = changed("officer.credential_changed", change | {"status_to": ""})
        officers.append(OfficerCredentialChanged.model_validate(event))
    registry = _registry_of(officers)
    found = [n for n in notes(penalty, registry) if n.rule == "V-55"]
    assert [n.field for n in found] == (["officers.1.officer_cert_no"] if flagged else [])


def test_an_officer_who_is_not_registered_is_flagged_once_the_agencys_officers_are_loaded() -> None:
    penalty = PenaltyDecided.model_validate(changed("penalty.decided", {}))
    assert notes(penalty, Registry()) == ()
    first = penalty.officers[0].officer_cert_no
    registry = _registry_of([_officer(first, TOWNSHIP)])
    assert [n.rule for n in notes(penalty, registry)] == ["V-55"]


def _registry_of(events: Iterable[Event]) -> Registry:
    return Registry.of(
        Fact(e.model_copy(update={"event_id": UUID(int=n)}), _NOON, TOPIC_OF[e.TYPE], 0, n)
        for n, e in enumerate(events)
    )


def _officer(cert_no: str, agency: str) -> OfficerRegistered:
    registered = {"officer_cert_no": cert_no, "officer_agency_id": agency}
    return OfficerRegistered.model_validate(changed("officer.registered", registered))
