"""How an instance is now: asked of the services themselves, not of what was written down."""

import time
from pathlib import Path
from typing import Literal

import psutil
from pydantic import BaseModel, ConfigDict, NonNegativeFloat, NonNegativeInt

from infra.embedded.child import living
from infra.embedded.clickhouse import ClickHouse
from infra.embedded.kafka import Kafka
from infra.embedded.layout import Layout
from infra.embedded.lock import holder
from infra.embedded.part import Part
from infra.embedded.ports import Ports
from infra.embedded.state import InstanceState, PartState
from infra.settings import Settings

Condition = Literal["ready", "starting", "stopping", "not answering", "stopped"]


class ProcessStatus(BaseModel):
    """The runner or one of its parts."""

    model_config = ConfigDict(frozen=True)

    state: Condition
    pid: int
    ports: dict[str, int] = {}
    version: str | None = None
    memory_bytes: NonNegativeInt = 0
    """Resident memory (RSS)."""
    uptime_s: NonNegativeFloat = 0.0
    """Seconds since the process was created."""


class InstanceStatus(BaseModel):
    """One data directory and what runs in it."""

    model_config = ConfigDict(frozen=True)

    data_dir: Path
    state: Condition
    instance_id: str | None = None
    host: str | None = None
    runner: ProcessStatus | None = None
    parts: dict[str, ProcessStatus] = {}


def status(settings: Settings) -> InstanceStatus:
    """Look at the data directory and ask its Kafka and its ClickHouse."""
    pid = holder(settings.data_dir)
    if pid is None:
        return InstanceStatus(data_dir=settings.data_dir, state="stopped")
    layout = Layout(settings.data_dir)
    state = InstanceState.load(layout.state)
    if state is None or state.runner_pid != pid:  # it has only just begun
        return InstanceStatus(data_dir=settings.data_dir, state="starting")
    asked = {part.name: part for part in _parts(settings, layout, state)}
    parts = {name: _part(part, asked.get(name)) for name, part in state.parts.items()}
    conditions = {part.state for part in parts.values()}
    lost = conditions - {"ready", "starting", "stopping"}
    return InstanceStatus(
        data_dir=settings.data_dir,
        state="not answering" if lost else state.phase,
        instance_id=state.instance_id,
        host=state.host,
        runner=_process(state.phase, pid, state.runner_created_at),
        parts=parts,
    )


def _parts(settings: Settings, layout: Layout, state: InstanceState) -> tuple[Part, ...]:
    if set(state.parts) != {"kafka", "clickhouse"}:
        return ()
    there = settings.model_copy(update={"host": state.host})
    kafka, clickhouse = state.parts["kafka"].ports, state.parts["clickhouse"].ports
    ports = Ports(
        kafka=kafka["client"],
        kafka_controller=kafka["controller"],
        clickhouse=clickhouse["native"],
        clickhouse_http=clickhouse["http"],
    )
    return Kafka(there, layout, ports, jars=()), ClickHouse(there, layout, ports)


def _part(part: PartState, asked: Part | None) -> ProcessStatus:
    condition: Condition = part.phase
    if condition == "ready" and (asked is None or not asked.answers()):
        condition = "not answering"
    found = _process(condition, part.pid, part.created_at)
    return found.model_copy(update={"ports": part.ports, "version": part.version})


def _process(condition: Condition, pid: int, created_at: float) -> ProcessStatus:
    process = living(pid, created_at)
    if process is None:
        return ProcessStatus(state="stopped", pid=pid)
    try:
        memory = process.memory_info().rss
    except psutil.Error:
        memory = 0
    return ProcessStatus(
        state=condition,
        pid=pid,
        memory_bytes=memory,
        uptime_s=round(max(0.0, time.time() - created_at), 1),
    )
