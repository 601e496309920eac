"""Admission: who registers agencies, and the first of them."""

from __future__ import annotations

from datetime import UTC, datetime
from uuid import UUID

import pytest

from streams.casebook.events import built
from streams.casebook.world import default_world
from streams.policy.admission import refusals
from streams.policy.mechanism import Arrival
from streams.policy.registry import Registry
from tests.streams.vectors import credit_codes, founding

AT = datetime(2026, 6, 1, 1, tzinfo=UTC)
CODES = credit_codes()


def _refused(publisher: str, registered: str, kind: str, registry: Registry) -> list[str]:
    """Return the fields for which a registration is refused."""
    fields = {
        "registered_agency_id": CODES[registered],
        "kind": kind,
        "agency_region_code": "139901",
        "subject": "s",
    }
    event = built("agency.registered", AT, CODES[publisher], "139901", UUID(int=1), fields)
    return [p.field for p in refusals(event, Arrival(AT, registry, default_world().pack, tuple))]


@pytest.mark.parametrize("registrar", ["JB", "GOV"])
def test_the_first_registrar_of_a_district_registers_itself(registrar: str) -> None:
    kind = {"JB": "JUSTICE_BUREAU", "GOV": "DISTRICT_GOV"}[registrar]
    assert _refused(registrar, registrar, kind, Registry()) == []


@pytest.mark.parametrize(
    ("publisher", "registered", "kind"),
    [("JB", "GOV", "DISTRICT_GOV"), ("D-MS", "D-MS", "DISTRICT_DEPT")],
)
def test_before_any_registrar_nobody_registers_another_and_no_other_registers_itself(
    publisher: str, registered: str, kind: str
) -> None:
    assert _refused(publisher, registered, kind, Registry()) == ["agency_id"]


def test_once_there_is_a_registrar_only_registrars_register() -> None:
    registry = Registry.of(founding())
    assert _refused("T01", "T01", "DISTRICT_GOV", registry) == ["agency_id"]
    assert _refused("GOV", "D-MS", "DISTRICT_DEPT", registry) == []
