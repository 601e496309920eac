"""A child process of the runner: it ends when the runner does, whatever ended the runner."""

import contextlib
import ctypes
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path

import psutil

_PR_SET_PDEATHSIG = 1
_LIBC = ctypes.CDLL(None, use_errno=True) if sys.platform == "linux" else None


def spawn(
    command: list[str], *, output: Path, cwd: Path, env: Mapping[str, str] | None = None
) -> subprocess.Popen[bytes]:
    """Start a child in a session of its own; call it from the main thread.

    The session keeps a terminal's Ctrl-C from the child: the runner stops it in order. On
    Linux the kernel kills the child when the thread that forked it ends (PR_SET_PDEATHSIG),
    which is why that has to be the main thread. Elsewhere ``bury`` does it at the next start.

    Args:
        command: the program and its arguments.
        output: a file for its stdout and stderr, emptied first; its own log is elsewhere.
        cwd: its working directory.
        env: its environment; None means this process's.
    """
    with output.open("wb") as file:
        return subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=file,
            stderr=subprocess.STDOUT,
            cwd=cwd,
            env=env,
            start_new_session=True,
            preexec_fn=_end_with(os.getpid()) if _LIBC is not None else None,  # noqa: PLW1509
        )


def _end_with(runner: int) -> Callable[[], None]:
    libc = _LIBC

    def die_with_parent() -> None:
        if libc is not None:
            libc.prctl(_PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
        if os.getppid() != runner:  # it died before the line above
            os._exit(1)

    return die_with_parent


def stop(child: subprocess.Popen[bytes], ask: Callable[[], None], timeout_s: float) -> bool:
    """Ask a child to end and wait for it; kill it when it does not. True: it ended by itself.

    Args:
        child: the process.
        ask: what makes it end in order; may raise nothing.
        timeout_s: how long it may take, in seconds.
    """
    if child.poll() is not None:
        return True
    ask()
    try:
        child.wait(timeout_s)
    except subprocess.TimeoutExpired:
        child.kill()
        child.wait()
        return False
    return True


def created(pid: int) -> float:
    """When a process was created (Unix seconds): with its pid, it names it for ever."""
    return float(psutil.Process(pid).create_time())


def living(pid: int, created_at: float) -> psutil.Process | None:
    """Return the process that had this pid *then*, if it still runs."""
    try:
        process = psutil.Process(pid)
        # Asked twice, the kernel's figure can differ by a clock tick.
        if abs(process.create_time() - created_at) > 1 or process.status() == psutil.STATUS_ZOMBIE:
            return None
    except psutil.Error:
        return None
    return process


def bury(pid: int, created_at: float, timeout_s: float) -> None:
    """Kill what a runner that was itself killed left behind, and wait until it is gone."""
    process = living(pid, created_at)
    if process is None:
        return
    with contextlib.suppress(psutil.Error):
        process.kill()
        process.wait(timeout_s)
