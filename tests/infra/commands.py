"""Runs `hutong` within the test's process, as a person or a script calls it."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator

import pytest

from infra.cli import main

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def hutong(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Iterator[Run]:
    """Yield a function that runs the command: exit code, output, errors.

    A worker that was begun sets up this process's log; that is undone.
    """
    log = logging.getLogger()
    handlers, level = log.handlers[:], log.level

    def run(*words: object) -> tuple[int, str, str]:
        monkeypatch.setattr("sys.argv", ["hutong", *map(str, words)])
        with pytest.raises(SystemExit) as ended:
            main()
        said = capsys.readouterr()
        return int(ended.value.code or 0), said.out, said.err

    yield run
    log.handlers[:] = handlers
    log.setLevel(level)
