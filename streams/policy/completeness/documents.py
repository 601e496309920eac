"""文号登记: the documents that an agency issues, by number, as its events bear them (V-23 to V-25).

Only the number of the document that an event *is* counts, never one that it encloses or cites.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from types import MappingProxyType
from typing import Any, Final
from uuid import UUID

from schemas.document_numbers import DocumentNumber, read
from schemas.envelope import Event
from schemas.events.assistance.letters import (
    AssistanceExtensionNotified,
    AssistanceOpinionIssued,
    AssistanceRequested,
)
from schemas.events.cases import CaseFiled
from schemas.events.disputes import DisputeJurisdictionDesignated
from schemas.events.inspection_records import BriefingIssued, InspectionRecorded
from schemas.events.law_changes import StandardPublished
from schemas.events.licensing import LicenseDecided
from schemas.events.penalty_decisions import CoercionApplied, PenaltyDecided
from schemas.events.referrals import ReferralAcceptanceReplied, ReferralSent
from schemas.instants import shanghai_day
from schemas.records import DocRef

Borne = tuple[str | None, date | None]
"""A document's number and date, as far as an event names them."""


class Registered:
    """文号登记: what bears numbers of one register."""

    __slots__ = ()

    prefix: str
    year: int
    series: str

    @property
    def register(self) -> tuple[str, int, str]:
        """The run of numbers it belongs to: prefix, year and series."""
        return self.prefix, self.year, self.series


@dataclass(frozen=True, slots=True)
class Issued(Registered):
    """发文: one document by its number. `kind` is the event type that stands for its kind.

    `text` is the number as written; `supersedes` names the event that this one corrects.
    """

    kind: str
    prefix: str
    year: int
    series: str
    number: int
    sub: tuple[int, ...]
    day: date
    event_id: UUID
    source: str
    text: str
    supersedes: UUID | None = None


def _day(instant: datetime | None) -> date | None:
    return shanghai_day(instant) if instant else None


def _of(doc: DocRef | None) -> Borne:
    return (doc.doc_no, doc.doc_date) if doc else (None, None)


_BORNE: Final = MappingProxyType[type[Event], Callable[[Any], Borne]](
    {
        PenaltyDecided: lambda e: (e.decision_doc_no, e.decision_date),
        CoercionApplied: lambda e: (e.decision_doc_no, e.decision_date),
        LicenseDecided: lambda e: (e.decision_doc_no, e.decision_date),
        CaseFiled: lambda e: (e.filing_doc_no, _day(e.filed_at)),
        ReferralSent: lambda e: (e.referral_doc_no, _day(e.sent_at)),
        ReferralAcceptanceReplied: lambda e: (e.reply_doc_no, None),
        AssistanceRequested: lambda e: (e.letter_doc_no, _day(e.sent_at)),
        AssistanceExtensionNotified: lambda e: (e.notice_doc_no, None),
        AssistanceOpinionIssued: lambda e: (
            e.opinion_doc_no,
            _day(e.issued_at),
        ),
        DisputeJurisdictionDesignated: lambda e: (e.doc_no, _day(e.designated_at)),
        InspectionRecorded: lambda e: _of(e.record_doc),
        BriefingIssued: lambda e: _of(e.doc),
        StandardPublished: lambda e: _of(e.doc),
    }
)
"""By event type, the number and the date of the document that it is."""


def issued(event: Event) -> Issued | None:
    """Return the document that an event is, or None where it is none or bears no legible number."""
    borne = _BORNE.get(type(event))
    if borne is None:
        return None
    text, day = borne(event)
    number = read(text) if text else None
    if text is None or not isinstance(number, DocumentNumber):
        return None
    return Issued(
        event.TYPE,
        number.prefix,
        number.year,
        number.series,
        number.sequence,
        number.sub,
        day or shanghai_day(event.occurred_at),
        event.event_id,
        event.source,
        text,
        event.supersedes_event_id,
    )


@dataclass(frozen=True, slots=True, order=True)
class Announced(Registered):
    """文号区间: a run of document numbers that a manifest of a source says were issued."""

    prefix: str
    year: int
    series: str
    first: int
    last: int
    source: str


def announced(source: str, first: str, last: str) -> Announced | None:
    """Return a run that a manifest names, or None where its two ends are not of one register."""
    one, other = read(first), read(last)
    if not isinstance(one, DocumentNumber) or not isinstance(other, DocumentNumber):
        return None
    if (one.prefix, one.year, one.series) != (other.prefix, other.year, other.series):
        return None
    return Announced(one.prefix, one.year, one.series, one.sequence, other.sequence, source)
