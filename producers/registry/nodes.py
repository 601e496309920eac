"""What a file says, as a tree whose every part knows where it stands."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from schemas.problems import Problem


@dataclass(frozen=True, slots=True)
class Place:
    """A place in a file: sheet, row and column of a workbook, or line and path of YAML."""

    file: str
    sheet: str = ""
    row: int | None = None
    column: str = ""
    path: str = ""

    def __str__(self) -> str:
        parts = [self.file, self.sheet]
        if self.row is not None:
            parts.append(f"第 {self.row} 行 row {self.row}")
        if self.column:
            parts.append(f"{self.column} 列 column {self.column}")
        parts.append(self.path)
        return " › ".join(part for part in parts if part)

    def as_json(self) -> dict[str, Any]:
        """Return the place for programs."""
        return {
            "file": self.file,
            "sheet": self.sheet,
            "row": self.row,
            "column": self.column,
            "path": self.path,
        }


@dataclass(frozen=True, slots=True)
class Formula:
    """A formula whose result the workbook does not store."""

    text: str


Scalar = str | int | float | bool | date | datetime | time | Formula | None
"""What a cell may hold. YAML gives text only, so that no code loses its leading zero."""


@dataclass(frozen=True, slots=True)
class Node:
    """A value with its place: a scalar, a mapping, or a list."""

    place: Place
    value: Scalar | Mapping[str, Node] | tuple[Node, ...]

    @property
    def is_empty(self) -> bool:
        """Whether nothing was written here."""
        match self.value:
            case None:
                return True
            case str() as text:
                return not text.strip()
            case _:
                return False

    def at(self, path: str) -> Place:
        """Return the place of a dotted path below this node, or of the last part that exists."""
        node = self
        for part in path.split("."):
            match node.value:
                case Mapping() as fields if part in fields:
                    node = fields[part]
                case tuple() as items if part.isdecimal() and int(part) < len(items):
                    node = items[int(part)]
                case _:
                    break
        return node.place


@dataclass(frozen=True, slots=True)
class Finding:
    """A problem and where it stands."""

    place: Place
    problem: Problem

    def __str__(self) -> str:
        return f"{self.place}: {self.problem}"

    def as_json(self) -> dict[str, Any]:
        """Return the finding for programs."""
        found = self.problem
        return self.place.as_json() | {
            "field": found.field,
            "value": found.value,
            "rule": found.rule,
            "zh": found.zh,
            "en": found.en,
            "fix_zh": found.fix_zh,
            "fix_en": found.fix_en,
        }
