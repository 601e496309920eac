"""Where everything lies in a data directory, and the id the directory was given."""

import base64
import os
import uuid
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Layout:
    """The places below one data directory."""

    data_dir: Path

    @property
    def kafka(self) -> Path:
        """Kafka's log directory."""
        return self.data_dir / "kafka"

    @property
    def clickhouse(self) -> Path:
        """The ClickHouse engine's directory."""
        return self.data_dir / "clickhouse"

    @property
    def run(self) -> Path:
        """Files written anew at each start: configurations."""
        return self.data_dir / "run"

    @property
    def logs(self) -> Path:
        """The logs of the parts and the runner, each bounded."""
        return self.data_dir / "logs"

    @property
    def state(self) -> Path:
        """What runs now (``instance.json``)."""
        return self.data_dir / "instance.json"

    def make(self) -> None:
        """Make the directories that are missing."""
        for directory in (self.kafka, self.clickhouse, self.run, self.logs):
            directory.mkdir(parents=True, exist_ok=True)

    def instance_id(self) -> str:
        """Return the directory's id, given to it once: 22 characters, a Kafka cluster id.

        It is Kafka's cluster id and a macro of ClickHouse's, so that each can be asked
        whether it is this directory's.
        """
        file = self.data_dir / "instance-id"
        if not file.exists():
            new = base64.urlsafe_b64encode(uuid.uuid4().bytes).decode().rstrip("=")
            # A leading dash would read as an option on Kafka's command line.
            replace_text(file, "H" + new[1:] + "\n")
        return file.read_text().strip()


def replace_text(file: Path, text: str) -> None:
    """Write a file so that a reader sees the old text or the new one, never half."""
    beside = file.with_name(f".{file.name}.{os.getpid()}")
    beside.write_text(text, encoding="utf-8")
    beside.replace(file)
