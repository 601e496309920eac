"""``hutong work all``: the hub's processes together, as children of one."""

from __future__ import annotations

import signal
import threading
from typing import Final

import typer

from infra.cli.context import reachable, settings
from infra.demo.workers import NAMES, running
from infra.settings import environment_name
from infra.topics import prepare_topics

_LOOK_EVERY_S: Final = 0.5


def work_all(context: typer.Context) -> None:
    """Run judge, router, alerts, pulse, loader, and the notifier where it is set, until Ctrl-C.

    Each is a process of its own and logs to a file in the data directory. Where one ends by itself,
    all are stopped in order and this one ends with 1, saying which it was and why.
    """
    chosen = reachable(settings(context))
    prepare_topics(chosen)
    names = (*NAMES, "notifier") if chosen.notifier is not None else NAMES
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    with running(chosen, names) as workers:
        typer.echo(f"运行中 · Running: {', '.join(names)}.")
        typer.echo(f"日志 · Logs: {workers.log('*')}; Ctrl-C 结束 · ends all.")
        if chosen.notifier is None:
            typer.echo(
                f"未设置预警通知 · Nobody is told of alerts: {environment_name('notifier')} "
                "(docs/how-to/deliver-alerts.md)."
            )
        while not stop.wait(_LOOK_EVERY_S):
            workers.check()
        typer.echo("正在停止 · Stopping …")
