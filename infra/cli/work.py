"""``hutong work …`` runs one of the hub's processes."""

from __future__ import annotations

import logging
import signal
import sqlite3
import threading
from datetime import UTC, datetime
from importlib import import_module
from types import FrameType

import typer
from kafka.errors import KafkaError

from consumers.failures import ConsumerError, UnreachableError
from consumers.loader import run as run_loader
from consumers.warehouse import database_of
from infra import ExitCode, HutongError, logs, metrics
from infra.cli.context import reachable, settings
from infra.cli.offline import packs_of
from infra.cli.work_all import work_all
from infra.cli.work_status import work_status
from infra.settings import Settings, environment_name
from infra.topics import bootstrap, prepare_topics
from schemas.instants import shanghai_day
from schemas.topics import Topics
from streams.judge.partition import Hub, JudgeError
from streams.judge.worker import cluster_of
from streams.judge.worker import run as run_judge
from streams.packs import PackError

_LOG = logging.getLogger(__name__)


def register(app: typer.Typer) -> None:
    """Add the commands of this group."""
    work = typer.Typer(help="Run one of the hub's processes until Ctrl-C.", no_args_is_help=True)
    work.command("judge")(judge)
    work.command("loader")(loader)
    work.command("router")(route)
    work.command("alerts")(alert)
    work.command("pulse")(pulse)
    work.command("notifier")(notify)
    work.command("all")(work_all)
    work.command("status")(work_status)
    app.add_typer(work, name="work")


def judge(context: typer.Context) -> None:
    """Judge every event as it arrives, by the rule pack of its district that is in force today."""
    chosen = _begin(context)
    try:
        hub = Hub(
            bootstrap(chosen),
            Topics(chosen.namespace),
            chosen.data_dir,
            simulated=chosen.clock == "simulated",
            cluster=cluster_of(bootstrap(chosen)),
            flood_limits=chosen.flood_limits,
        )
        run_judge(hub, packs_of(chosen, shanghai_day(datetime.now(UTC))), _stop_event())
    except PackError as error:
        raise HutongError(
            f"{error}\nMend it ('hutong pack check {chosen.packs}'), or unset "
            f"{environment_name('packs')}.",
            ExitCode.DATA_REJECTED,
        ) from error
    except JudgeError as error:
        raise HutongError(f"The judge stops: {error}.") from error
    except (sqlite3.Error, OSError) as error:
        raise HutongError(
            f"The judge's store in {chosen.data_dir / 'judge'} cannot be used ({error}); free the "
            "disk or name another --data-dir. It is rebuilt from the changelog."
        ) from error
    except KafkaError as error:
        raise _kafka_away(chosen, error) from error


def loader(context: typer.Context) -> None:
    """Put every message into its ClickHouse table."""
    chosen = _begin(context)
    topics = Topics(chosen.namespace)
    try:
        run_loader(
            bootstrap(chosen),
            chosen.host,
            chosen.clickhouse_port,
            database_of(topics),
            topics,
            _stop_event(),
            flood_limits=chosen.flood_limits,
        )
    except UnreachableError as error:
        raise HutongError(error.sentence, ExitCode.UNREACHABLE) from error
    except ConsumerError as error:
        raise HutongError(error.sentence) from error


def route(context: typer.Context) -> None:
    """Deliver what the judge assigned to the agencies' inboxes."""
    _serve(context, "streams.router")


def alert(context: typer.Context) -> None:
    """Raise an alert for whatever is late."""
    _serve(context, "streams.alerts")


def pulse(context: typer.Context) -> None:
    """Count what arrives, how fast it is shared and what is overdue, by the minute."""
    _serve(context, "streams.pulse")


def notify(context: typer.Context) -> None:
    """Tell people and systems of alerts, as the TOML file that HUTONG_NOTIFIER names says."""
    from consumers.notifier import notifier  # noqa: PLC0415  Apprise takes half a second
    from consumers.notifier.asking import ClickHouse  # noqa: PLC0415  likewise
    from consumers.notifier.settings import (  # noqa: PLC0415  likewise
        NotifierSettingsError,
        read_settings,
    )

    chosen = settings(context)
    if chosen.notifier is None:
        raise HutongError(
            f"Nobody is to be told of alerts: set {environment_name('notifier')} to a TOML file "
            "that says who (docs/how-to/deliver-alerts.md).",
            ExitCode.USAGE,
        )
    try:
        told = read_settings(chosen.notifier)
        chosen = _begin(context)
        notifier.run(
            bootstrap(chosen),
            Topics(chosen.namespace),
            told,
            ClickHouse(chosen.host, chosen.clickhouse_port, database_of(Topics(chosen.namespace))),
            chosen.data_dir / "notifier",
            _stop_event(),
        )
    except NotifierSettingsError as error:
        raise HutongError(error.sentence, ExitCode.USAGE) from error
    except UnreachableError as error:
        raise HutongError(error.sentence, ExitCode.UNREACHABLE) from error
    except ConsumerError as error:
        raise HutongError(error.sentence) from error


def _serve(context: typer.Context, module: str) -> None:
    """Run a Faust process; Faust is imported only here, for it takes a second."""
    chosen = _begin(context)
    code: int = import_module(module).run(
        bootstrap(chosen),
        Topics(chosen.namespace),
        data_dir=chosen.data_dir / "faust",
        simulated=chosen.clock == "simulated",
        flood_limits=chosen.flood_limits,
    )
    if code:
        raise typer.Exit(code)


def _begin(context: typer.Context) -> Settings:
    """Begin to log, answer Prometheus where that is set, and look whether the hub is there."""
    worker = context.info_name or ""
    asked = settings(context)
    logs.configure(worker, asked.log_level, asked.log_format)
    metrics.serve(worker, asked.metrics_host, asked.metrics_port)
    chosen = reachable(asked)
    prepare_topics(chosen)
    _LOG.info("Work begins.")
    return chosen


def _stop_event() -> threading.Event:
    """Return an event that SIGTERM and Ctrl-C set."""
    stop = threading.Event()

    def ask(_signal: int, _frame: FrameType | None) -> None:
        stop.set()

    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, ask)
    return stop


def _kafka_away(chosen: Settings, error: KafkaError) -> HutongError:
    return HutongError(
        f"Kafka does not answer at {bootstrap(chosen)} ({error}); start it with `hutong up`.",
        ExitCode.UNREACHABLE,
    )
