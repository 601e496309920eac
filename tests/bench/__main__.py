"""`python -m tests.bench [NAME]`: run the benches, or the one named and its parts."""

from __future__ import annotations

import json
import pkgutil
import sys
from collections.abc import Callable
from dataclasses import asdict
from importlib import import_module
from pathlib import Path
from typing import Final

from rich.console import Console
from rich.table import Table

import tests.bench
from infra import ExitCode, HutongError
from tests.bench.figure import Figure

RESULT: Final = Path(__file__).parents[2] / "build" / "bench.json"

Bench = Callable[[], list[Figure]]


def benches() -> dict[str, Bench]:
    """Return every bench by name: the modules of this folder that have `run`."""
    names = sorted(module.name for module in pkgutil.iter_modules(tests.bench.__path__))
    modules = {n: import_module(f"tests.bench.{n}") for n in names if n != "__main__"}
    return {name: module.run for name, module in modules.items() if hasattr(module, "run")}


def chosen(arguments: list[str]) -> dict[str, Bench]:
    """Return the benches that were asked for: `judge` names `judge_live`, `judge_delay` and so on.

    Raises:
        HutongError: more than one name, or none of ours.
    """
    known = benches()
    match arguments:
        case []:
            return known
        case [name] if found := _family(known, name):
            return found
        case _:
            raise HutongError(
                f"There is no bench {' '.join(arguments)!r}: name one of {', '.join(known)}, or "
                "none to run them all.",
                ExitCode.USAGE,
            )


def _family(known: dict[str, Bench], name: str) -> dict[str, Bench]:
    return {n: bench for n, bench in known.items() if n == name or n.startswith(f"{name}_")}


def main(arguments: list[str]) -> int:
    """Run, show and keep the figures; return the exit code."""
    console = Console(stderr=True)
    figures: list[Figure] = []
    try:
        for name, bench in chosen(arguments).items():
            with console.status(name):
                figures += bench()
    except HutongError as error:
        console.print(error.sentence, style="red", markup=False)
        return error.exit_code
    RESULT.parent.mkdir(exist_ok=True)
    RESULT.write_text(json.dumps([asdict(f) for f in figures], indent=2, ensure_ascii=False) + "\n")
    Console().print(_table(figures))
    return ExitCode.OK


def _table(figures: list[Figure]) -> Table:
    table = Table(title="Median of rounds in turns; ratio = value / the same of the other")
    table.add_column("figure")
    table.add_column("value", justify="right")
    table.add_column("unit")
    table.add_column("ratio", justify="right")
    table.add_column("against", overflow="fold")
    for figure in figures:
        table.add_row(
            figure.name, f"{figure.value:,g}", figure.unit, f"{figure.ratio:.3g}", figure.against
        )
    return table


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
