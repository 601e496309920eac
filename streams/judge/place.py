"""A worker's place: a directory of stores and a name among the workers, held by one at a time.

Workers on one machine may share a data directory: each takes the first place that is free. A lock
goes with its process, so that who comes after a kill takes the same place, and by its name the
partitions, at once. A paused worker keeps its place: what it still writes harms nobody's store.
"""

from __future__ import annotations

import fcntl
import re
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import sha256
from itertools import count
from pathlib import Path
from typing import Final

_DIRECTORY: Final = "judge"
_DIGITS: Final = 8
_LONGEST_HOST: Final = 100


@dataclass(frozen=True, slots=True)
class Place:
    """Where a worker keeps its stores, and its name in the group (KIP-345)."""

    directory: Path
    name: str


@contextmanager
def taken(data_dir: Path) -> Iterator[Place]:
    """Take the first free place of a data directory and hold it for the time of the body.

    Raises:
        OSError: the directory cannot be written.
    """
    for number in count():
        directory = data_dir / (f"{_DIRECTORY}-{number}" if number else _DIRECTORY)
        directory.mkdir(parents=True, exist_ok=True)
        with (directory / "worker.lock").open("w") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                continue
            yield Place(directory, _name(directory))
            return


def _name(directory: Path) -> str:
    """Return the same name for the same directory of the same host, of what Kafka allows in one."""
    host = re.sub(r"[^A-Za-z0-9._-]", "-", socket.gethostname())[:_LONGEST_HOST]
    return f"{host}-{sha256(str(directory.resolve()).encode()).hexdigest()[:_DIGITS]}"
