"""Reports which expectations of the worked cases no rule judges yet."""

from __future__ import annotations

import pytest

NOT_JUDGED: set[tuple[str, str]] = set()
"""(vector, rule) of expectations whose rule does not exist yet."""


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """List the expectations that were not judged."""
    if NOT_JUDGED:
        terminalreporter.section("worked cases: not judged yet")
        for vector, rule in sorted(NOT_JUDGED):
            terminalreporter.write_line(f"{vector}: {rule}")
