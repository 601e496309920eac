"""Quality: what is noted of an event that is admitted. It stands as it is all the same.

What the event alone shows is noted by `schemas.validation`; here is what the registry shows.
"""

from __future__ import annotations

from schemas.envelope import Event
from schemas.problems import Problem
from schemas.validation import notes_on
from streams.policy.registry import Registry


def notes(event: Event, registry: Registry) -> tuple[Problem, ...]:
    """Return every flag and data-quality note on an event, as known when it was admitted."""
    return notes_on(event)
