"""``hutong demo``: a district's day, end to end, on real parts."""

from __future__ import annotations

import shutil
import signal
import sys
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from pathlib import Path
from types import FrameType
from typing import Annotated

import chinese_calendar
import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from consumers.warehouse import connect
from infra import ExitCode, HutongError
from infra.cli.context import Format, settings
from infra.demo import PACKS
from infra.demo.audit import Audit
from infra.demo.run import District, Report, Step, compare, hub, play, settle
from infra.demo.summary import show
from infra.embedded import status
from infra.settings import Settings
from producers.simulator.planned import Simulation
from producers.simulator.simulation import simulate
from schemas.instants import SHANGHAI

_STAGES = {
    "start": "启动 Kafka 与 ClickHouse · starting",
    "publish": "发布 · publishing",
    "judge": "判定 · judging",
    "router": "送达 · routing",
    "alerts": "预警 · alerting",
    "pulse": "脉动 · counting",
    "load": "入库 · loading",
}
_MARK = ".hutong-demo"
"""Marks a directory that the demo may empty."""


def register(app: typer.Typer) -> None:
    """Add the command of this group."""
    app.command("demo")(demo)


def demo(
    context: typer.Context,
    *,
    once: Annotated[bool, typer.Option("--once", help="Compare, print and leave.")] = False,
    form: Annotated[
        Format, typer.Option("--format", help="How to print the result; json needs --once.")
    ] = Format.TABLE,
    seed: Annotated[int, typer.Option(help="Which day of all possible ones.")] = 1,
    events: Annotated[
        int,
        typer.Option(
            min=300, help="About how many events; every kind of mishap occurs from 300 up."
        ),
    ] = 2000,
    day: Annotated[
        datetime | None,
        typer.Option(formats=["%Y-%m-%d"], help="The day; the last working day by default."),
    ] = None,
) -> None:
    """Play a district's day through real Kafka and real ClickHouse, and show who was late."""
    if form is Format.JSON and not once:
        raise HutongError("--format json prints one result: add --once.", ExitCode.USAGE)
    console = Console(stderr=form is Format.JSON)
    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, _interrupt)
    played = day.date() if day else last_working_day(datetime.now(SHANGHAI).date())
    simulation = _simulated(seed, played, events)
    with (
        _home(settings(context), once=once) as chosen,
        _progress(console) as report,
        hub(chosen, report) as district,
    ):
        play(district, simulation, report)
        settle(district, report)
        found = compare(district, simulation)
        report(Step("end", 1, 1))
        _tell(console, district, found, form, seed, played)
        if not once:
            _stay(console, district)
    if not found.agrees:
        raise HutongError(
            "What the hub found is not what was injected: see the differences above.",
            ExitCode.FAILURE,
        )


def _interrupt(_number: int, _frame: FrameType | None) -> None:
    """End like Ctrl-C: everything that was started is stopped, what is temporary removed."""
    raise KeyboardInterrupt


def last_working_day(today: date) -> date:
    """Return the newest day before today on which agencies worked and whose calendar is known."""
    day = min(today, date(max(chinese_calendar.constants.holidays).year, 12, 31)) - timedelta(1)
    while not chinese_calendar.is_workday(day):
        day -= timedelta(days=1)
    return day


def _simulated(seed: int, day: date, events: int) -> Simulation:
    try:
        return simulate(seed, day=day, events=events)
    except ValueError as error:
        raise HutongError(f"This day cannot be played: {error}.", ExitCode.USAGE) from error


