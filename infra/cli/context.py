"""What every command is given: the options before its name, and the settings."""

from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from infra.settings import Settings


@dataclass(frozen=True, slots=True)
class Context:
    """The options given before the command's name."""

    data_dir: Path | None = None


DataDir = Annotated[
    Path | None,
    typer.Option("--data-dir", help="Where the embedded parts keep everything.", dir_okay=True),
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
