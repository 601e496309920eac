"""The command ``hutong``: one module for each group of commands.

A new group is a module with ``register(app)``, named in ``_GROUPS``.
"""

import sys
from importlib.metadata import version
from pathlib import Path
from typing import Annotated

import typer

from infra import ExitCode, HutongError, logs
from infra.cli import (
    alert,
    authority,
    demo,
    dictionary,
    dlq,
    explain,
    instance,
    judge,
    pack,
    query,
    readiness,
    rebuild,
    registry,
    rules,
    schema,
    topic,
    verify,
    whatif,
    work,
)
from infra.cli.context import Context
from infra.cli.misuse import MISUSED, told

_GROUPS = (
    instance,
    topic,
    work,
    dlq,
    alert,
    demo,
    query,
    schema,
    dictionary,
    registry,
    authority,
    judge,
    rules,
    explain,
    pack,
    whatif,
    readiness,
    verify,
    rebuild,
)

app = typer.Typer(
    name="hutong",
    help="Hutong 互通: a district's enforcement events, judged and queryable as they happen.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


def _version(asked: bool) -> None:  # noqa: FBT001  typer calls it so
    if asked:
        typer.echo(f"hutong {version('hutong')}")
        raise typer.Exit


@app.callback()
def _options(
    context: typer.Context,
    *,
    data_dir: Annotated[
        Path | None, typer.Option(help="Where the embedded parts keep everything.")
    ] = None,
    _asked_for_version: Annotated[
        bool,
        typer.Option("--version", callback=_version, is_eager=True, help="Show the version."),
    ] = False,
) -> None:
    context.obj = Context(data_dir)


for _group in _GROUPS:
    _group.register(app)


def main() -> None:
    """Run the command line; an expected failure is one sentence on stderr and an exit code."""
    try:
        sys.exit(app(prog_name="hutong", standalone_mode=False))
    except HutongError as error:
        logs.end(error.sentence)
        sys.exit(error.exit_code)
    except MISUSED as error:
        sys.stderr.write(told(error))
        sys.exit(ExitCode.USAGE)
    except typer.Abort:
        sys.stderr.write("已中止 · Aborted.\n")
        sys.exit(ExitCode.FAILURE)
