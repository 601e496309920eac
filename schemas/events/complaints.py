"""Family complaints: what people report, and what becomes of it."""

from __future__ import annotations

from typing import Final

from schemas.envelope import Event

TOPIC: Final = "facts.complaints"

EVENTS: Final[tuple[type[Event], ...]] = ()
"""Every event of the family, in the order of the catalogue."""
