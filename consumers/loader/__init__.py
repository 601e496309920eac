"""The loader: every `facts.*` and `hub.*` message becomes one row of its type's table.

At-least-once reading, rows that replace themselves by position, offsets committed after the
insert: a row counts once however often it was loaded.
"""

from consumers.loader.loader import Loader, Progress, run

__all__ = ["Loader", "Progress", "run"]
