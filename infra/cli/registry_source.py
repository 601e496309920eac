"""Where a command takes the registry from: the running hub's log, files of events, or sheets."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from infra import ExitCode, HutongError
from infra.cli.offline import hub_log, log_of, now_of
from infra.settings import Settings
from producers.registry.bureau import NoBureauError, bureau_of
from producers.registry.desired import desired
from producers.registry.difference import difference, events_of
from producers.registry.known import Known
from producers.registry.reading import read
from producers.registry.standing import Standing
from schemas.envelope import Event
from schemas.instants import to_utc_millis
from streams.offline.files import Log
from streams.offline.judging import registered
from streams.packs import default_pack
from streams.policy.facts import Fact
from streams.policy.registry import Registry

_EVENTS: Final = frozenset({".jsonl", ".ndjson", ".json"})


def registry_of_hub(configured: Settings) -> Registry:
    """Return the registry as the running hub's log makes it.

    Raises:
        HutongError: Kafka does not answer, or its topics have not been made (exit 4).
    """
    return _of_log(hub_log(configured))


def registry_of_files(path: Path) -> Registry:
    """Return the registry of a file of events, or of the workbooks and YAML files of a folder.

    Raises:
        FileError: a file of events cannot be read, or holds something wrong.
        HutongError: there are no such sheets (exit 2), or they hold something wrong (exit 3).
    """
    if path.suffix.casefold() in _EVENTS:
        return _of_log(log_of([path]))
    if not path.exists():
        raise HutongError(
            f"没有 {path}：请用 --events 指定事件文件 (.jsonl、.json) 或表格文件夹 · There is no "
            f"{path}: name a file of events (.jsonl, .json) or a folder of sheets with --events.",
            ExitCode.USAGE,
        )
    at = to_utc_millis(datetime.now(UTC))
    admitted = enumerate(Standing(tuple(_of_sheets(path))).admitted())
    return Registry.of(Fact(event, at, "registry", 0, number) for number, event in admitted)


def _of_log(log: Log) -> Registry:
    """Return what a log makes of those events that the judge admits."""
    end = registered(log, lambda _: default_pack(), now_of(None, log))
    return Registry.of(fact for district in end.conclusions for fact in district.admitted)


def _of_sheets(path: Path) -> list[Event]:
    rows, findings = read([path])
    nobody = Standing()
    try:
        bureau = bureau_of(rows, nobody, None)
    except NoBureauError as error:
        raise HutongError(
            f"{path}：须在“机关”表中恰登记一个司法局，写明信用代码和区划 · {path} does not "
            "say who registers: enter exactly one justice bureau (区司法局, JUSTICE_BUREAU) under "
            "agencies 机关, with its credit code and its district.",
            ExitCode.DATA_REJECTED,
        ) from error
    wanted, wrong = desired(rows, bureau, Known.of(rows, ()))
    if findings or wrong:
        raise HutongError(
            f"{path} 有 {len(findings) + len(wrong)} 处错误，用 'hutong registry load --dry-run' "
            f"逐一列出 · {path} has {len(findings) + len(wrong)} mistakes: 'hutong registry load "
            "--dry-run' names each.",
            ExitCode.DATA_REJECTED,
        )
    entries = difference(wanted, nobody.by_key(), rows)
    return events_of(entries, bureau, datetime.now(UTC), 1)
