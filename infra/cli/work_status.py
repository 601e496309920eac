"""``hutong work status``: which worker judges which partition, and what waits there."""

from __future__ import annotations

from typing import Annotated, Final

import typer

from infra import ExitCode, HutongError
from infra.cli.context import DataDir, Format, reachable, settings
from infra.cli.rows import Shape, show
from infra.judge_shares import Share, shares
from infra.topics import bootstrap
from producers.errors import UnreachableError
from schemas.topics import Topics

_COLUMNS: Final = {
    "partition": "分区 Partition",
    "worker": "工作进程 Worker",
    "host": "主机 Host",
    "behind": "待判 Behind",
    "rate": "每秒 Records/s",
    "clears_in_s": "清完需时（秒） Clears in (s)",
}


def work_status(
    context: typer.Context,
    form: Annotated[Format, typer.Option("--format", help="How to print it.")] = Format.TABLE,
    data_dir: DataDir = None,
) -> None:
    """Show the judge's partitions: who has each, what waits and how long that will take.

    The rate is that of the last batch of the partition. A worker judges its partitions in turn, so
    what it takes in all is the sum. Exit 1 when something waits and nobody judges it.
    """
    chosen = reachable(settings(context, data_dir))
    try:
        found = shares(bootstrap(chosen), Topics(chosen.namespace))
    except UnreachableError as error:
        raise HutongError(str(error), ExitCode.UNREACHABLE) from error
    columns = tuple(_COLUMNS.values() if form is Format.TABLE else _COLUMNS)
    show(columns, [_row(share) for share in found], Shape(form), "判定分工 · Who judges what")
    idle = [share for share in found if share.worker is None and share.behind]
    if idle:
        numbers = ", ".join(str(share.partition) for share in idle)
        raise HutongError(
            f"没有进程判定分区 · Nobody judges partitions {numbers}: start 'hutong work judge'."
        )


def _row(share: Share) -> tuple[int, str | None, str | None, int, float, float | None]:
    clears = share.clears_in_s
    return (
        share.partition,
        share.worker,
        share.host,
        share.behind,
        share.rate,
        None if clears is None else round(clears, 1),
    )
