"""``hutong work status``: which processes live, what waits for them, and who judges what."""

from __future__ import annotations

import json
import sys
from datetime import UTC, datetime
from typing import Annotated, Any, Final

import typer

from infra import ExitCode, HutongError
from infra.cli.context import DataDir, Format, reachable, settings
from infra.cli.rows import Shape, show
from infra.judge_shares import Share, shares
from infra.settings import Settings
from infra.topics import bootstrap
from infra.worker_states import Life, WorkerState, worker_states
from producers.errors import UnreachableError
from schemas.instants import SHANGHAI
from schemas.topics import Topics

_PARTITIONS: Final = {
    "partition": "分区 Partition",
    "worker": "工作进程 Worker",
    "host": "主机 Host",
    "behind": "待判 Behind",
    "rate": "每秒 Records/s",
    "clears_in_s": "清完需时（秒） Clears in (s)",
}
_PROCESSES: Final = {
    "process": "进程 Process",
    "state": "状态 State",
    "behind": "待处理 Behind",
    "rate": "每秒 Records/s",
    "clears_in_s": "清完需时（秒） Clears in (s)",
    "last_commit": "最近提交 Last commit",
}
_LIFE: Final = {
    Life.ALIVE: "在线 alive",
    Life.SILENT: "无响应 silent",
    Life.NEVER: "未启动 never started",
}


def work_status(
    context: typer.Context,
    form: Annotated[Format, typer.Option("--format", help="How to print it.")] = Format.TABLE,
    data_dir: DataDir = None,
) -> None:
    """Show the hub's processes and the judge's partitions: who lives, what waits, for how long.

    The rate is that of the last commit, or of the last batch of a partition. Exit 1 when something
    waits for a process that does not live; the notifier counts where it is set or was once started.
    """
    chosen = reachable(settings(context, data_dir))
    topics = Topics(chosen.namespace)
    try:
        processes = worker_states(bootstrap(chosen), topics)
        partitions = shares(bootstrap(chosen), topics)
    except UnreachableError as error:
        raise HutongError(str(error), ExitCode.UNREACHABLE) from error
    if form is Format.JSON:
        _print_json(processes, partitions)
    else:
        _print_tables(processes, partitions)
    _complain(chosen, processes, partitions)


def _print_json(processes: list[WorkerState], partitions: list[Share]) -> None:
    said = {
        "processes": [
            dict(zip(_PROCESSES, _process(state, state.life.value), strict=True))
            | {"last_commit": _at(state.last_commit)}
            for state in processes
        ],
        "partitions": [dict(zip(_PARTITIONS, _share(s), strict=True)) for s in partitions],
    }
    sys.stdout.write(json.dumps(said, ensure_ascii=False, indent=2) + "\n")


def _print_tables(processes: list[WorkerState], partitions: list[Share]) -> None:
    rows = [_process(state, _LIFE[state.life]) for state in processes]
    show(tuple(_PROCESSES.values()), rows, Shape.TABLE, "进程 · Processes")
    judged = [_share(share) for share in partitions]
    show(tuple(_PARTITIONS.values()), judged, Shape.TABLE, "判定分工 · Who judges what")


def _complain(chosen: Settings, processes: list[WorkerState], partitions: list[Share]) -> None:
    idle = [str(share.partition) for share in partitions if share.worker is None and share.behind]
    if idle:
        raise HutongError(
            f"没有进程判定分区 · Nobody judges partitions {', '.join(idle)}: start "
            "'hutong work judge'."
        )
    missing = [
        state.name
        for state in processes
        if state.behind
        and state.life is not Life.ALIVE
        and (state.name != "notifier" or chosen.notifier or state.life is Life.SILENT)
    ]
    if missing:
        raise HutongError(
            f"有消息等待而进程不在线 · Messages wait and nobody takes them: {', '.join(missing)}; "
            f"start 'hutong work {missing[0]}', or 'hutong work all'."
        )


def _process(state: WorkerState, life: str) -> tuple[Any, ...]:
    last = state.last_commit
    return (
        *(state.name, life, state.behind, state.rate, _rounded(state.clears_in_s)),
        last and last.astimezone(SHANGHAI),
    )


def _share(share: Share) -> tuple[int, str | None, str | None, int, float, float | None]:
    return (
        *(share.partition, share.worker, share.host, share.behind, share.rate),
        _rounded(share.clears_in_s),
    )


def _rounded(seconds: float | None) -> float | None:
    return None if seconds is None else round(seconds, 1)


def _at(instant: datetime | None) -> str | None:
    return None if instant is None else instant.astimezone(UTC).isoformat(timespec="milliseconds")
