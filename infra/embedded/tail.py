"""The last lines of a log that say something to a person."""

import json
import re
from collections import deque
from collections.abc import Iterable
from pathlib import Path

_READ = 64 * 1024
_WIDTH = 300
_COUNT = 2
_AT_EASE = re.compile(r" (INFO|DEBUG|TRACE|<Information>|<Debug>|<Trace>) ")
_NOISE = re.compile(r"^\s+at |^\s*\.\.\. \d+ more|^\s*$|^Logging |^SLF4J|^WARNING: |^\(version ")
_TROUBLE = re.compile(r"ERROR|CRITICAL|FATAL|Exception|Error|Fatal|failed|Cannot|No space|denied")


def troubled_lines(*logs: Path) -> str:
    """Return the last lines that name trouble, joined by `` | ``; empty when none does."""
    return _joined(line for log in logs for line in _lines(log) if _is_trouble(line))


def last_lines(*logs: Path) -> str:
    """Return the last lines that name trouble, or just the last ones, joined by `` | ``.

    Args:
        logs: files to look in; what the last of them says comes last.
    """
    lines = (line for log in logs for line in _lines(log))
    return troubled_lines(*logs) or _joined(lines) or "it said nothing"


def _is_trouble(line: str) -> bool:
    return bool(_TROUBLE.search(line)) and not _AT_EASE.search(line)


def _joined(lines: Iterable[str]) -> str:
    return " | ".join(line.strip()[:_WIDTH] for line in deque(lines, _COUNT))


def _lines(log: Path) -> list[str]:
    try:
        with log.open("rb") as file:
            file.seek(0, 2)
            file.seek(max(0, file.tell() - _READ))
            text = file.read().decode("utf-8", errors="replace")
    except OSError:
        return []
    return [_plain(line) for line in text.splitlines() if not _NOISE.match(line)]


def _plain(line: str) -> str:
    """Return a line of JSON as a person reads it: its level and message."""
    if not line.startswith('{"'):
        return line
    try:
        said = json.loads(line)
    except ValueError:
        return line
    return f" {said['level']} {said['message']}" if {"level", "message"} <= said.keys() else line


def keep_previous(log: Path) -> None:
    """Begin a new log and keep one before it, so that the last lines are this start's."""
    if log.exists():
        log.replace(log.with_name(f"{log.name}.previous"))
