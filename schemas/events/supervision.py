"""Family supervision: training, assessment, accountability and oversight."""

from __future__ import annotations

from typing import Final

from schemas.envelope import Event

TOPIC: Final = "facts.supervision"

EVENTS: Final[tuple[type[Event], ...]] = ()
"""Every event of the family, in the order of the catalogue."""
