"""Starting an instance as a child of this process, or detached from it; stopping one."""

import os
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from types import TracebackType
from typing import Self

from infra import HutongError
from infra.embedded.child import bury, created, living
from infra.embedded.errors import NotRunningError
from infra.embedded.events import LINE, Changed, Failed, Notice, Report
from infra.embedded.layout import Layout
from infra.embedded.lock import holder
from infra.embedded.state import InstanceState
from infra.embedded.tail import last_lines
from infra.settings import Settings

_POLL_S = 0.05
_GRACE_S = 10
"""What a runner may take beyond its parts, in seconds."""


class Instance:
    """A running instance, ready; a context manager that stops it.

    It stops as well when the process that started it ends, however that happens.
    """

    def __init__(
        self, settings: Settings, state: InstanceState, runner: subprocess.Popen[str]
    ) -> None:
        self.settings = settings
        self.state = state
        self._runner = runner

    @property
    def instance_id(self) -> str:
        """The data directory's id, which Kafka and ClickHouse both report."""
        return self.state.instance_id

    @property
    def data_dir(self) -> Path:
        """Where everything is kept."""
        return self.state.data_dir

    @property
    def kafka_bootstrap(self) -> str:
        """``host:port`` for Kafka clients."""
        return f"{self.state.host}:{self.state.parts['kafka'].ports['client']}"

    @property
    def clickhouse_host(self) -> str:
        """The address of ClickHouse."""
        return self.state.host

    @property
    def clickhouse_port(self) -> int:
        """ClickHouse's native protocol."""
        return self.state.parts["clickhouse"].ports["native"]

    @property
    def clickhouse_http_port(self) -> int:
        """ClickHouse's HTTP protocol."""
        return self.state.parts["clickhouse"].ports["http"]

    @property
    def pids(self) -> dict[str, int]:
        """The process ids of ``runner``, ``kafka`` and ``clickhouse``."""
        parts = {name: part.pid for name, part in self.state.parts.items()}
        return {"runner": self.state.runner_pid, **parts}

    def wait(self, timeout_s: float) -> int:
        """Wait for the runner's end and return its exit code.

        Raises:
            subprocess.TimeoutExpired: it still runs.
        """
        return self._runner.wait(timeout_s)

    def stop(self) -> None:
        """Stop it in order and wait until every process is gone; may be called again."""
        if self._runner.poll() is None:
            self._runner.terminate()
            try:
                self._runner.wait(2 * self.settings.stop_timeout_s + _GRACE_S)
            except subprocess.TimeoutExpired:
                self._runner.kill()
                self._runner.wait()
        for part in self.state.parts.values():  # gone, unless the runner was killed
            bury(part.pid, part.created_at, _GRACE_S)
        for pipe in (self._runner.stdin, self._runner.stdout):
            if pipe is not None:
                pipe.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.stop()


def start(settings: Settings, report: Report = lambda _event: None) -> Instance:
    """Start Kafka and ClickHouse and return when both have answered.

    Raises:
        HutongError: one sentence that says why not; no process is left.
    """
    runner, state = _launch(settings, report, detached=False)
    return Instance(settings, state, runner)


def start_detached(settings: Settings, report: Report = lambda _event: None) -> InstanceState:
    """Like ``start``, but the instance outlives this process; ``stop_running`` stops it."""
    runner, state = _launch(settings, report, detached=True)
    runner.returncode = 0  # it is nobody's child from here on, and no loss to be warned of
    if runner.stdout is not None:
        runner.stdout.close()
    return state


def stop_running(settings: Settings) -> int:
    """Stop what runs in the data directory, in order, and wait; return its runner's pid.

    Raises:
        NotRunningError: nothing does.
    """
    pid = holder(settings.data_dir)
    if pid is None:
        raise NotRunningError(
            f"No Hutong runs in {settings.data_dir}: start one with 'hutong up', or name "
            "another directory with --data-dir."
        )
    state = InstanceState.load(Layout(settings.data_dir).state)
    began = created(pid)
    os.kill(pid, signal.SIGTERM)
    deadline = time.monotonic() + 2 * settings.stop_timeout_s + _GRACE_S
    while living(pid, began) is not None and time.monotonic() < deadline:
        time.sleep(_POLL_S)
    bury(pid, began, _GRACE_S)
    for part in state.parts.values() if state else ():
        bury(part.pid, part.created_at, _GRACE_S)
    return pid


def _launch(
    settings: Settings, report: Report, *, detached: bool
) -> tuple[subprocess.Popen[str], InstanceState]:
    command = [
        sys.executable,
        "-m",
        "infra.embedded.runner_process",
        settings.model_dump_json(),
        *([] if detached else ["--with-parent"]),
    ]
    with tempfile.NamedTemporaryFile(prefix="hutong-runner-") as complaints:
        runner = subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL if detached else subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=complaints,
            text=True,
            encoding="utf-8",
            start_new_session=True,
        )
        try:
            return runner, _until_ready(runner, report, Path(complaints.name))
        except BaseException:
            _end(runner, settings)
            raise


def _until_ready(runner: subprocess.Popen[str], report: Report, complaints: Path) -> InstanceState:
    for line in runner.stdout or ():
        event = LINE.validate_json(line)
        report(event)
        match event:
            case Failed():
                raise event.error()
            case Changed(state=state) if state.phase == "ready":
                return state
            case Changed() | Notice():
                pass
    raise HutongError(f"The runner ended before it was ready: {last_lines(complaints)}.")


def _end(runner: subprocess.Popen[str], settings: Settings) -> None:
    runner.terminate()
    try:
        runner.wait(2 * settings.stop_timeout_s + _GRACE_S)
    except subprocess.TimeoutExpired:
        runner.kill()
        runner.wait()
    for pipe in (runner.stdin, runner.stdout):
        if pipe is not None:
            pipe.close()
