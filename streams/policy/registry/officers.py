"""执法人员: officers with their certificates, the terms in which they may not act, their posts."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from types import MappingProxyType
from typing import Final, Self
from uuid import UUID

from schemas.envelope import Event
from schemas.events.agencies import OfficerCredentialChanged, OfficerRegistered, PostAssigned
from schemas.events.supervision import AccountabilityDecided
from schemas.instants import shanghai_day
from streams.policy.facts import Fact

VALID: Final = "VALID"

BARRING: Final = MappingProxyType(
    {
        "OFF_POST_TRAINING": "OFF_POST",
        "REMOVED_FROM_POST": "OFF_POST",
        "CERT_SUSPENDED": "SUSPENDED",
        "CERT_REVOKED": "REVOKED",
    }
)
"""Measures of accountability that bar an officer (GC-01), and the status they lead to."""


@dataclass(frozen=True, slots=True)
class Term:
    """A status of a certificate from a first to a last day, both included, and what says so."""

    status: str
    first: date
    last: date
    event_id: UUID


@dataclass(frozen=True, slots=True)
class Officer:
    """执法人员: the agency of a certificate, and the terms in which it was not valid."""

    agency: str
    changes: tuple[Term, ...] = ()
    """In the order in which they were published."""
    since: date = date.min
    """The day of the first registration."""

    def term(self, on: date) -> Term | None:
        """Return the term that counts on a day: the newest change of that day, if any."""
        in_force = [term for term in self.changes if term.first <= on <= term.last]
        return in_force[-1] if in_force else None

    def status(self, on: date) -> str:
        """Return the status of the certificate on a day; VALID where nothing else is known."""
        term = self.term(on)
        return term.status if term else VALID


@dataclass(frozen=True, slots=True)
class Officers:
    """The officers of a district by certificate number; empty until they are loaded.

    `bars` hold measures decided against certificates, registered or not; `posts` the assignments,
    and `posting` are the agencies that have made any.
    """

    by_cert: MappingProxyType[str, Officer] = field(default_factory=lambda: MappingProxyType({}))
    bars: MappingProxyType[str, tuple[Term, ...]] = field(
        default_factory=lambda: MappingProxyType({})
    )
    posts: MappingProxyType[str, tuple[PostAssigned, ...]] = field(
        default_factory=lambda: MappingProxyType({})
    )
    posting: frozenset[str] = frozenset()

    @classmethod
    def of(cls, events: Iterable[tuple[Fact, Event]]) -> Self:
        """Return the register that events make, given in their order."""
        registered: dict[str, OfficerRegistered] = {}
        since: dict[str, date] = {}
        changes: dict[str, list[Term]] = {}
        bars: dict[str, list[Term]] = {}
        posts: dict[str, list[PostAssigned]] = {}
        for fact, event in events:
            match event:
                case OfficerRegistered() as e:
                    registered[e.officer_cert_no] = e
                    day = shanghai_day(e.occurred_at)
                    since[e.officer_cert_no] = min(day, since.get(e.officer_cert_no, day))
                case OfficerCredentialChanged() as e:
                    term = Term(e.status, e.status_from, e.status_to or date.max, fact.id)
                    changes.setdefault(e.officer_cert_no, []).append(term)
                case AccountabilityDecided() as e if e.measure in BARRING:
                    term = Term(
                        BARRING[e.measure], e.effective_from, e.effective_to or date.max, fact.id
                    )
                    bars.setdefault(e.officer_cert_no, []).append(term)
                case PostAssigned() as e:
                    posts.setdefault(e.officer_cert_no, []).append(e)
                case _:
                    pass
        officers = {
            cert: Officer(
                e.officer_agency_id,
                tuple(changes.get(cert, ())),
                since[cert],
            )
            for cert, e in registered.items()
        }
        return cls(
            MappingProxyType(officers),
            MappingProxyType({cert: tuple(terms) for cert, terms in bars.items()}),
            MappingProxyType({cert: tuple(found) for cert, found in posts.items()}),
            frozenset(post.agency_judged for found in posts.values() for post in found),
        )

    def bar(self, cert_no: str, on: date) -> Term | None:
        """Return the term that keeps an officer from acting on a day, if any (GC-01)."""
        for term in self.bars.get(cert_no, ()):
            if term.first <= on <= term.last:
                return term
        officer = self.by_cert.get(cert_no)
        changed = officer.term(on) if officer and officer.changes else None
        return changed if changed and changed.status != VALID else None

    def is_assigned(self, cert_no: str, item_code: str, on: date) -> bool:
        """Whether an officer is assigned to an item on a day (ZR-01)."""
        return any(
            post.item_code == item_code and post.valid_from <= on <= (post.valid_to or date.max)
            for post in self.posts.get(cert_no, ())
        )

    def assigned(self, agency: str, item_code: str, on: date) -> tuple[str, ...]:
        """Return the officers of an agency who are assigned to an item on a day, by certificate."""
        return tuple(
            cert
            for cert, officer in sorted(self.by_cert.items())
            if officer.agency == agency and self.is_assigned(cert, item_code, on)
        )
