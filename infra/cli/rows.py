"""Prints rows: a table for people, JSON or CSV for programs."""

from __future__ import annotations

import csv
import io
import json
import sys
from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any, Final

from rich.console import Console
from rich.measure import Measurement
from rich.table import Table
from rich.text import Text

Row = Sequence[Any]

_WIDE: Final = 400
"""Columns of a table that goes to a file or a pipe."""


class Shape(StrEnum):
    """How rows are printed."""

    TABLE = "table"
    JSON = "json"
    CSV = "csv"


def show(columns: Sequence[str], rows: Sequence[Row], form: Shape, title: str) -> None:
    """Print rows under their columns; times are as they come, Asia/Shanghai."""
    match form:
        case Shape.JSON:
            said = [dict(zip(columns, map(_json, row), strict=True)) for row in rows]
            sys.stdout.write(json.dumps(said, ensure_ascii=False, indent=2) + "\n")
        case Shape.CSV:
            text = io.StringIO()
            writer = csv.writer(text, lineterminator="\n")
            writer.writerow(columns)
            writer.writerows([_text(value) for value in row] for row in rows)
            sys.stdout.write(text.getvalue())
        case Shape.TABLE:
            _show_table(columns, rows, title)


def _show_table(columns: Sequence[str], rows: Sequence[Row], title: str) -> None:
    console = Console()
    if not console.is_terminal:
        console = Console(width=_WIDE)
    table = Table(title=title, title_justify="left", caption_justify="left")
    table.caption = "没有 · none" if not rows else f"{len(rows)} 行 · rows"
    for column, values in zip(columns, _columns(columns, rows), strict=True):
        numeric = any(isinstance(v, int | float | Decimal) for v in values)
        table.add_column(column, justify="right" if numeric else "left", overflow="fold")
    for row in rows:
        table.add_row(*(Text(_shown(value)) for value in row))
    needed = Measurement.get(console, console.options, table).minimum
    if needed <= console.width and len(columns) * 8 <= console.width:
        console.print(table)
    else:
        _show_records(console, columns, rows, title)


def _show_records(
    console: Console, columns: Sequence[str], rows: Sequence[Row], title: str
) -> None:
    """Print one line a value: the table would not fit."""
    wide = max(map(len, columns))
    console.print(title, style="italic")
    for number, row in enumerate(rows, start=1):
        console.rule(str(number), align="left")
        for name, value in zip(columns, row, strict=True):
            console.print(f"{name:>{wide}}  {_shown(value)}", markup=False, highlight=False)
    console.print(f"{len(rows)} 行 · rows", style="dim")


def _columns(columns: Sequence[str], rows: Sequence[Row]) -> Sequence[tuple[Any, ...]]:
    return tuple(zip(*rows, strict=True)) or ((),) * len(columns)


def _json(value: Any) -> Any:
    match value:
        case None | bool() | int() | float() | str():
            return value
        case list() | tuple():
            return [_json(item) for item in value]
    return _text(value)


def _text(value: Any) -> str:
    match value:
        case None:
            return ""
        case datetime():
            return value.isoformat(timespec="milliseconds")
        case date():
            return value.isoformat()
        case list() | tuple():
            return "; ".join(_text(item) for item in value)
    return str(value)


def _shown(value: Any) -> str:
    """Return a value as people read it: times without their zone, which is always Shanghai."""
    if isinstance(value, datetime):
        return f"{value:%Y-%m-%d %H:%M:%S}"
    return printable(_text(value))


def printable(text: str) -> str:
    """Return what an agency wrote, blanks for what a terminal would obey: one line, no colours."""
    return "".join(c if c.isprintable() else " " for c in text)
