"""Registers beside agencies and items: officers with their certificates, and code tables."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from types import MappingProxyType
from typing import Final, Self

from schemas.envelope import Event
from schemas.events.agencies import (
    CodeTablePublished,
    OfficerCredentialChanged,
    OfficerRegistered,
)

VALID: Final = "VALID"
REGIONS: Final = "region"
"""The code table that holds the district's division codes."""


@dataclass(frozen=True, slots=True)
class Officer:
    """执法人员: the agency of a certificate, and the terms in which it was not valid."""

    cert_no: str
    agency: str
    changes: tuple[tuple[str, date, date], ...] = ()
    """(status, first day, last day), in the order in which they were published."""

    def status(self, on: date) -> str:
        """Return the status of the certificate on a day; the newest change of that day counts."""
        in_force = [status for status, start, end in self.changes if start <= on <= end]
        return in_force[-1] if in_force else VALID


@dataclass(frozen=True, slots=True)
class Officers:
    """The officers of a district by certificate number; empty until they are loaded."""

    by_cert: MappingProxyType[str, Officer] = field(default_factory=lambda: MappingProxyType({}))

    @classmethod
    def of(cls, events: Iterable[Event]) -> Self:
        """Return the register that events make, given in their order."""
        agencies: dict[str, str] = {}
        changes: dict[str, list[tuple[str, date, date]]] = {}
        for event in events:
            match event:
                case OfficerRegistered():
                    agencies[event.officer_cert_no] = event.officer_agency_id
                case OfficerCredentialChanged():
                    term = (event.status, event.status_from, event.status_to or date.max)
                    changes.setdefault(event.officer_cert_no, []).append(term)
                case _:
                    pass
        return cls(
            MappingProxyType(
                {
                    cert: Officer(cert, agency, tuple(changes.get(cert, ())))
                    for cert, agency in agencies.items()
                }
            )
        )


@dataclass(frozen=True, slots=True)
class CodeTables:
    """代码表: the district's own tables, each version from its effective day."""

    versions: MappingProxyType[str, tuple[CodeTablePublished, ...]] = field(
        default_factory=lambda: MappingProxyType({})
    )

    @classmethod
    def of(cls, events: Iterable[Event]) -> Self:
        """Return the tables that events publish, given in their order."""
        found: dict[str, list[CodeTablePublished]] = {}
        for event in events:
            if isinstance(event, CodeTablePublished):
                found.setdefault(event.list_name, []).append(event)
        return cls(
            MappingProxyType(
                {
                    name: tuple(sorted(tables, key=lambda t: t.effective_from))
                    for name, tables in found.items()
                }
            )
        )

    def codes(self, list_name: str, on: date) -> frozenset[str] | None:
        """Return the codes of a list that may be used on a day, or None when none is loaded."""
        tables = [t for t in self.versions.get(list_name, ()) if t.effective_from <= on]
        if not tables:
            return None
        return frozenset(
            entry.code
            for entry in tables[-1].codes
            if (entry.valid_from or date.min) <= on <= (entry.valid_to or date.max)
        )


def concerns_registers(event: Event) -> bool:
    """Whether the event changes one of these registers."""
    return isinstance(event, OfficerRegistered | OfficerCredentialChanged | CodeTablePublished)
