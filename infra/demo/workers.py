"""The hub's processes as children of one that stops them: each is a `hutong work …` of its own."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from infra import HutongError
from infra.embedded.child import spawn, stop
from infra.embedded.tail import keep_previous, last_lines
from infra.settings import ENVIRONMENT_PREFIX, Settings

NAMES = ("judge", "loader", "router", "alerts", "pulse")


class Workers:
    """The running processes, by name."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._logs = settings.data_dir / "logs"
        self._logs.mkdir(parents=True, exist_ok=True)
        self.processes: dict[str, subprocess.Popen[bytes]] = {}

    def start(self, name: str) -> None:
        """Start one process; an earlier one of the name must have ended."""
        port = self._settings.metrics_port
        own = {"metrics_port": port + len(self.processes) if port else port}
        keep_previous(self.log(name))
        self.processes[name] = spawn(
            [sys.executable, "-m", "infra.cli", "work", name],
            output=self.log(name),
            cwd=self._settings.data_dir,
            env=environment(self._settings.model_copy(update=own)),
        )

    def kill(self, name: str) -> None:
        """Kill one process with -9 and wait until it is gone."""
        process = self.processes[name]
        process.send_signal(signal.SIGKILL)
        process.wait()

    def check(self) -> None:
        """Raise when a process has ended.

        Raises:
            HutongError: names it, with the last lines of its log.
        """
        for name, process in self.processes.items():
            if process.poll() is not None:
                raise HutongError(
                    f"hutong work {name} ended (exit {process.returncode}): "
                    f"{last_lines(self.log(name))}"
                )

    def stop(self) -> None:
        """Stop all in order; kill whoever does not end in time."""
        for process in self.processes.values():
            if process.poll() is None:
                process.terminate()
        for process in self.processes.values():
            stop(process, lambda: None, self._settings.stop_timeout_s)

    def log(self, name: str) -> Path:
        """Return the log file of a process."""
        return self._logs / f"{name}.log"


def environment(settings: Settings) -> dict[str, str]:
    """Return this process's environment with the settings in it."""
    chosen = settings.model_dump(mode="json", exclude_defaults=False)
    given = {k: str(v) for k, v in chosen.items() if v is not None}
    return os.environ | {f"{ENVIRONMENT_PREFIX}{k.upper()}": v for k, v in given.items()}


@contextmanager
def running(settings: Settings, names: tuple[str, ...] = NAMES) -> Iterator[Workers]:
    """Run processes while the body runs."""
    workers = Workers(settings)
    try:
        for name in names:
            workers.start(name)
        yield workers
    finally:
        workers.stop()
