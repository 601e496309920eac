"""权责清单编制: power and responsibility lists merged, complete and public."""

from __future__ import annotations

from types import MappingProxyType
from typing import Final

from schemas.envelope import Event
from schemas.events.authority import ItemListPublished
from streams.policy.mechanism import Check, Precondition, check
from streams.policy.mechanisms.list_publication import merged
from streams.policy.rules import ScopeKind

CHECKS: Final[tuple[Check, ...]] = (
    check(ScopeKind.MATTER, merged.judge, ItemListPublished, rules=("QB-01", "QB-02")),
)

PRECONDITIONS: Final = MappingProxyType[type[Event], Precondition]({})
"""Nothing: a list that is published is a fact."""
