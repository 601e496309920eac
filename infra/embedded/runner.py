"""The runner: starts the parts, waits until each answers, watches them, stops them in order.

Both are its children; whatever ends the runner ends them.
"""

import contextlib
import logging
import os
import subprocess
import time
from dataclasses import dataclass, field
from functools import partial

from infra import HutongError
from infra.embedded import jars
from infra.embedded.child import bury, created, stop
from infra.embedded.clickhouse import ClickHouse
from infra.embedded.errors import NotReadyError, PartDiedError, StartInterruptedError
from infra.embedded.events import Changed, Notice, Report
from infra.embedded.kafka import Kafka
from infra.embedded.layout import Layout
from infra.embedded.lock import claimed, writing
from infra.embedded.part import Part
from infra.embedded.ports import reserve
from infra.embedded.runner_log import logging_to
from infra.embedded.state import InstanceState, PartState, Phase
from infra.embedded.stopping import StopRequest
from infra.embedded.tail import keep_previous, last_lines, troubled_lines
from infra.settings import Settings, environment_name

_POLL_S = 0.1

_log = logging.getLogger(__name__)


def run(settings: Settings, report: Report, request: StopRequest) -> None:
    """Run an instance until it is asked to stop; call it from the main thread.

    Raises:
        HutongError: it could not start, or a part died; every child is gone by then.
    """
    layout = Layout(settings.data_dir)
    with claimed(settings.data_dir, settings.min_free_disk_mb):
        _bury_leftovers(layout, settings)
        with contextlib.ExitStack() as held:
            with writing(settings.data_dir):
                layout.make()
                held.enter_context(logging_to(layout.logs / "runner.log"))
            _run(_Running(settings, layout, report), request)


def _run(running: "_Running", request: StopRequest) -> None:
    try:
        with writing(running.settings.data_dir):
            running.prepare()
            running.start(request)
        running.watch(request)
    except HutongError as error:
        _log.error("%s", error.sentence)
        raise
    except Exception:
        _log.exception("unexpected")
        raise
    finally:
        running.stop()


def _bury_leftovers(layout: Layout, settings: Settings) -> None:
    """Nobody holds the directory, so whatever still runs in it lost its runner to kill -9."""
    left = InstanceState.load(layout.state)
    for part in left.parts.values() if left else ():
        bury(part.pid, part.created_at, settings.stop_timeout_s)


@dataclass
class _Running:
    settings: Settings
    layout: Layout
    report: Report
    parts: list[Part] = field(default_factory=list)
    children: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)
    states: dict[str, PartState] = field(default_factory=dict)
    phase: Phase = "starting"

    def prepare(self) -> None:
        """Everything that can be refused before a process is started."""
        missing = jars.missing(self.settings)
        if missing:
            self.report(Notice(text=f"Downloading {len(missing)} of Kafka's jars, this once …"))
        paths = jars.provide(self.settings)
        ports = reserve(self.settings)
        # ClickHouse first: it comes up while Kafka's storage is being formatted.
        self.parts = [
            ClickHouse(self.settings, self.layout, ports),
            Kafka(self.settings, self.layout, ports, jars=paths),
        ]

    def start(self, request: StopRequest) -> None:
        """Start the parts and wait until each has answered."""
        self._tell()
        for part in self.parts:
            keep_previous(part.log)
            child = self.children[part.name] = part.start()
            self.states[part.name] = PartState(
                phase="starting",
                pid=child.pid,
                created_at=created(child.pid),
                ports=dict(part.ports),
                version=part.version,
            )
            _log.info("%s %s started as process %d", part.title, part.version, child.pid)
            self._tell()
        deadline = time.monotonic() + self.settings.start_timeout_s
        for part in self.parts:
            self._wait_for(part, deadline, request)
            self._enter(part, "ready")
        self.phase = "ready"
        _log.info("ready as instance %s", self.layout.instance_id())
        self._tell()

    def watch(self, request: StopRequest) -> None:
        """Return when asked to stop.

        Raises:
            PartDiedError: a part ended by itself.
        """
        while not request.wait(_POLL_S):
            for part in self.parts:
                self._check(part)

    def stop(self) -> None:
        """Stop the parts in the order opposite to their start; never raises."""
        self.phase = "stopping"
        for part in reversed(self.parts):
            child = self.children.get(part.name)
            if child is None:
                continue
            with contextlib.suppress(OSError):  # a full disk must not keep it from stopping
                self._enter(part, "stopping")
            begun = time.monotonic()
            by_itself = stop(child, partial(part.ask_to_end, child), self.settings.stop_timeout_s)
            _log.info(
                "%s %s after %.1f s",
                part.title,
                "ended" if by_itself else "was killed",
                time.monotonic() - begun,
            )
        with contextlib.suppress(OSError):
            self.layout.state.unlink(missing_ok=True)

    def _wait_for(self, part: Part, deadline: float, request: StopRequest) -> None:
        while not part.answers():
            for each in self.parts:
                self._check(each)
            if time.monotonic() > deadline:
                raise NotReadyError(
                    f"{part.title} did not answer as this instance within "
                    f"{self.settings.start_timeout_s:.0f} s on {_addresses(part)}: "
                    f"{last_lines(part.output, part.log)} (whole log: {part.log}); a slow "
                    f"machine may need a longer {environment_name('start_timeout_s')}."
                )
            if request.wait(_POLL_S):
                raise StartInterruptedError(
                    f"Stopped while {part.title} was still starting, as asked."
                )

    def _check(self, part: Part) -> None:
        code = self.children[part.name].poll()
        if code is None:
            return
        when = "while starting" if self.phase == "starting" else "while running"
        how = f"killed by signal {-code}" if code < 0 else f"exit code {code}"
        # Whoever is killed says nothing about it, so its last words would mislead.
        words = (troubled_lines if code < 0 else last_lines)(part.output, part.log)
        raise PartDiedError(
            f"{part.title} ended {when} ({how}), so everything was stopped"
            f"{': ' if words else ''}{words} (whole log: {part.log})."
        )

    def _enter(self, part: Part, phase: Phase) -> None:
        self.states[part.name] = self.states[part.name].model_copy(update={"phase": phase})
        self._tell()

    def _tell(self) -> None:
        state = InstanceState(
            instance_id=self.layout.instance_id(),
            data_dir=self.settings.data_dir,
            host=self.settings.host,
            phase=self.phase,
            runner_pid=os.getpid(),
            runner_created_at=created(os.getpid()),
            parts=dict(self.states),
        )
        state.save(self.layout.state)
        self.report(Changed(state=state))


def _addresses(part: Part) -> str:
    return ", ".join(f"{name} port {port}" for name, port in part.ports.items())
