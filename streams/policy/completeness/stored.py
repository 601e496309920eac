"""A summary as plain values, for a store that keeps JSON, and back without loss."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID

from streams.policy.completeness.documents import Announced, Issued
from streams.policy.completeness.runs import Runs
from streams.policy.completeness.sources import Manifest, Source
from streams.policy.completeness.summary import Completeness

Json = dict[str, Any]


def to_json(summary: Completeness) -> Json:
    """Return a summary as plain values: texts, numbers, lists and objects."""
    return {
        "agency": summary.agency,
        "sources": {name: _source_to_json(source) for name, source in summary.sources},
        "issued": [
            [
                i.kind,
                i.prefix,
                i.year,
                i.series,
                i.number,
                list(i.sub),
                i.day.isoformat(),
                str(i.event_id),
                i.source,
                i.text,
                str(i.supersedes) if i.supersedes else None,
            ]
            for i in summary.issued
        ],
        "announced": [
            [a.prefix, a.year, a.series, a.first, a.last, a.source] for a in summary.announced
        ],
        "categories": dict(summary.categories),
        "last": [summary.last[0].isoformat(), str(summary.last[1])] if summary.last else None,
    }


def from_json(stored: Json) -> Completeness:
    """Return the summary that `to_json` gave."""
    last = stored["last"]
    return Completeness(
        stored["agency"],
        tuple((name, _source_from_json(source)) for name, source in stored["sources"].items()),
        tuple(_issued(*fields) for fields in stored["issued"]),
        tuple(Announced(*fields) for fields in stored["announced"]),
        tuple(stored["categories"].items()),
        (datetime.fromisoformat(last[0]), UUID(last[1])) if last else None,
    )


def _source_to_json(source: Source) -> Json:
    return {
        "numbers": [list(run) for run in source.numbers],
        "announced": [list(run) for run in source.announced],
        "days": [[day.isoformat(), count] for day, count in source.days],
        "manifests": [
            [m.day.isoformat(), m.received_at.isoformat(), str(m.event_id), m.total]
            for m in source.manifests
        ],
        "width": source.width,
    }


def _source_from_json(stored: Json) -> Source:
    return Source(
        _runs(stored["numbers"]),
        _runs(stored["announced"]),
        tuple((date.fromisoformat(day), count) for day, count in stored["days"]),
        tuple(
            Manifest(date.fromisoformat(day), datetime.fromisoformat(at), UUID(event_id), total)
            for day, at, event_id, total in stored["manifests"]
        ),
        stored["width"],
    )


def _runs(stored: list[list[int]]) -> Runs:
    return tuple((first, last) for first, last in stored)


def _issued(
    kind: str,
    prefix: str,
    year: int,
    series: str,
    number: int,
    sub: list[int],
    day: str,
    event_id: str,
    source: str,
    text: str,
    supersedes: str | None,
) -> Issued:
    return Issued(
        kind,
        prefix,
        year,
        series,
        number,
        tuple(sub),
        date.fromisoformat(day),
        UUID(event_id),
        source,
        text,
        UUID(supersedes) if supersedes else None,
    )
