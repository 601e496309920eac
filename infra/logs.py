"""What the hub's processes write about their work: a line of JSON a record, or text for a terminal.

Only the fields named here are written beside the message, and of an error its kind and where it
arose, never its words: they may quote what an agency sent. So no personal data comes into a log
(个人信息保护法 第6条, 第51条): ids, codes, places and counts alone.
"""

from __future__ import annotations

import json
import logging
import sys
import traceback
from datetime import UTC, datetime
from types import TracebackType
from typing import Any, Final, Literal

from schemas.instants import SHANGHAI

Form = Literal["auto", "json", "text"]
"""How a log is written; `auto` is text on a terminal and JSON elsewhere."""

Level = Literal["DEBUG", "INFO", "WARNING", "ERROR"]

FIELDS: Final = (
    *("event_id", "event_type", "matter_id", "district", "agency"),
    *("output_id", "obligation_id", "alert_id", "dead_letter_id", "notification_id", "receiver"),
    *("rule_id", "code", "topic", "partition", "offset", "records", "outputs", "seconds"),
)
"""What a log call may give as `extra`, in the order in which it is written."""

_OWN: Final = ("hutong", "infra", "streams", "consumers", "producers", "schemas", "__main__")


def configure(worker: str, level: Level, form: Form) -> None:
    """Write to stderr what this process says of its work, and what libraries warn of."""
    is_text = form == "text" or (form == "auto" and sys.stderr.isatty())
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(TextLines(worker) if is_text else JsonLines(worker))
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(logging.WARNING)
    for name in _OWN:
        logging.getLogger(name).setLevel(level)


def end(sentence: str) -> None:
    """Say why this process ends: in its log where that is JSON, else as a plain sentence."""
    if any(isinstance(handler.formatter, JsonLines) for handler in logging.getLogger().handlers):
        logging.getLogger("hutong").critical("%s", sentence)
    else:
        sys.stderr.write(f"{sentence}\n")


class JsonLines(logging.Formatter):
    """One JSON object a record: time in UTC, level, worker, message, and the fields it has."""

    def __init__(self, worker: str) -> None:
        super().__init__()
        self._worker = worker

    def format(self, record: logging.LogRecord) -> str:
        """Return the line of a record."""
        at = datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds")
        said = {"at": at, "level": record.levelname, "worker": self._worker}
        said |= {"logger": record.name, "message": record.getMessage()}
        return json.dumps(said | _fields(record) | _error(record), ensure_ascii=False, default=str)


class TextLines(logging.Formatter):
    """The same for people: time in Asia/Shanghai, and the fields as `name=value`."""

    def __init__(self, worker: str) -> None:
        super().__init__()
        self._worker = worker

    def format(self, record: logging.LogRecord) -> str:
        """Return the line of a record."""
        at = datetime.fromtimestamp(record.created, SHANGHAI)
        fields = "".join(f" {k}={v}" for k, v in (_fields(record) | _error(record)).items())
        return f"{at:%H:%M:%S} {record.levelname} {self._worker}: {record.getMessage()}{fields}"


def _fields(record: logging.LogRecord) -> dict[str, Any]:
    given = ((name, getattr(record, name, None)) for name in FIELDS)
    return {name: value for name, value in given if value is not None}


def _error(record: logging.LogRecord) -> dict[str, Any]:
    kind, _, where = record.exc_info or (None, None, None)
    return {} if kind is None else {"error": kind.__name__, "stack": _stack(where)}


def _stack(where: TracebackType | None) -> list[str]:
    return [f"{f.filename}:{f.lineno} {f.name}" for f in traceback.extract_tb(where)]
