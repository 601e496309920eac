"""What every command is given: the options before its name, and the settings."""

from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from infra import ExitCode, HutongError
from infra.embedded.layout import Layout
from infra.embedded.state import InstanceState
from infra.settings import Settings


@dataclass(frozen=True, slots=True)
class Context:
    """The options given before the command's name."""

    data_dir: Path | None = None


DataDir = Annotated[
    Path | None,
    typer.Option("--data-dir", help="Where the embedded parts keep everything.", dir_okay=True),
]


Drafts = Annotated[
    bool,
    typer.Option(
        "--drafts", help="Publish contracts that are not released too: to try a hub out only."
    ),
]


class Format(StrEnum):
    """How a result is printed."""

    TABLE = "table"
    JSON = "json"


def settings(context: typer.Context, data_dir: Path | None = None) -> Settings:
    """Read the settings; a ``--data-dir`` wins, the one after the command over the one before.

    Raises:
        SettingsError: one of them is impossible.
    """
    options: Context = context.obj
    chosen = data_dir or options.data_dir
    return Settings.load() if chosen is None else Settings.load(data_dir=chosen)


def with_drafts(chosen: Settings, drafts: bool) -> Settings:  # noqa: FBT001  the option's value
    """Return the settings with what the option `--drafts` adds to them."""
    return chosen.model_copy(update={"drafts": True}) if drafts else chosen


def reachable(chosen: Settings) -> Settings:
    """Return the settings with the ports of the running instance where 0 asked for free ones.

    Raises:
        HutongError: a port is 0 and nothing runs in the data directory (exit 4).
    """
    if chosen.kafka_port and chosen.clickhouse_port:
        return chosen
    state = InstanceState.load(Layout(chosen.data_dir).state)
    if state is None or not {"kafka", "clickhouse"} <= state.parts.keys():
        raise HutongError(
            f"No Hutong runs in {chosen.data_dir}: start one with 'hutong up', or name another "
            "directory with --data-dir.",
            ExitCode.UNREACHABLE,
        )
    return chosen.model_copy(
        update={
            "kafka_port": state.parts["kafka"].ports["client"],
            "clickhouse_port": state.parts["clickhouse"].ports["native"],
        }
    )
