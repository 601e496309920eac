"""`hutong work all`, as processes on real Kafka and ClickHouse."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psutil
import pytest

from infra import ExitCode
from infra.embedded import Instance
from producers.publisher import Publisher
from schemas.contracts.examples import example
from schemas.envelope import Event
from schemas.events.referrals import ReferralSent
from schemas.topics import Topics
from tests.infra.commands import Run
from tests.infra.processes import eventually

DEADLINE_S = 90
NAMES = ("judge", "router", "alerts", "pulse", "loader")


class All:
    """The command in a process of its own."""

    def __init__(self, data_dir: Path) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-m", "infra.cli", "--data-dir", str(data_dir), "work", "all"],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            env=os.environ,
        )

    def child(self, name: str) -> psutil.Process:
        """Return the process of a name, as soon as there is one."""
        found: list[psutil.Process] = []

        def there() -> bool:
            children = psutil.Process(self.process.pid).children()
            found[:] = [child for child in children if child.cmdline()[-1:] == [name]]
            return bool(found)

        eventually(there, f"a process {name}", DEADLINE_S)
        return found[0]

    def ended(self) -> tuple[int, str, str]:
        """Wait for its end."""
        out, err = self.process.communicate(timeout=DEADLINE_S)
        return self.process.returncode, out, err


@contextmanager
def running(data_dir: Path) -> Iterator[All]:
    work = All(data_dir)
    try:
        yield work
    finally:
        work.process.kill()
        work.process.communicate()


def states(hutong: Run) -> dict[str, dict[str, Any]]:
    _, out, _ = hutong("work", "status", "--format", "json")
    return {said["process"]: said for said in json.loads(out)["processes"]}


def test_all_processes_run_together_and_end_in_order(
    topics: Topics, hub_instance: Instance, hutong: Run, tmp_path: Path
) -> None:
    assert hutong("topic", "create", "--drafts")[0] == 0
    with running(tmp_path) as work:
        event = example(ReferralSent)
        assert isinstance(event, Event)
        with Publisher(hub_instance.kafka_bootstrap, topics=topics) as publisher:
            publisher.publish_and_wait(event)

        def has_done_it() -> bool:
            found = [states(hutong)[name] for name in NAMES]
            return all((s["state"], s["behind"]) == ("alive", 0) for s in found) and all(
                s["last_commit"] for s in found if s["process"] in {"judge", "pulse", "loader"}
            )

        eventually(has_done_it, "every process alive and done", DEADLINE_S)
        assert hutong("work", "status")[0] == 0
        children = [work.child(name) for name in NAMES]
        work.process.send_signal(signal.SIGTERM)
        code, out, err = work.ended()
    assert (code, err) == (ExitCode.OK, "")
    assert "Running: judge, loader, router, alerts, pulse." in out
    assert not any(child.is_running() for child in children)


@pytest.mark.usefixtures("topics", "hub_instance")
def test_where_one_ends_all_end_and_it_is_named(hutong: Run, tmp_path: Path) -> None:
    assert hutong("topic", "create", "--drafts")[0] == 0
    with running(tmp_path) as work:
        children = [work.child(name) for name in NAMES]
        work.child("router").kill()
        code, _, err = work.ended()
    assert (code, "hutong work router ended (exit -9)" in err) == (ExitCode.FAILURE, True)
    assert not any(child.is_running() for child in children)
