"""Family disputes: who is competent, when two sides disagree."""

from __future__ import annotations

from typing import Final

from schemas.envelope import Event

TOPIC: Final = "facts.disputes"

EVENTS: Final[tuple[type[Event], ...]] = ()
"""Every event of the family, in the order of the catalogue."""
