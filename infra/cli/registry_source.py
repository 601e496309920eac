"""Where a command takes the registry from: the running hub's log, files of events, or sheets."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

from infra import ExitCode, HutongError
from infra.cli.context import reachable
from infra.settings import Settings
from infra.topics import bootstrap
from producers.errors import PublishingError
from producers.publisher import event_from
from producers.registry.bureau import NoBureauError, bureau_of
from producers.registry.desired import desired
from producers.registry.difference import difference, events_of
from producers.registry.known import Known
from producers.registry.reading import read
from producers.registry.standing import Standing, read_events
from schemas.envelope import Event
from schemas.instants import to_utc_millis
from schemas.problems import InvalidEventError
from schemas.topics import Topics
from streams.policy.facts import Fact
from streams.policy.registry import Registry

_LINES: Final = frozenset({".jsonl", ".ndjson", ".json"})
_TOPICS: Final = ("facts.agencies", "facts.authority", "facts.law-changes", "facts.supervision")
"""Topics with events that make the registry."""

_TYPE: Final = re.compile(r"cn\.xzzf\.(?P<name>.+)\.v\d+")


def registry_of_hub(configured: Settings) -> Registry:
    """Return the registry as the running hub's log makes it.

    Raises:
        HutongError: Kafka does not answer, or its topics have not been made (exit 4).
    """
    chosen = reachable(configured)
    try:
        events = read_events(bootstrap(chosen), Topics(chosen.namespace), _TOPICS)
    except PublishingError as error:
        raise HutongError(str(error), ExitCode.UNREACHABLE) from error
    return _registry(events)


def registry_of_files(path: Path) -> Registry:
    """Return the registry of a file of events, or of the workbooks and YAML files of a folder.

    Raises:
        HutongError: the files cannot be read (exit 2), or hold something wrong (exit 3).
    """
    if not path.exists():
        raise HutongError(f"There is no {path}: name a file or folder.", ExitCode.USAGE)
    events = _of_lines(path) if path.suffix.casefold() in _LINES else _of_sheets(path)
    return _registry(list(events))


def _registry(events: Iterable[Event]) -> Registry:
    """Return what events make in their order, of those that the judge admits (V-05)."""
    at = to_utc_millis(datetime.now(UTC))
    admitted = enumerate(Standing(tuple(events)).admitted())
    return Registry.of(Fact(event, at, "registry", 0, number) for number, event in admitted)


def _of_lines(path: Path) -> Iterator[Event]:
    """Yield the events of a file: JSON Lines, or JSON with one event or a list of them."""
    try:
        text = path.read_text("utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise HutongError(f"{path} cannot be read ({error}).", ExitCode.USAGE) from error
    for place, data in _values(path, text):
        yield _event(place, data)


def _values(path: Path, text: str) -> Iterator[tuple[str, Any]]:
    whole = path.suffix.casefold() == ".json"
    pieces = [(1, text)] if whole else enumerate(text.splitlines(), start=1)
    for number, piece in pieces:
        if not piece.strip():
            continue
        place = str(path) if whole else f"{path}:{number}"
        try:
            found = json.loads(piece)
        except json.JSONDecodeError as error:
            raise HutongError(f"{place} is not JSON ({error}).", ExitCode.DATA_REJECTED) from error
        for value in found if isinstance(found, list) else [found]:
            yield place, value


def _event(place: str, value: Any) -> Event:
    data = value.get("event", value) if isinstance(value, Mapping) else value
    type_ = _TYPE.fullmatch(str(data.get("event_type"))) if isinstance(data, Mapping) else None
    if type_ is None:
        raise HutongError(
            f"{place} is no event: an object with event_type is expected; "
            "'hutong schema show TYPE --as example' prints one.",
            ExitCode.DATA_REJECTED,
        )
    try:
        return event_from(type_["name"], data)
    except InvalidEventError as error:
        raise HutongError(f"{place}: {error}", ExitCode.DATA_REJECTED) from error


def _of_sheets(path: Path) -> list[Event]:
    rows, findings = read([path])
    nobody = Standing()
    try:
        bureau = bureau_of(rows, nobody, None)
    except NoBureauError as error:
        raise HutongError(f"{path}: {error}", ExitCode.DATA_REJECTED) from error
    wanted, wrong = desired(rows, bureau, Known.of(rows, ()))
    if findings or wrong:
        raise HutongError(
            f"{path} has {len(findings) + len(wrong)} mistakes: "
            "'hutong registry load --dry-run' names each.",
            ExitCode.DATA_REJECTED,
        )
    entries = difference(wanted, nobody.by_key(), rows)
    return events_of(entries, bureau, datetime.now(UTC), 1)
