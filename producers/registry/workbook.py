"""Workbooks: one sheet a kind, a row of headings, then one row an entry.

Sheets and headings are named in Chinese or English, or both. The list inside a row (the items of
an item list) has a sheet of its own, each line of which repeats the row's identifying columns.
"""

from __future__ import annotations

import warnings
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any, Final
from zipfile import BadZipFile, ZipFile

from openpyxl import load_workbook
from openpyxl.utils import get_column_letter
from openpyxl.utils.exceptions import InvalidFileException
from openpyxl.worksheet.worksheet import Worksheet

from producers.registry import complaints
from producers.registry.columns import Column, path_named
from producers.registry.kinds import KINDS, Kind, Part, kind_named, part_named
from producers.registry.nodes import Finding, Formula, Node, Place
from producers.registry.yaml_files import Trees

_HEADINGS_WITHIN: Final = 20
_PASSED_OVER: Final = ("说明", "readme", "备注", "note", "remark", "序号", "no.")
"""Sheets and columns whose names begin so are for people."""

_Paths = dict[int, tuple[str, ...]]
_Grid = list[tuple[Any, ...]]
_Formulas = Mapping[str, Mapping[tuple[int, int], Formula]]


def read_workbook(path: Path) -> tuple[Trees, list[Finding]]:
    """Return the rows of every sheet, by kind, and what is wrong with their form."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # openpyxl warns of styles and checks it cannot keep
            book = load_workbook(path, data_only=True)
            formulas = _formulas(path)
    except (OSError, InvalidFileException, BadZipFile, KeyError, ValueError) as error:
        return [], [complaints.unreadable(path.name, str(error))]
    findings: list[Finding] = []
    trees: Trees = []
    parts: list[tuple[Kind, Part, Node]] = []
    for sheet in book.worksheets:
        place = Place(path.name, sheet=sheet.title)
        kind, part = kind_named(_title(sheet)), part_named(_title(sheet))
        if kind:
            rows = tuple(_rows(sheet, place, kind.columns, findings, formulas))
            trees.append((kind.name, Node(place, rows)))
        elif part:
            columns = _part_columns(*part)
            rows = tuple(_rows(sheet, place, columns, findings, formulas))
            parts.append((*part, Node(place, rows)))
        elif not _for_people(sheet.title) and sheet.max_row > 1:
            known = [k.zh for k in KINDS] + [k.part.zh for k in KINDS if k.part]
            findings.append(complaints.unknown_name(place, ("工作表", "sheet"), sheet.title, known))
    for owner, inner, lines in parts:
        trees = [
            (name, _joined(rows, inner, lines, findings) if name == owner.name else rows)
            for name, rows in trees
        ]
        if owner.name not in {name for name, _ in trees}:
            findings.append(complaints.unknown_name(lines.place, ("上级表", "sheet"), owner.zh, []))
    return trees, findings


def _title(sheet: Worksheet) -> str:
    return str(sheet.title).replace("（", " ").replace("(", " ").split(" ")[0]


def _for_people(name: str) -> bool:
    return name.strip().casefold().startswith(_PASSED_OVER)


def _part_columns(kind: Kind, part: Part) -> tuple[Column, ...]:
    by_name = {column.name: column for column in kind.columns}
    inner = by_name[part.field].inner
    return (*(by_name[name] for name in part.refer), *inner)


def _rows(
    sheet: Worksheet,
    place: Place,
    columns: tuple[Column, ...],
    findings: list[Finding],
    formulas: _Formulas,
) -> Iterator[Node]:
    grid = _grid(sheet, formulas.get(sheet.title, {}))
    start, paths = _headings(grid, columns)
    if not paths:
        if any(any(cell is not None for cell in row) for row in grid):
            findings.append(complaints.missing_heading(place, [c.zh for c in columns]))
        return
    for index, cell in enumerate(grid[start]):
        text = "" if cell is None else str(cell).strip()
        if text and index not in paths and not _for_people(text):
            at = replace(place, row=start + 1, column=get_column_letter(index + 1))
            known = [c.zh for c in columns]
            findings.append(complaints.unknown_name(at, ("列", "column"), text, known))
    for number, row in enumerate(grid[start + 1 :], start=start + 2):
        if any(row[index] not in {None, ""} for index in paths):
            yield _row(row, paths, replace(place, row=number), grid[start])


def _formulas(path: Path) -> _Formulas:
    """Return the formulas of each sheet by row and column, from 0.

    A workbook without any is not read a second time.
    """
    with ZipFile(path) as archive:
        sheets = [n for n in archive.namelist() if n.startswith("xl/worksheets/")]
        if not any(b"<f" in archive.read(name) for name in sheets):
            return {}
    return {
        sheet.title: {
            (number, index): Formula(str(getattr(cell.value, "text", cell.value)))
            for number, row in enumerate(sheet.iter_rows())
            for index, cell in enumerate(row)
            if cell.data_type == "f"
        }
        for sheet in load_workbook(path).worksheets
    }


def _grid(sheet: Worksheet, formulas: Mapping[tuple[int, int], Formula]) -> _Grid:
    """Return the values; every cell of a merged range has the range's value."""
    grid: list[list[Any]] = [list(row) for row in sheet.iter_rows(values_only=True)]
    for (row, column), formula in formulas.items():
        if row < len(grid) and column < len(grid[row]) and grid[row][column] is None:
            grid[row][column] = formula
    for merged in sheet.merged_cells.ranges:
        value = grid[merged.min_row - 1][merged.min_col - 1]
        if merged.min_col == merged.max_col:  # a title across columns is no value of theirs
            for row in range(merged.min_row - 1, merged.max_row):
                grid[row][merged.min_col - 1] = value
    return [tuple(row) for row in grid]


