"""代码表: the district's own code tables, effective-dated."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from types import MappingProxyType
from typing import Final, Self

from schemas.district_codes import codes_of
from schemas.events.agencies import CodeTablePublished
from streams.policy.facts import Fact

REGIONS: Final = "region"
"""The code table that holds the district's division codes."""


@dataclass(frozen=True, slots=True)
class CodeTables:
    """代码表: the district's own tables, each version from its effective day."""

    versions: MappingProxyType[str, tuple[CodeTablePublished, ...]] = field(
        default_factory=lambda: MappingProxyType({})
    )

    @classmethod
    def of(cls, events: Iterable[tuple[Fact, CodeTablePublished]]) -> Self:
        """Return the tables that events publish, given in their order."""
        found: dict[str, list[CodeTablePublished]] = {}
        for _, event in events:
            found.setdefault(event.list_name, []).append(event)
        return cls(MappingProxyType({name: tuple(tables) for name, tables in found.items()}))

    def codes(self, list_name: str, on: date) -> frozenset[str] | None:
        """Return the codes of a list that may be used on a day, or None when none is loaded."""
        return codes_of(self.versions.get(list_name, ()), on).get(list_name)
