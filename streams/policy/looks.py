"""Looks: what a judgement has looked at, so that it need not look again where nothing changed.

Whatever a check knows of its facts and of time it has asked its case for, so what it looked at is
all that its conclusions depend on, beside the registry and the pack.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final, TypeVar

T = TypeVar("T")

EVERYTHING: Final = "every fact"
"""Looked at: all facts, whatever their type. A single type is looked at by its model."""

TIME: Final = "time"
"""Looked at: the hub's time itself. Due times and wakes are no look: they say when they change."""

OUTSIDE: Final = "outside"
"""Looked at: what lies outside the scope's own facts."""


class Looks:
    """What is looked at, since the last question was begun: event types and what stands above."""

    __slots__ = ("seen",)

    def __init__(self) -> None:
        self.seen: set[object] = set()

    def taken(self, question: Callable[[], T]) -> tuple[T, frozenset[object]]:
        """Return the answer to a question, and all that was looked at for it."""
        before, self.seen = self.seen, set()
        try:
            return question(), frozenset(self.seen)
        finally:
            self.seen = before
