"""What is stored of a scope, and the newest of them decoded, so that a matter under way is at hand.

A scope's record names its facts and what it published. It is written once a batch, if it changed;
what was published is stored beside it by the id of the conclusion, and read again only when that
changes. Settled matters stay on disk.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Final

from streams.judge.outputs import Published
from streams.judge.state import State
from streams.policy.memory import Memory
from streams.policy.rules import ScopeKind

_MATTER: Final = f"scope/{ScopeKind.MATTER.value}/"

_HELD: Final = 5_000
"""Scopes that are held decoded: bounds memory, whatever the number of open matters."""


class ScopeRecord:
    """One scope: the keys of its facts, the names of its matter, and what it published."""

    def __init__(self, key: str, state: State) -> None:
        stored = state.get(key)
        data = json.loads(stored) if stored else {}
        self.facts: dict[str, None] = dict.fromkeys(data.get("facts", ()))
        self.nodes: dict[str, None] = dict.fromkeys(data.get("nodes", ()))
        self.published = Published(
            SaidBefore(key, state),
            {k: (r, d) for k, (r, d) in data.get("obligations", {}).items()},
            {k: (i, d) for k, (i, d) in data.get("verdicts", {}).items()},
            data.get("receivers", {}),
        )
        self.memory = Memory()
        self.is_changed = False

    def add(self, facts: Iterable[str], nodes: Iterable[str]) -> None:
        """Add keys of facts and names."""
        before = len(self.facts), len(self.nodes)
        self.facts |= dict.fromkeys(facts)
        self.nodes |= dict.fromkeys(nodes)
        self.is_changed |= before != (len(self.facts), len(self.nodes))

    def absorb(self, other: ScopeRecord) -> None:
        """Take over what another scope holds and published."""
        self.add(other.facts, other.nodes)
        self.published.obligations |= other.published.obligations
        self.published.verdicts |= other.published.verdicts
        self.published.receivers |= other.published.receivers
        self.is_changed = True

    def stored(self) -> bytes:
        """Return the bytes to store."""
        return json.dumps(
            {
                "facts": list(self.facts),
                "nodes": list(self.nodes),
                "obligations": self.published.obligations,
                "verdicts": self.published.verdicts,
                "receivers": self.published.receivers,
            },
            ensure_ascii=False,
            separators=(",", ":"),
        ).encode()


class SaidBefore:
    """The content of a scope's conclusions as they were published last, by their id.

    Matters have one place for all, for they join: what a fact leads to is concluded in one of
    them. Elsewhere two scopes may conclude the same, the one before a correction and the other
    after it.
    """

    def __init__(self, key: str, state: State) -> None:
        self._state = state
        self._place = "said" if key.startswith(_MATTER) else f"said/{key}"

    def get(self, id_: str) -> str:
        """Return the content of a conclusion that was published, as JSON."""
        stored = self._state.get(f"{self._place}/{id_}")
        if stored is None:
            raise LookupError(f"the state names conclusion {id_} but does not hold what it said")
        return stored.decode()

    def put(self, id_: str, content: str) -> None:
        """Remember the content of a conclusion, as JSON."""
        self._state.put(f"{self._place}/{id_}", content.encode())


class ScopeRecords:
    """The scopes of one partition by key; the newest are held decoded."""

    def __init__(self, state: State) -> None:
        self._state = state
        self._held: dict[str, ScopeRecord] = {}
        self._touched: dict[str, None] = {}
        """Keys of what was asked for since the last flush: no other can have changed."""

    def get(self, key: str) -> ScopeRecord:
        """Return a scope; an empty one when there is none yet."""
        found = self._held.pop(key, None) or ScopeRecord(key, self._state)
        self._held[key] = found
        self._touched[key] = None
        if len(self._held) > _HELD:
            oldest = next(iter(self._held))
            self._write(oldest, self._held.pop(oldest))
        return found

    def drop(self, key: str) -> None:
        """Forget a scope that is no more."""
        self._held.pop(key, None)
        self._state.delete(key)

    def flush(self) -> None:
        """Write down what changed."""
        for key in self._touched:
            if (scope := self._held.get(key)) is not None:
                self._write(key, scope)
        self._touched.clear()

    def _write(self, key: str, scope: ScopeRecord) -> None:
        if scope.is_changed:
            self._state.put(key, scope.stored())
            scope.is_changed = False
