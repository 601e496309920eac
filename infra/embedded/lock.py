"""The lock on a data directory: one instance per directory, let go even by kill -9."""

import contextlib
import errno
import fcntl
import os
import shutil
import time
from collections.abc import Iterator
from pathlib import Path

from infra.embedded.errors import DataDirectoryError
from infra.settings import environment_name

LOCK_FILE = "hutong.lock"

_TRIES = 10
_BETWEEN_TRIES_S = 0.03

_ELSEWHERE = f"set {environment_name('data_dir')} (or --data-dir) to another one"


@contextlib.contextmanager
def claimed(data_dir: Path, min_free_mb: int) -> Iterator[None]:
    """Hold the data directory for this process; it is made when it is missing.

    Args:
        data_dir: the directory.
        min_free_mb: free space its disk must have, in MiB.

    Raises:
        DataDirectoryError: it is in use (names the pid), cannot be written, or is full.
    """
    with writing(data_dir):
        data_dir.mkdir(parents=True, exist_ok=True)
        # Not inheritable (PEP 446): the children do not keep the lock when this process dies.
        handle = os.open(data_dir / LOCK_FILE, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        try:
            _take(handle)
        except BlockingIOError as error:
            raise DataDirectoryError(
                f"The data directory {data_dir} is in use by another Hutong (process "
                f"{_holder(handle)}): stop it with 'hutong down --data-dir {data_dir}', or "
                f"{_ELSEWHERE}."
            ) from error
        _check_space(data_dir, min_free_mb)
        with writing(data_dir):
            os.ftruncate(handle, 0)
            os.pwrite(handle, f"{os.getpid()}\n".encode(), 0)
        yield
    finally:
        os.close(handle)


def holder(data_dir: Path) -> int | None:
    """Return the process that holds the directory now; None: nobody does."""
    try:
        handle = os.open(data_dir / LOCK_FILE, os.O_RDONLY)
    except OSError:
        return None
    try:
        # Shared, so that two who ask at the same moment do not see each other.
        fcntl.flock(handle, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        text = _holder(handle)
        return int(text) if text.isdecimal() else None
    finally:
        os.close(handle)
    return None


@contextlib.contextmanager
def writing(data_dir: Path) -> Iterator[None]:
    """Turn what the system says about writing below ``data_dir`` into a sentence.

    Raises:
        DataDirectoryError: whatever ``OSError`` the body raised.
    """
    try:
        yield
    except OSError as error:
        raise DataDirectoryError(_sentence(data_dir, error)) from error


def _sentence(data_dir: Path, error: OSError) -> str:
    match error.errno:
        case errno.ENOSPC | errno.EDQUOT:
            return f"The disk of the data directory {data_dir} is full: free some, or {_ELSEWHERE}."
        case errno.EROFS:
            return f"The data directory {data_dir} is on a read-only disk: {_ELSEWHERE}."
        case errno.EACCES | errno.EPERM:
            return (
                f"This user may not write to the data directory {data_dir}: "
                f"change its permissions, or {_ELSEWHERE}."
            )
        case errno.ENOTDIR | errno.EEXIST:
            return (
                f"The data directory {data_dir} cannot be made, because a file is in its "
                f"place or above it: {_ELSEWHERE}."
            )
        case _:
            return (
                f"The data directory {data_dir} cannot be written "
                f"({error.strerror or error}): {_ELSEWHERE}."
            )


def _take(handle: int) -> None:
    # ``holder`` has it for an instant when it asks; an instance has it for good.
    for _ in range(_TRIES):
        with contextlib.suppress(BlockingIOError):
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return
        time.sleep(_BETWEEN_TRIES_S)
    fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)


def _check_space(data_dir: Path, min_free_mb: int) -> None:
    free_mb = shutil.disk_usage(data_dir).free / 2**20
    if free_mb < min_free_mb:
        raise DataDirectoryError(
            f"The disk of the data directory {data_dir} has {free_mb:.0f} MiB free, and Hutong "
            f"needs {min_free_mb} MiB to start: free some, or {_ELSEWHERE}."
        )


def _holder(handle: int) -> str:
    return os.pread(handle, 32, 0).decode(errors="replace").strip() or "unknown"
