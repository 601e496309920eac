"""Reads what was given: workbooks, YAML files, and folders of them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final

from producers.registry import complaints
from producers.registry.kinds import KINDS, kind_named
from producers.registry.nodes import Finding, Node
from producers.registry.workbook import read_workbook
from producers.registry.yaml_files import Trees, read_yaml

_READERS: Final = {".xlsx": read_workbook, ".yaml": read_yaml, ".yml": read_yaml}

Rows = dict[str, list[Node]]
"""Name of the kind → its rows, in the order of the files."""


def read(paths: Iterable[Path]) -> tuple[Rows, list[Finding]]:
    """Return every row by kind, and all that is wrong with the form of the files.

    A folder stands for the workbooks and YAML files directly in it, sorted by name.
    """
    rows: Rows = {}
    findings: list[Finding] = []
    for path in _files(paths):
        reader = _READERS.get(path.suffix.casefold())
        if reader is None or not path.is_file():
            reason = "no such file" if not path.exists() else f"unknown form {path.suffix!r}"
            findings.append(complaints.unreadable(path.name, reason))
            continue
        trees, found = reader(path)
        findings += found
        findings += _sorted_in(rows, trees)
    return rows, findings


def _files(paths: Iterable[Path]) -> Iterator[Path]:
    for path in paths:
        if path.is_dir():
            yield from files_in(path)
        else:
            yield path


def files_in(folder: Path) -> Iterator[Path]:
    """Yield the workbooks and YAML files directly in a folder, sorted by name."""
    for file in sorted(folder.iterdir()):
        hidden = file.name.startswith((".", "~$"))  # ~$: a workbook that is open in Excel
        if file.suffix.casefold() in _READERS and not hidden:
            yield file


def _sorted_in(rows: Rows, trees: Trees) -> Iterator[Finding]:
    for name, node in trees:
        kind = kind_named(name)
        if kind is None:
            known = [k.name for k in KINDS]
            yield complaints.unknown_name(node.place, ("列表", "list"), name, known)
        elif isinstance(node.value, tuple):
            rows.setdefault(kind.name, []).extend(node.value)
        elif not node.is_empty:
            yield complaints.wrong_form(node.place, name, "…", "列表", "a list")
