"""What a worker notes beside the offsets it commits: how fast it is, and when that was.

Kafka keeps a note of any text with each committed offset, and tells nobody when it was committed.
So whoever asks the broker sees how long a worker takes for what waits, and whether it still lives.
"""

from __future__ import annotations

import re
import time
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from schemas.instants import from_epoch_millis

_LEAST_S: Final = 1e-6
_PACE: Final = re.compile(r"records/s=([0-9.]+)")
_AT: Final = re.compile(r"at=([0-9]+)")


@dataclass(frozen=True, slots=True)
class Note:
    """A commit's note: `pace` in records a second, 0 when unknown; `at` by the worker's clock."""

    pace: float = 0.0
    at: datetime | None = None


def pace_of(records: int, seconds: float) -> float:
    """Return records a second; what took no time at all counts as a microsecond."""
    return records / max(seconds, _LEAST_S)


def note(pace: float) -> str:
    """Return the note of a commit that is made now."""
    return f"records/s={pace:.1f} at={time.time_ns() // 1_000_000}"


def noted(metadata: str | None) -> Note:
    """Return what the metadata of a commit says; commits of others say nothing."""
    pace, at = _PACE.search(metadata or ""), _AT.search(metadata or "")
    return Note(float(pace[1]) if pace else 0.0, from_epoch_millis(int(at[1])) if at else None)
