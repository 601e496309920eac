"""What the runner asks of Kafka and of ClickHouse alike."""

import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import Protocol


class Part(Protocol):
    """A service that runs as a child process."""

    @property
    def name(self) -> str:
        """Its key in ``instance.json``."""

    @property
    def title(self) -> str:
        """Its name for people."""

    @property
    def version(self) -> str:
        """The version of the service."""

    @property
    def ports(self) -> Mapping[str, int]:
        """Its TCP ports by what they are for."""

    @property
    def log(self) -> Path:
        """The log it writes itself."""

    @property
    def output(self) -> Path:
        """What it printed before it had a log, or after."""

    def start(self) -> subprocess.Popen[bytes]:
        """Start it."""

    def answers(self) -> bool:
        """Ask the service itself whether it serves and is this instance's."""

    def ask_to_end(self, child: subprocess.Popen[bytes]) -> None:
        """Make it end in order."""
