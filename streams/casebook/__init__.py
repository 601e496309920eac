"""案例集: worked cases as data, run against the judge. A case says what follows from events.

The format is that of `docs/casebook.md`. Reads files; the policy itself does not.
"""

from __future__ import annotations

from streams.casebook.running import Report, Result, run
from streams.casebook.world import World, default_world

__all__ = ["Report", "Result", "World", "default_world", "run"]
