"""``hutong rebuild`` makes the judge's state anew from the log."""

from __future__ import annotations

import logging
from datetime import UTC, datetime
from typing import Final

import typer
from kafka.errors import KafkaError

from infra import ExitCode, HutongError
from infra.cli.context import DataDir, Format, reachable, settings
from infra.cli.offline import Form, packs_of, rejecting
from infra.cli.rows import Shape, show
from infra.judge_shares import shares
from infra.rebuilding import CHANGELOG, Rebuilt, check_log, forget_stores, rebuild_partition
from infra.topics import bootstrap, prepare_topics
from infra.verify.log import LogFiles
from producers.errors import UnreachableError
from schemas.instants import shanghai_day
from schemas.topics import Topics
from streams.judge.partition import Hub
from streams.judge.worker import cluster_of

_COLUMNS: Final = {
    "partition": "分区 Partition",
    "records": "重判 Judged again",
    "known": "已发布 Published before",
    "said": "补发 Published now",
    "strange": "无依据 Without ground",
}


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("rebuild")(rebuild)


def rebuild(context: typer.Context, form: Form = Format.TABLE, data_dir: DataDir = None) -> None:
    """Make the judge's state (changelog and stores) anew from the log, while no judge runs.

    The log is judged again, by the packs in force today, up to where the judge had come. Outputs
    that stand in the log are not published again; those that are missing are. Conclusions in the
    log that nothing leads to are counted and left ('hutong verify' lists them). Stores in other
    data directories must be deleted by hand. Cut short, it is to be run again: no judge starts on
    half a state.
    """
    logging.getLogger("kafka").setLevel(logging.CRITICAL)
    chosen = reachable(settings(context, data_dir))
    address, topics = bootstrap(chosen), Topics(chosen.namespace)
    with rejecting(form):
        pack_of = packs_of(chosen, shanghai_day(datetime.now(UTC)))
    prepare_topics(chosen)
    try:
        running = sorted({s.worker for s in shares(address, topics) if s.worker})
        if running:
            raise HutongError(
                f"判定进程仍在运行 · The judge is still running ({', '.join(running)}): stop it "
                "first. One that was killed counts as running for up to six seconds."
            )
        hub = Hub(
            address,
            topics,
            chosen.data_dir,
            simulated=chosen.clock == "simulated",
            cluster=cluster_of(address),
        )
        with LogFiles(address, topics) as log:
            check_log(log)
            forget_stores(hub)
            done = [rebuild_partition(hub, pack_of, log, n) for n in log.numbers(CHANGELOG)]
    except UnreachableError as error:
        raise HutongError(str(error), ExitCode.UNREACHABLE) from error
    except (KafkaError, OSError) as error:
        raise HutongError(
            f"重建未完成，请再次运行 · The rebuild was cut short ({error}): run it again once "
            f"Kafka answers at {address}.",
            ExitCode.UNREACHABLE,
        ) from error
    columns = tuple(_COLUMNS.values() if form is Format.TABLE else _COLUMNS)
    show(columns, [_row(one) for one in done], Shape(form), "重建 · Rebuilt")


def _row(one: Rebuilt) -> tuple[int, ...]:
    return (one.partition, one.records, one.known, one.said, one.strange)
