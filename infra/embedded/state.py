"""What runs in a data directory, as its runner last wrote it (``instance.json``)."""

from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, ValidationError

from infra.embedded.layout import replace_text

Phase = Literal["starting", "ready", "stopping"]


class PartState(BaseModel):
    """One child process."""

    model_config = ConfigDict(frozen=True)

    phase: Phase
    pid: int
    created_at: float
    """Unix seconds; with the pid it names the process for ever."""
    ports: dict[str, int]
    version: str


class InstanceState(BaseModel):
    """One instance: its runner and its parts."""

    model_config = ConfigDict(frozen=True)

    instance_id: str
    data_dir: Path
    host: str
    phase: Phase
    runner_pid: int
    runner_created_at: float
    """Unix seconds."""
    parts: dict[str, PartState]

    def save(self, file: Path) -> None:
        """Write it so that a reader never sees half of it."""
        replace_text(file, self.model_dump_json(indent=2) + "\n")

    @classmethod
    def load(cls, file: Path) -> "InstanceState | None":
        """Read it; None when there is none, or none that can be read."""
        try:
            return cls.model_validate_json(file.read_bytes())
        except (OSError, ValidationError):
            return None
