"""谁可发布: who may publish what changes the registry, by event type.

The specification names the justice bureau for reviews (V-81) and for bodies that are not
connected (V-05), and lets the district declare closures (R-20); for the other registers it names
nobody. Here whoever keeps a register publishes it: what binds all agencies the justice bureau or
the district government, what is one agency's own that agency, or the bureau for it. Anybody else
is refused (V-05): a register that any agency can change would let a debtor stop its own clock.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Final

from schemas.envelope import Event
from schemas.events.agencies import (
    AgencyRegistered,
    OfficerCredentialChanged,
    OfficerRegistered,
)
from schemas.events.authority import DelegationSigned, ItemListPublished
from schemas.events.law_changes import StandardPublished
from schemas.events.supervision import AccountabilityDecided
from schemas.problems import Problem
from streams.policy.registry import REGISTER_OF, Registry, Side

REGISTRARS: Final = frozenset({"JUSTICE_BUREAU", "DISTRICT_GOV"})
"""Kinds of agency that keep the register of the district."""

_ABOVE: Final = frozenset({"SUPERIOR", "LEADING_GROUP", "LEADING_GROUP_OFFICE"})
_SIDE_OF_LIST: Final = MappingProxyType({"TOWNSHIP": Side.TOWNSHIP, "DEPT": Side.DEPARTMENT})


@dataclass(frozen=True, slots=True)
class Right:
    """Who may publish, in both languages, and whether an event is published by one of them."""

    zh: str
    en: str
    holds: Callable[[Any, Registry], bool]


def wrongly_published(event: Event, registry: Registry) -> Iterator[Problem]:
    """Yield why a registered agency may not publish what changes the registry (V-05)."""
    right = MAY_PUBLISH.get(type(event))
    if right is None or right.holds(event, registry):
        return
    yield Problem(
        "V-05",
        "agency_id",
        event.agency_id,
        f"{event.ZH}只能由{right.zh}发布",
        f"{event.TYPE} is published by {right.en} only",
        f"请{right.zh}发布",
        f"have it published by {right.en}",
    )


def _by_registrar(event: Event, registry: Registry) -> bool:
    return registry.kind(event.agency_id) in REGISTRARS


def _registers_agency(event: AgencyRegistered, registry: Registry) -> bool:
    """A registrar registers the others; the very first one registers itself."""
    if any(registry.of_kind(kind) for kind in REGISTRARS):
        return _by_registrar(event, registry)
    return event.registered_agency_id == event.agency_id and event.kind in REGISTRARS


def _of_itself(_event: Event, _registry: Registry) -> bool:
    """What is kept under the publisher changes nobody else's register."""
    return True


def _for(event: Event, owner: str, registry: Registry) -> bool:
    """Whether an owner publishes itself, by an organ, by its successor, or a registrar for it."""
    return _by_registrar(event, registry) or registry.acts_for(event.agency_judged, owner)


def _is_its_officer(event: Any, registry: Registry) -> bool:
    """Of a certificate that nobody has registered, no agency can be said to be another's."""
    officer = registry.officers.by_cert.get(event.officer_cert_no)
    return officer is None or _for(event, officer.agency, registry)


def _registers_officer(event: OfficerRegistered, registry: Registry) -> bool:
    return _for(event, event.officer_agency_id, registry) and _is_its_officer(event, registry)


def _changes_certificate(event: OfficerCredentialChanged, registry: Registry) -> bool:
    above = registry.kind(event.agency_id) in _ABOVE
    known = event.officer_cert_no in registry.officers.by_cert
    return above or (_is_its_officer(event, registry) if known else _by_registrar(event, registry))


def _decides_on_officer(event: AccountabilityDecided, registry: Registry) -> bool:
    return registry.kind(event.agency_id) in _ABOVE or _is_its_officer(event, registry)


def _lists_items(event: ItemListPublished, registry: Registry) -> bool:
    """A township publishes its own list, a department its own."""
    own = registry.side(registry.principal(event.agency_judged))
    return _by_registrar(event, registry) or own is _SIDE_OF_LIST[event.kind]


def _entrusts(event: DelegationSigned, registry: Registry) -> bool:
    return _for(event, event.principal_id, registry)


def _adopts_standard(event: StandardPublished, registry: Registry) -> bool:
    """The owner's own, under an id that is not another's; anybody tells of one made above."""
    known = registry.standards.versions.get(event.standard_id, ())
    owners = {event.owner_agency_id, *(standard.owner_agency_id for _, standard in known)}
    return all(_for(event, o, registry) for o in owners if o in registry.agencies)


_REGISTRAR: Final = ("司法局或者区政府", "the justice bureau or the district government")
_ITSELF: Final = ("本机关", "the agency itself")
_OFFICER: Final = (
    "该执法人员所在机关、司法局或者区政府",
    "the officer's own agency, the justice bureau or the district government",
)
_OVER_OFFICER: Final = (
    "该执法人员所在机关、司法局、区政府、领导小组（办公室）或者上级机关",
    "the officer's own agency, the bureau, the district government or a body above them",
)

_BY_REGISTRAR: Final = Right(*_REGISTRAR, _by_registrar)

_OF_REGISTER: Final = MappingProxyType(
    {
        "agencies": _BY_REGISTRAR,
        "officers": Right(*_OFFICER, _is_its_officer),
        "contacts": Right(*_ITSELF, _of_itself),
        "standards": Right(
            "标准所属机关、司法局或者区政府",
            "the owner of the standard, the justice bureau or the district government",
            _adopts_standard,
        ),
        "tables": _BY_REGISTRAR,
        "calendar": _BY_REGISTRAR,
        "outages": _BY_REGISTRAR,
    }
)
"""Register → who may publish what changes it, where nothing else is said of an event type."""

_OF_TYPE: Final = MappingProxyType[type[Event], Right](
    {
        AgencyRegistered: Right(*_REGISTRAR, _registers_agency),
        ItemListPublished: Right(
            "清单所属的乡镇或者部门、司法局或者区政府",
            "the township or department whose list it is, the justice bureau or the district "
            "government",
            _lists_items,
        ),
        DelegationSigned: Right(
            "委托部门、司法局或者区政府",
            "the principal, the justice bureau or the district government",
            _entrusts,
        ),
        OfficerRegistered: Right(*_OFFICER, _registers_officer),
        OfficerCredentialChanged: Right(*_OVER_OFFICER, _changes_certificate),
        AccountabilityDecided: Right(*_OVER_OFFICER, _decides_on_officer),
    }
)

MAY_PUBLISH: Final = MappingProxyType[type[Event], Right](
    {
        model: _OF_TYPE[model] if model in _OF_TYPE else _OF_REGISTER[register]
        for model, register in REGISTER_OF.items()
    }
)
"""Event type that changes the registry → who may publish it."""
