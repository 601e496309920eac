"""How an instance looks on a terminal, and in plain lines when there is none."""

import contextlib
from collections.abc import Iterator

from rich.console import Console
from rich.live import Live
from rich.table import Table

from infra.embedded.events import Changed, Failed, Notice, Report
from infra.embedded.state import InstanceState
from infra.embedded.status import InstanceStatus

_TITLES = {"kafka": "Kafka", "clickhouse": "ClickHouse"}
_COLOURS = {"ready": "green", "starting": "yellow", "stopping": "yellow"}


@contextlib.contextmanager
def up_view(console: Console, hint: str) -> Iterator[Report]:
    """Give a report function that keeps the state of the parts on the screen.

    Args:
        console: where to.
        hint: how to stop it, said when it is ready.
    """
    if not console.is_terminal:
        yield _Lines(console, hint)
        return
    # No refreshing thread: the runner forks its children from this process.
    with Live(console=console, auto_refresh=False) as live:

        def report(event: Notice | Changed | Failed) -> None:
            match event:
                case Notice(text=text):
                    console.print(text)
                case Changed(state=state):
                    live.update(_state_table(state, hint), refresh=True)
                case Failed():
                    pass

        yield report


class _Lines:
    """One line for each change, for logs and pipes."""

    def __init__(self, console: Console, hint: str) -> None:
        self._console = console
        self._hint = hint
        self._said: dict[str, str] = {}

    def __call__(self, event: Notice | Changed | Failed) -> None:
        match event:
            case Notice(text=text):
                self._say(text)
            case Changed(state=state):
                for name, part in state.parts.items():
                    if self._said.get(name) != part.phase:
                        self._said[name] = part.phase
                        self._say(f"{_TITLES.get(name, name)} {part.phase} (process {part.pid})")
                if state.phase == "ready" and self._said.get("") != "ready":
                    self._said[""] = "ready"
                    self._say(_ready(state))
                    self._say(self._hint + ".")
            case Failed():
                pass

    def _say(self, line: str) -> None:
        self._console.print(line, highlight=False, markup=False, soft_wrap=True)
        self._console.file.flush()


def _ready(state: InstanceState) -> str:
    kafka, clickhouse = state.parts["kafka"].ports, state.parts["clickhouse"].ports
    return (
        f"Ready: Kafka on {state.host}:{kafka['client']}, ClickHouse on "
        f"{state.host}:{clickhouse['native']} (native) and {state.host}:{clickhouse['http']} "
        f"(HTTP), everything in {state.data_dir}."
    )


def _state_table(state: InstanceState, hint: str) -> Table:
    table = Table(
        title=f"Hutong in {state.data_dir}",
        title_justify="left",
        caption=hint if state.phase == "ready" else None,
        caption_justify="left",
    )
    for column in ("part", "state", "process", "version", "ports"):
        table.add_column(column)
    for name, part in state.parts.items():
        table.add_row(
            _TITLES.get(name, name),
            f"[{_COLOURS[part.phase]}]{part.phase}[/]",
            str(part.pid),
            part.version,
            ", ".join(f"{use} {port}" for use, port in part.ports.items()),
        )
    return table


def status_table(found: InstanceStatus) -> Table:
    """Return ``hutong status`` as a table."""
    table = Table(title=f"Hutong in {found.data_dir}: {found.state}", title_justify="left")
    for column in ("part", "state", "process", "version", "ports", "memory", "up"):
        table.add_column(column)
    runner = {"runner": found.runner} if found.runner else {}
    for name, part in {**runner, **found.parts}.items():
        table.add_row(
            _TITLES.get(name, name),
            f"[{_COLOURS.get(part.state, 'red')}]{part.state}[/]",
            str(part.pid),
            part.version or "",
            ", ".join(f"{use} {port}" for use, port in part.ports.items()),
            f"{part.memory_bytes / 2**20:.0f} MiB",
            f"{part.uptime_s:.0f} s",
        )
    return table
