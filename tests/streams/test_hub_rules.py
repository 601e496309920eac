"""Every validation rule that the hub checks on receipt keeps what its examples say."""

from __future__ import annotations

from datetime import UTC, date, datetime
from types import MappingProxyType
from typing import Any

import pytest

from schemas.catalogue import FACTS, TOPIC_OF
from schemas.codec import cloud_headers, encode
from schemas.contracts.values import BUREAU, DEPARTMENT, TOWNSHIP
from schemas.validation import RULES
from schemas.validation.rules import Example, Grade
from streams.policy.facts import Fact
from streams.policy.intake import Admitted, Received, Refused, digest_of, sift
from streams.policy.pack import default_pack
from streams.policy.registry import Agency, Registry
from tests.schemas.test_validation_rules import changed

_HUB = [r for r in RULES.values() if r.checked == "hub"]
_NOON = datetime(2026, 11, 23, 4, tzinfo=UTC)
_KINDS = {BUREAU: "JUSTICE_BUREAU", DEPARTMENT: "DISTRICT_DEPT", TOWNSHIP: "TOWNSHIP_GOV"}


def _examples(side: str) -> list[Any]:
    return [
        pytest.param(rule.id, one, id=f"{rule.id}-{number}")
        for rule in _HUB
        for number, one in enumerate(getattr(rule, side), start=1)
    ]


def _fate(one: Example) -> Admitted | Refused:
    event = FACTS[one.event].model_validate(changed(one.event, one.change))
    context = one.context
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
    message = Received(fact, digest_of(value), key, tuple(headers.items()))
    fate = sift(message, None, _registry(), default_pack())
    assert isinstance(fate, Admitted | Refused)
    return fate


def _registry() -> Registry:
    agencies = {
        id_: Agency(id_, kind, kind, "371322", None, date(2026, 1, 1))
        for id_, kind in _KINDS.items()
    }
    return Registry(MappingProxyType(agencies))


@pytest.mark.parametrize(("rule", "one"), _examples("passing"))
def test_what_keeps_a_rule_of_the_hub_is_admitted(rule: str, one: Example) -> None:
    fate = _fate(one)
    assert isinstance(fate, Admitted)
    assert rule not in {p.rule for p in fate.notes}


@pytest.mark.parametrize(("rule", "one"), _examples("failing"))
def test_what_breaks_a_rule_of_the_hub_is_named(rule: str, one: Example) -> None:
    match _fate(one):
        case Refused(problems=problems):
            assert RULES[rule].grade is Grade.REFUSE
            assert {p.rule for p in problems} == {rule}
        case Admitted(notes=notes):
            assert rule in {p.rule for p in notes}
