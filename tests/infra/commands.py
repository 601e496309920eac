"""Runs `hutong` within the test's process, as a person or a script calls it."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from infra.cli import main

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def hutong(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Return a function that runs the command: exit code, output, errors."""

    def run(*words: object) -> tuple[int, str, str]:
        monkeypatch.setattr("sys.argv", ["hutong", *map(str, words)])
        with pytest.raises(SystemExit) as ended:
            main()
        said = capsys.readouterr()
        return int(ended.value.code or 0), said.out, said.err

    return run