@contextmanager
def _home(configured: Settings, *, once: bool) -> Iterator[Settings]:
    """Yield the settings of the demo: a hub of its own, on the simulated clock, from empty.

    `--once` uses a temporary directory and free ports; otherwise the ports are the usual ones,
    so that `hutong query` and `hutong late` find the demo without being told.
    """
    if once:
        with tempfile.TemporaryDirectory(prefix="hutong-demo-") as home:
            ports = ("kafka_port", "kafka_controller_port", "clickhouse_port")
            free = dict.fromkeys((*ports, "clickhouse_http_port"), 0)
            yield configured.model_copy(
                update={**free, "data_dir": Path(home), "clock": "simulated", "packs": PACKS}
            )
        return
    home_dir = demo_dir(configured)
    chosen = configured.model_copy(
        update={"data_dir": home_dir, "clock": "simulated", "packs": PACKS}
    )
    try:
        _empty(chosen)
    except OSError as error:
        raise HutongError(
            f"The demo's directory {home_dir} cannot be used ({error.strerror}); choose another "
            "place with --data-dir."
        ) from error
    yield chosen


def demo_dir(configured: Settings) -> Path:
    """Return where the demo keeps everything: beside the hub's own directory."""
    return configured.data_dir.with_name(f"{configured.data_dir.name}-demo")


def _empty(chosen: Settings) -> None:
    """Empty the demo's directory, unless it is in use or holds something else."""
    home = chosen.data_dir
    if home.exists() and any(home.iterdir()):
        if not (home / _MARK).exists():
            raise HutongError(
                f"{home} holds something that no demo made; move it away, or choose another "
                "place with --data-dir."
            )
        if status(chosen).runner is not None:
            raise HutongError(f"A demo already runs in {home}: stop it with Ctrl-C first.")
        shutil.rmtree(home)
    home.mkdir(parents=True, exist_ok=True)
    (home / _MARK).touch()


@contextmanager
def _progress(console: Console) -> Iterator[Report]:
    """Show each stage as a bar, or as a line where there is no terminal."""
    if not console.is_terminal:
        yield _lines()
        return
    bars = Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        console=console,
    )
    tasks = {stage: bars.add_task(name, total=None, start=False) for stage, name in _STAGES.items()}

    def report(step: Step) -> None:
        if step.stage not in tasks:
            bars.stop()
            return
        bars.start_task(tasks[step.stage])
        bars.update(tasks[step.stage], completed=step.done, total=max(step.total, 1))
        if step.done >= step.total:
            bars.update(tasks[step.stage], completed=max(step.total, 1))
            bars.stop_task(tasks[step.stage])

    with bars:
        yield report


def _lines() -> Report:
    told: set[str] = set()

    def report(step: Step) -> None:
        if step.done >= step.total and step.stage in _STAGES and step.stage not in told:
            told.add(step.stage)
            sys.stderr.write(f"{_STAGES[step.stage]}: {step.total}\n")

    return report


def _tell(
    console: Console, district: District, found: Audit, form: Format, seed: int, played: date
) -> None:
    if form is Format.JSON:
        sys.stdout.write(found.model_dump_json(indent=2) + "\n")
        return
    client = connect(district.settings.host, district.settings.clickhouse_port)
    try:
        show(console, client, district.database, found, f"{played}（seed {seed}）")
    finally:
        client.disconnect()


def _stay(console: Console, district: District) -> None:
    """Say how to go on, and wait for Ctrl-C."""
    chosen = district.settings
    hutong = sys.argv[0] if "/" in sys.argv[0] else "hutong"
    console.print(
        "\n[bold]继续查询 · Ask further[/bold] (in another terminal)\n"
        f"  {hutong} late                       谁、何事、自何时、依何条款\n"
        f"  {hutong} query list                 保存的查询 · saved queries\n"
        f"  {hutong} query referrals --format csv\n"
        f"  Kafka {district.bootstrap} · ClickHouse native {chosen.host}:{chosen.clickhouse_port}, "
        f"http {chosen.host}:{chosen.clickhouse_http_port}, database {district.database}\n"
        "[dim]Ctrl-C 结束 · ends the demo[/dim]",
        highlight=False,
    )
    stop = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, lambda *_: stop.set())
    while not stop.wait(1):
        district.workers.check()
    console.print("结束 · stopping …")
