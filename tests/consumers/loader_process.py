"""The loader as a process of its own, told where in its round it is to die.

`python -m tests.consumers.loader_process BOOTSTRAP HOST PORT NAMESPACE [DEATH]`; DEATH is
`after-insert:N` or `before-commit:N`, counted from 1.
"""

from __future__ import annotations

import os
import signal
import sys
import threading
from collections.abc import Callable, Sequence

from consumers.loader import Loader
from consumers.loader.batch import Loadable
from consumers.loader.dead_letters import DeadLetterBox
from consumers.loader.inserting import Inserter, Refused
from consumers.loader.reader import LogReader
from consumers.warehouse import connect, create, database_of
from schemas.topics import Topics


def _countdown(death: str, place: str) -> Callable[[], None]:
    where, _, count = death.partition(":")
    left = [int(count) if where == place else 0]

    def pass_by() -> None:
        left[0] -= 1
        if left[0] == 0:
            os.kill(os.getpid(), signal.SIGKILL)

    return pass_by


class MortalInserter(Inserter):
    """An inserter that dies after its n-th INSERT, which is in the table by then."""

    inserted: Callable[[], None]

    def insert(self, event_type: str, loadables: Sequence[Loadable]) -> list[Refused]:
        """Insert, and perhaps die."""
        refused = super().insert(event_type, loadables)
        self.inserted()
        return refused


class MortalLoader(Loader):
    """A loader that dies before its n-th commit of something."""

    committing: Callable[[], None]

    def commit(self) -> None:
        """Die, or commit."""
        self.committing()
        super().commit()


def main(bootstrap: str, host: str, port: str, namespace: str, death: str = "") -> None:
    """Load until killed."""
    topics = Topics(namespace)
    client = connect(host, int(port))
    database = database_of(topics)
    create(client, database)
    inserter = MortalInserter(client, database)
    inserter.inserted = _countdown(death, "after-insert")
    box = DeadLetterBox(bootstrap, topics)
    loader = MortalLoader(LogReader(bootstrap, topics), inserter, box, topics)
    loader.committing = _countdown(death, "before-commit")
    loader.run(threading.Event())


if __name__ == "__main__":
    main(*sys.argv[1:])
