"""完整性: what an agency has sent, as a value that is folded event by event and can be joined.

An agency's events grow without end, so its completeness is never judged from the events but from
this. Folding in any order and any grouping gives the same value. It holds runs of sequence
numbers and days with events by source, the manifests, document numbers by register, the last
event, and how many events of each share category there were.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Self
from uuid import UUID

from schemas.envelope import Event
from schemas.events.sharing import DailyManifest
from schemas.instants import shanghai_day
from streams.policy.completeness.documents import Announced, Issued, announced, issued
from streams.policy.completeness.sources import Source, counted, joined, numbered
from streams.policy.facts import Fact

Sign = tuple[datetime, UUID]
"""A sign of life: when the hub received an event, and its id."""


@dataclass(frozen=True, slots=True)
class Completeness:
    """What is known of one agency's completeness, by credit code.

    Its sources are those of which it is the publisher; documents, categories and the last sign
    are of the facts that are judged as its own, whoever reported them.
    """

    agency: str
    sources: tuple[tuple[str, Source], ...] = ()
    issued: tuple[Issued, ...] = ()
    announced: tuple[Announced, ...] = ()
    categories: tuple[tuple[str, int], ...] = ()
    last: Sign | None = None

    @classmethod
    def of(cls, agency: str, facts: Iterable[Fact], refused: Iterable[Event] = ()) -> Self:
        """Return the summary of facts of an agency; other agencies' facts are passed over.

        `refused` are events that the hub did not admit: their numbers are not missing.
        """
        parts = [_part(agency, fact) for fact in facts]
        parts += [_refused(agency, event) for event in refused]
        return cls._joined(agency, parts)

    def with_fact(self, fact: Fact) -> Self:
        """Return the summary with one fact more."""
        return self.merged(self.of(self.agency, (fact,)))

    def with_refused(self, event: Event) -> Self:
        """Return the summary with the number of an event that the hub did not admit."""
        return self.merged(self.of(self.agency, (), (event,)))

    def merged(self, other: Completeness) -> Self:
        """Return what two summaries of the same agency hold, of different facts.

        Raises:
            ValueError: they are of two agencies.
        """
        if other.agency != self.agency:
            raise ValueError(f"summaries of {self.agency} and {other.agency} do not merge")
        return self._joined(self.agency, (self, other))

    @classmethod
    def _joined(cls, agency: str, parts: Iterable[Completeness]) -> Self:
        known = list(parts)
        sources: dict[str, list[Source]] = {}
        categories: Counter[str] = Counter()
        for part in known:
            for name, source in part.sources:
                sources.setdefault(name, []).append(source)
            categories.update(dict(part.categories))
        return cls(
            agency,
            tuple((name, joined(found)) for name, found in sorted(sources.items())),
            _sorted(i for part in known for i in part.issued),
            tuple(sorted({a for part in known for a in part.announced})),
            tuple(sorted(categories.items())),
            max((part.last for part in known if part.last), default=None),
        )


def _sorted(documents: Iterable[Issued]) -> tuple[Issued, ...]:
    def place(document: Issued) -> tuple[str, str, int, str, int, tuple[int, ...], UUID]:
        register = (document.kind, *document.register)
        return (*register, document.number, document.sub, document.event_id)

    return tuple(sorted(set(documents), key=place))


def _part(agency: str, fact: Fact) -> Completeness:
    event = fact.event
    runs: tuple[Announced, ...] = ()
    sources: tuple[tuple[str, Source], ...] = ()
    if event.agency_id == agency:
        sources = ((event.source, _sent(fact)),)
        if isinstance(event, DailyManifest):
            named = (
                announced(event.source, run.first_doc_no, run.last_doc_no)
                for run in event.doc_no_ranges
            )
            runs = tuple(run for run in named if run)
    if event.agency_judged != agency:
        return Completeness(agency, sources, announced=runs)
    document = issued(event)
    return Completeness(
        agency,
        sources,
        (document,) if document else (),
        runs,
        ((event.share_category, 1),),
        (fact.shared_at, event.event_id),
    )


def _sent(fact: Fact) -> Source:
    event = fact.event
    if isinstance(event, DailyManifest):
        return counted(fact, event)
    day = ((shanghai_day(fact.shared_at), 1),)
    return joined((numbered(event.source_seq), Source(days=day)))


def _refused(agency: str, event: Event) -> Completeness:
    if event.agency_id != agency:
        return Completeness(agency)
    return Completeness(agency, ((event.source, numbered(event.source_seq)),))
