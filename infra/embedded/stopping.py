"""Being asked to stop: by a signal, or because whoever started us has ended."""

import contextlib
import os
import select
import signal
from collections.abc import Iterator
from types import FrameType


class StopRequest:
    """Becomes true once and stays so; waiting on it ends the moment it does.

    A pipe rather than ``threading.Event``: setting an event in a signal handler can deadlock
    with the very wait it interrupts.
    """

    def __init__(self, parent_pipe: int | None = None) -> None:
        self._read, self._write = os.pipe()
        self._parent_pipe = parent_pipe
        self._asked = False

    def ask(self) -> None:
        """Ask for the stop; safe in a signal handler."""
        os.write(self._write, b".")

    def wait(self, seconds: float) -> bool:
        """Wait for the request, at most so many seconds; tell whether it has come."""
        watched = [self._read] if self._parent_pipe is None else [self._read, self._parent_pipe]
        if not self._asked:
            # Nobody writes to the parent's pipe: readable means that its other end is closed.
            self._asked = bool(select.select(watched, [], [], seconds)[0])
        return self._asked

    def close(self) -> None:
        """Let go of the pipe."""
        os.close(self._read)
        os.close(self._write)


@contextlib.contextmanager
def stop_on_signals(parent_pipe: int | None = None) -> Iterator[StopRequest]:
    """Turn SIGTERM, SIGINT and SIGHUP into a request while the body runs (main thread only).

    Args:
        parent_pipe: a file descriptor whose other end the parent holds; its end is a request.
    """
    request = StopRequest(parent_pipe)

    def handle(_signal: int, _frame: FrameType | None) -> None:
        request.ask()

    caught = (signal.SIGTERM, signal.SIGINT, signal.SIGHUP)
    before = {number: signal.signal(number, handle) for number in caught}
    try:
        yield request
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
        request.close()
