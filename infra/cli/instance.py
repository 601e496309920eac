"""``hutong up``, ``down`` and ``status``: the embedded Kafka and ClickHouse."""

from typing import Annotated

import typer
from rich.console import Console

from infra import ExitCode
from infra.cli.context import DataDir, Drafts, Format, settings, with_drafts
from infra.cli.demo import demo_dir
from infra.cli.instance_view import status_table, up_view
from infra.embedded import start_detached, status, stop_running
from infra.embedded.runner import run
from infra.embedded.stopping import stop_on_signals
from infra.schema_registry import with_schemas


def register(app: typer.Typer) -> None:
    """Add the commands of this group."""
    app.command("up")(up)
    app.command("down")(down)
    app.command("status")(show_status)


def up(
    context: typer.Context,
    *,
    detach: Annotated[
        bool, typer.Option("--detach", "-d", help="Return when ready; it goes on running.")
    ] = False,
    drafts: Drafts = False,
    data_dir: DataDir = None,
) -> None:
    """Start Kafka and ClickHouse and stay until Ctrl-C."""
    chosen = with_drafts(settings(context, data_dir), drafts)
    console = Console()
    if detach:
        with up_view(console, "It goes on running; stop it with 'hutong down'") as report:
            start_detached(chosen, with_schemas(chosen, report))
    else:
        with up_view(console, "Ctrl-C stops it") as report, stop_on_signals() as request:
            run(chosen, with_schemas(chosen, report), request)


def down(context: typer.Context, data_dir: DataDir = None) -> None:
    """Stop what 'hutong up' started, in order, and wait until it is gone."""
    chosen = settings(context, data_dir)
    pid = stop_running(chosen)
    typer.echo(f"Stopped the Hutong in {chosen.data_dir} (process {pid}).")


def show_status(
    context: typer.Context,
    form: Annotated[Format, typer.Option("--format", help="How to print it.")] = Format.TABLE,
    data_dir: DataDir = None,
) -> None:
    """Show what runs, asked of the services themselves; exit 0 when ready, 4 when not."""
    chosen = settings(context, data_dir)
    found = status(chosen)
    if found.runner is None:
        demo = chosen.model_copy(update={"data_dir": demo_dir(chosen)})
        if status(demo).runner is not None:
            typer.echo(f"A demo runs in {demo.data_dir}: name it with --data-dir.", err=True)
    match form:
        case Format.JSON:
            typer.echo(found.model_dump_json(indent=2))
        case Format.TABLE if found.runner is None:
            typer.echo(f"Hutong in {found.data_dir}: {found.state}.")
        case Format.TABLE:
            Console().print(status_table(found))
    if found.state != "ready":
        raise typer.Exit(ExitCode.UNREACHABLE)
