"""How ``hutong registry load`` shows what would change, and what is wrong."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from typing import Any, Final

from rich.console import Console
from rich.table import Table
from rich.text import Text

from infra.cli.rows import printable
from producers.registry.difference import Change, Entry, said
from producers.registry.kinds import KINDS
from producers.registry.nodes import Finding
from schemas.problems import Problem

_NAMED: Final = 8
"""Entries of one kind and change that are named before the rest is counted."""

_LONGEST: Final = 60
"""Characters of a value that are shown."""

_WIDE: Final = 160

_HEADINGS: Final = {
    Change.ADDED: "新增 added",
    Change.CHANGED: "变更 changed",
    Change.UNCHANGED: "不变 unchanged",
    Change.ONLY_IN_LOG: "仅在日志中 only in log",
}

_SIGNS: Final = {
    Change.ADDED: ("+", "新增 added"),
    Change.CHANGED: ("~", "变更 changed"),
    Change.ONLY_IN_LOG: ("?", "仅在日志中，保留 only in the log, kept"),
}


def show_entries(entries: Sequence[Entry]) -> None:
    """Print counts by kind, then every entry that is not as it was."""
    console = _console()
    table = Table(title="登记数据 · The registry", title_justify="left")
    table.add_column("种类 Kind")
    for change in Change:
        table.add_column(_HEADINGS[change], justify="right")
    counts = Counter((entry.kind.name, entry.change) for entry in entries)
    for kind in KINDS:
        row = [counts[kind.name, change] for change in Change]
        if any(row):
            table.add_row(Text(f"{kind.zh} {kind.name}"), *map(str, row))
    console.print(table)
    for change, (sign, title) in _SIGNS.items():
        found = [entry for entry in entries if entry.change is change]
        if found:
            console.print(title, style="bold")
            for line in _lines(found, sign):
                console.print(Text(line))


def show_findings(findings: Sequence[Finding]) -> None:
    """Print every problem on stderr."""
    for finding in findings:
        sys.stderr.write(
            f"{printable(str(finding.place))}\n    {printable(_said(finding.problem))}\n"
        )
    count = "1 problem" if len(findings) == 1 else f"{len(findings)} problems"
    sys.stderr.write(f"{len(findings)} 处有误，未发布任何内容。 {count}, nothing published.\n")


def _said(problem: Problem) -> str:
    """Return a problem as people read it; one with a file or a name as such has no field."""
    if not problem.field.startswith("(") or problem.value:
        return str(problem)
    return str(problem).removeprefix(f"{problem.field} = {problem.value!r} ")


def as_json(entries: Iterable[Entry], bureau: str, published: int) -> dict[str, Any]:
    """Return the difference for programs; what is unchanged is only counted."""
    found = list(entries)
    counts = Counter(entry.change for entry in found)
    return {
        "publisher": bureau,
        "published": published,
        **{change.value: counts[change] for change in Change},
        "entries": [_entry(entry) for entry in found if entry.change is not Change.UNCHANGED],
    }


def findings_as_json(findings: Iterable[Finding]) -> list[dict[str, Any]]:
    """Return the problems for programs."""
    return [finding.as_json() for finding in findings]


def _entry(entry: Entry) -> dict[str, Any]:
    event = entry.wanted or entry.standing
    return {
        "change": entry.change.value,
        "kind": entry.kind.name,
        "key": list(entry.key[1:]),
        "event_type": entry.kind.model.TYPE,
        "edits": {name: {"from": old, "to": new} for name, (old, new) in entry.edits.items()},
        "content": said(event, entry.kind) if event else None,
    }


def _lines(entries: Sequence[Entry], sign: str) -> Iterator[str]:
    for _, run in groupby(entries, key=lambda entry: entry.kind.name):
        found = list(run)
        for entry in found[:_NAMED]:
            yield f"  {sign} {entry.kind.zh} {_name(entry)}"
            for name, (old, new) in entry.edits.items():
                yield from (f"      {line}" for line in _edits(name, old, new))
        if len(found) > _NAMED:
            more = len(found) - _NAMED
            yield f"    … 另有 {more} 条 and {more} more (--format json shows all)"


def _edits(name: str, old: Any, new: Any) -> Iterator[str]:
    """Yield what differs; in a list entry by entry, records named by their first field."""
    if _is_plain_list(old) and _is_plain_list(new):
        yield from (f"{name} - {_short(value)}" for value in old if value not in new)
        yield from (f"{name} + {_short(value)}" for value in new if value not in old)
        return
    before, after = _by_name(old), _by_name(new)
    if before is None or after is None:
        yield f"{name}: {_short(old)} → {_short(new)}"
        return
    for key in dict.fromkeys((*before, *after)):
        was, becomes = before.get(key), after.get(key)
        if was is None or becomes is None:
            yield f"{name} {'+' if was is None else '-'} {_short(key)}"
            continue
        for field, value in becomes.items():
            if was.get(field) != value:
                yield from _edits(f"{name} {_short(key)} {field}", was.get(field), value)


def _is_plain_list(value: Any) -> bool:
    return isinstance(value, list) and not any(isinstance(entry, dict) for entry in value)


def _by_name(value: Any) -> dict[str, dict[str, Any]] | None:
    if isinstance(value, list) and value and all(isinstance(entry, dict) for entry in value):
        return {str(next(iter(entry.values()))): entry for entry in value}
    return None


def _name(entry: Entry) -> str:
    event = entry.wanted or entry.standing
    name = getattr(event, "agency_name", "") or ""
    return printable(" ".join(part for part in (name, *entry.key[1:]) if part))


def _short(value: Any) -> str:
    text = printable(str(value))
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"


def _console() -> Console:
    console = Console()
    return console if console.is_terminal else Console(width=_WIDE)
