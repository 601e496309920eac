"""State of one partition: keys and values, with the changes of the batch under way on top."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Protocol


class Base(Protocol):
    """Where committed state is read from."""

    def get(self, key: str) -> bytes | None:
        """Return a committed value."""

    def scan(self, prefix: str) -> Iterator[tuple[str, bytes]]:
        """Yield committed (key, value) whose key starts with the prefix, by key."""


class MemoryBase:
    """Committed state in a dict: for the offline judge and for tests of the docket."""

    def __init__(self) -> None:
        self._values: dict[str, bytes] = {}

    def get(self, key: str) -> bytes | None:
        """Return a committed value."""
        return self._values.get(key)

    def scan(self, prefix: str) -> Iterator[tuple[str, bytes]]:
        """Yield committed (key, value) whose key starts with the prefix, by key."""
        yield from sorted((k, v) for k, v in self._values.items() if k.startswith(prefix))

    def apply(self, changes: dict[str, bytes | None]) -> None:
        """Commit changes; None deletes."""
        for key, value in changes.items():
            if value is None:
                self._values.pop(key, None)
            else:
                self._values[key] = value


class State:
    """Committed state with uncommitted changes over it."""

    def __init__(self, base: Base) -> None:
        self._base = base
        self._changes: dict[str, bytes | None] = {}

    def get(self, key: str) -> bytes | None:
        """Return the value of a key as changed so far."""
        return self._changes[key] if key in self._changes else self._base.get(key)

    def put(self, key: str, value: bytes) -> None:
        """Change a value."""
        self._changes[key] = value

    def delete(self, key: str) -> None:
        """Remove a key."""
        self._changes[key] = None

    def scan(self, prefix: str) -> Iterator[tuple[str, bytes]]:
        """Yield (key, value) as changed so far, committed keys first."""
        changed = sorted(self._changes.items())
        for key, value in self._base.scan(prefix):
            if key not in self._changes:
                yield key, value
        for key, new in changed:
            if new is not None and key.startswith(prefix):
                yield key, new

    def take_changes(self) -> dict[str, bytes | None]:
        """Return the changes and forget them: they are about to be committed."""
        changes, self._changes = self._changes, {}
        return changes
