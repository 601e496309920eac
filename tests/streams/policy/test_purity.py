"""The policy does no I/O, reads no clock and throws no dice."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

import streams.policy

FOLDER = Path(streams.policy.__file__).parent
MODULES = sorted(FOLDER.rglob("*.py"))
PURE = {
    "__future__",
    "bisect",
    "chinese_calendar",
    "collections",
    "dataclasses",
    "datetime",
    "decimal",
    "enum",
    "functools",
    "hashlib",
    "heapq",
    "itertools",
    "operator",
    "re",
    "schemas",
    "statistics",
    "streams",
    "types",
    "typing",
    "unicodedata",
    "uuid",
}
IMPURE_CALLS = {"now", "today", "utcnow", "uuid1", "uuid4", "open", "print", "input", "eval"}


@pytest.mark.parametrize("module", MODULES, ids=lambda m: str(m.relative_to(FOLDER)))
def test_a_module_of_the_policy_imports_only_what_is_pure(module: Path) -> None:
    for node in ast.walk(ast.parse(module.read_text("utf-8"))):
        names = []
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            names = [node.module or ""]
        for name in names:
            assert name.split(".")[0] in PURE
            if name.startswith("streams"):
                assert name.startswith("streams.policy")


@pytest.mark.parametrize("module", MODULES, ids=lambda m: str(m.relative_to(FOLDER)))
def test_a_module_of_the_policy_reads_no_clock_and_opens_nothing(module: Path) -> None:
    for node in ast.walk(ast.parse(module.read_text("utf-8"))):
        if isinstance(node, ast.Call):
            name = getattr(node.func, "attr", getattr(node.func, "id", ""))
            assert name not in IMPURE_CALLS
