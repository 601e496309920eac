"""来源系统: what one source of an agency has numbered, sent by day and counted in manifests."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from schemas.events.sharing import DailyManifest
from streams.policy.completeness.runs import Runs, runs_of
from streams.policy.facts import Fact


@dataclass(frozen=True, slots=True)
class Manifest:
    """每日清单 as received. `total` is how many events it counts, None where it counts none."""

    day: date
    received_at: datetime
    event_id: UUID
    total: int | None = None


@dataclass(frozen=True, slots=True)
class Source:
    """One source: numbers received and announced, events by day of receipt, manifests.

    `width` is the number of digits in which it writes its sequence numbers.
    """

    numbers: Runs = ()
    announced: Runs = ()
    days: tuple[tuple[date, int], ...] = ()
    manifests: tuple[Manifest, ...] = ()
    width: int = 1

    @property
    def first_day(self) -> date | None:
        """The first day on which it is known to have worked."""
        known = (*(day for day, _ in self.days[:1]), *(m.day for m in self.manifests[:1]))
        return min(known, default=None)


def joined(parts: Iterable[Source]) -> Source:
    """Return one source with what all parts hold; the parts hold different facts."""
    known = list(parts)
    days: Counter[date] = Counter()
    for part in known:
        days.update(dict(part.days))
    return Source(
        runs_of(run for part in known for run in part.numbers),
        runs_of(run for part in known for run in part.announced),
        tuple(sorted(days.items())),
        tuple(sorted({m for part in known for m in part.manifests}, key=_received)),
        max((part.width for part in known), default=1),
    )


def _received(manifest: Manifest) -> tuple[date, datetime, UUID]:
    return manifest.day, manifest.received_at, manifest.event_id


def numbered(source_seq: str) -> Source:
    """Return what a sequence number alone says of its source."""
    number = int(source_seq)
    return Source(numbers=((number, number),), width=len(source_seq))


def counted(fact: Fact, manifest: DailyManifest) -> Source:
    """Return what a manifest says of its source. It is no event of the day that it is sent on."""
    first, last = manifest.first_seq, manifest.last_seq
    ends = [int(seq) for seq in (first, last) if seq]
    return joined(
        (
            numbered(manifest.source_seq),
            Source(
                announced=runs_of(((min(ends), max(ends)),)) if ends else (),
                manifests=(Manifest(manifest.day, fact.shared_at, fact.id, _total(manifest)),),
            ),
        )
    )


def _total(manifest: DailyManifest) -> int | None:
    if manifest.nil_return:
        return 0
    return sum(c.count for c in manifest.counts) if manifest.counts else None
