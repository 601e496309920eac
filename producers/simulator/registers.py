"""Document numbers 文号: each agency numbers its documents in the order in which they arise."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime
from random import Random
from typing import Any, Final

from producers.simulator.district import Agency
from producers.simulator.hours import year_of

KINDS: Final = {
    "inspection": "检",
    "penalty": "罚",
    "referral": "移",
    "reply": "受告",
    "licence": "许",
    "change": "变许",
    "standard": "规",
    "statement": "情",
}
"""Kind of document → the sign in its number."""

_SHAPES: Final = ("{n}号", "第{n}号", "{n:04}号", "第{n:03}号")
_BRACKET: Final = "\x00"  # no text holds it, so a mark is never mistaken for one


@dataclass(frozen=True, slots=True)
class _Entry:
    agency: Agency
    kind: str
    arose_at: datetime


class Registers:
    """The registers of all agencies.

    A number depends on everything that arose before it, so a mark stands for it until all is
    known.
    """

    def __init__(self, rng: Random) -> None:
        self._rng = rng
        self._entries: list[_Entry] = []

    def enter(self, agency: Agency, kind: str, arose_at: datetime) -> str:
        """Return the mark of a new document's number."""
        self._entries.append(_Entry(agency, kind, arose_at))
        return f"{_BRACKET}{len(self._entries) - 1}{_BRACKET}"

    def numbers(self) -> dict[str, str]:
        """Return the number behind every mark: contiguous by agency, kind and year."""
        books: defaultdict[tuple[str, str, int], list[int]] = defaultdict(list)
        for index, entry in enumerate(self._entries):
            year = year_of(entry.arose_at)
            books[entry.agency.agency_id, entry.kind, year].append(index)
        found = {}
        for (_, kind, year), indices in sorted(books.items()):
            first = self._rng.randrange(12, 240)
            indices.sort(key=lambda index: (self._entries[index].arose_at, index))
            for number, index in enumerate(indices, start=first):
                agency = self._entries[index].agency
                shape = _SHAPES[int(agency.agency_id[11:14], 36) % len(_SHAPES)]
                found[f"{_BRACKET}{index}{_BRACKET}"] = (
                    f"{agency.abbreviation}{KINDS[kind]}〔{year}〕{shape.format(n=number)}"
                )
        return found


def settled(value: Any, numbers: dict[str, str]) -> Any:
    """Return the value with every mark in it replaced by its number."""
    match value:
        case str():
            return numbers.get(value, value)
        case dict():
            return {name: settled(part, numbers) for name, part in value.items()}
        case list() | tuple():
            return [settled(part, numbers) for part in value]
        case _:
            return value
