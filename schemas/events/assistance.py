"""Family assistance: requests for help between township and department, and their answers."""

from __future__ import annotations

from typing import Final

from schemas.envelope import Event

TOPIC: Final = "facts.assistance"

EVENTS: Final[tuple[type[Event], ...]] = ()
"""Every event of the family, in the order of the catalogue."""
