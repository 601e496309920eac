"""Family statistics: figures that one side asks of the other."""

from __future__ import annotations

from typing import Final

from schemas.envelope import Event

TOPIC: Final = "facts.statistics"

EVENTS: Final[tuple[type[Event], ...]] = ()
"""Every event of the family, in the order of the catalogue."""