def _headings(grid: _Grid, columns: tuple[Column, ...]) -> tuple[int, _Paths]:
    """Return the row with most headings, and what each of its columns holds."""
    best: tuple[int, _Paths] = (0, {})
    for number, row in enumerate(grid[:_HEADINGS_WITHIN]):
        found: _Paths = {}
        for index, cell in enumerate(row):
            path = path_named(columns, cell) if isinstance(cell, str) else None
            if path and path not in found.values():
                found[index] = path
        if len(found) > len(best[1]):
            best = (number, found)
    return best


def _row(row: tuple[Any, ...], paths: _Paths, place: Place, headings: tuple[Any, ...]) -> Node:
    tree: dict[str, Any] = {}
    for index, (*above, name) in paths.items():
        heading = " ".join(str(headings[index]).split())
        letter = get_column_letter(index + 1)
        branch = tree
        for part in above:
            branch = branch.setdefault(part, {})
        branch[name] = Node(replace(place, column=f"{letter} {heading}"), row[index])
    return _frozen(tree, place)


def _frozen(tree: dict[str, Any], place: Place) -> Node:
    """Return the row as nodes; a record none of whose cells is filled is left out."""
    fields: dict[str, Node] = {}
    for name, value in tree.items():
        node = _frozen(value, place) if isinstance(value, dict) else value
        if not (isinstance(node.value, dict) and all(n.is_empty for n in node.value.values())):
            fields[name] = node
    return Node(place, fields)


def _joined(rows: Node, part: Part, lines: Node, findings: list[Finding]) -> Node:
    """Return the rows, each with its lines of the part's sheet."""
    assert isinstance(rows.value, tuple)  # noqa: S101  read above
    assert isinstance(lines.value, tuple)  # noqa: S101  likewise
    by_reference: dict[tuple[str, ...], list[Node]] = {}
    for line in lines.value:
        by_reference.setdefault(_reference(line, part), []).append(_without(line, part))
    joined = []
    for row in rows.value:
        mine = by_reference.pop(_reference(row, part), None)
        fields = dict(row.value) if isinstance(row.value, dict) else {}
        if mine:
            fields[part.field] = Node(mine[0].place, tuple(mine))
        joined.append(Node(row.place, fields))
    for reference, strays in by_reference.items():
        what = ("清单", "entry on its sheet")
        findings += [
            complaints.no_such(n.place, ", ".join(part.refer), "/".join(reference), what, "V-70")
            for n in strays
        ]
    return Node(rows.place, tuple(joined))


def _reference(row: Node, part: Part) -> tuple[str, ...]:
    fields = row.value if isinstance(row.value, dict) else {}
    return tuple(
        str(fields[n].value).strip() if n in fields and not fields[n].is_empty else ""
        for n in part.refer
    )


def _without(line: Node, part: Part) -> Node:
    fields = line.value if isinstance(line.value, dict) else {}
    return Node(line.place, {n: v for n, v in fields.items() if n not in part.refer})
