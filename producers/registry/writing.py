"""Writes rows as a workbook that `workbook` reads again: headings in Chinese and English."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from producers.registry.columns import Column
from producers.registry.kinds import KINDS, Kind
from producers.registry.nodes import Node
from producers.registry.reading import Rows
from schemas.codes import CODE_LISTS
from schemas.records import LegalBasis

_NOTE: Final = (
    "每张工作表是一类数据，一行一条；标题可写中文或英文。机关可写名称或统一社会信用代码。",
    "一格内有多个值时用顿号、逗号或分号隔开；代码可写代码或中文名称。编码列请保持“文本”格式。",
    "One sheet a kind, one row an entry; headings in Chinese or English. An agency is written by",
    "name or credit code. Several values in a cell are separated by commas. Keep codes as text.",
)
_WIDTH: Final = 22


def write_workbook(rows: Rows, path: Path) -> None:
    """Write every kind on a sheet of its own, also where it has no rows yet."""
    book = Workbook()
    note = book.worksheets[0]
    note.title = "说明 README"
    for line in _NOTE:
        note.append([line])
    for kind in KINDS:
        found = rows.get(kind.name, [])
        columns = [c for c in kind.columns if kind.part is None or c.name != kind.part.field]
        _fill(_sheet(book, f"{kind.zh} {kind.name}"), columns, found)
        if kind.part:
            sheet = _sheet(book, f"{kind.part.zh} {kind.part.field}")
            _fill(sheet, _part_columns(kind), list(_lines(kind, found)))
    book.save(path)


def _sheet(book: Workbook, title: str) -> Worksheet:
    sheet: Worksheet = book.create_sheet(title)
    return sheet


def _part_columns(kind: Kind) -> list[Column]:
    assert kind.part is not None  # noqa: S101  asked for kinds with a part only
    by_name = {column.name: column for column in kind.columns}
    return [*(by_name[n] for n in kind.part.refer), *by_name[kind.part.field].inner]


def _lines(kind: Kind, rows: list[Node]) -> Iterator[Node]:
    """Yield the entries of every row's part, each with the columns that say where it belongs."""
    for row in rows:
        if kind.part is None or not isinstance(row.value, Mapping):
            continue
        refer = {name: row.value[name] for name in kind.part.refer}
        part = row.value.get(kind.part.field)
        for entry in part.value if part and isinstance(part.value, tuple) else ():
            if isinstance(entry.value, Mapping):
                yield Node(entry.place, {**refer, **entry.value})


def _fill(sheet: Worksheet, columns: list[Column], rows: list[Node]) -> None:
    flat = list(_flat(columns))
    sheet.append([f"{zh}\n{'.'.join(path)}" for path, zh, _ in flat])
    for cell in sheet[1]:
        cell.font = Font(bold=True)
        cell.alignment = Alignment(wrap_text=True, vertical="top")
    for row in rows:
        sheet.append([_cell(row, path, column) for path, _, column in flat])
    for number in range(1, len(flat) + 1):
        letter = get_column_letter(number)
        sheet.column_dimensions[letter].width = _WIDTH
        for cell in sheet[letter]:
            cell.number_format = "@"  # text: a code keeps all its digits
    sheet.freeze_panes = "A2"


def _flat(columns: list[Column]) -> Iterator[tuple[tuple[str, ...], str, Column]]:
    for column in columns:
        if column.inner and column.base is not LegalBasis:
            for path, zh, inner in _flat(list(column.inner)):
                yield (column.name, *path), f"{column.zh}.{zh}", inner
        else:
            yield (column.name,), column.zh, column


def _cell(row: Node, path: tuple[str, ...], column: Column) -> str | None:
    node: Node | None = row
    for part in path:
        node = node.value.get(part) if node and isinstance(node.value, Mapping) else None
    if node is None or node.is_empty:
        return None
    if isinstance(node.value, tuple):
        return "、".join(_label(str(entry.value), column) for entry in node.value)
    return _label(str(node.value), column)


def _label(text: str, column: Column) -> str:
    """Return a code's Chinese name: that is what people fill in."""
    if column.code_list is None:
        return text
    labels = CODE_LISTS[column.code_list].labels
    return labels[text][0] if text in labels else text
