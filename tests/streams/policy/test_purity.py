"""The policy does no I/O, reads no clock and throws no dice."""

from __future__ import annotations

import ast
import tomllib
from pathlib import Path
from pkgutil import iter_modules

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
IMPURE_CALLS = {
    *("now", "today", "utcnow", "uuid1", "uuid4"),
    *("open", "print", "input", "getenv", "read_text", "read_bytes", "write_text", "write_bytes"),
    *("eval", "exec", "compile", "__import__", "import_module"),
}


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


def test_the_policy_may_import_no_room_beside_it() -> None:
    config = tomllib.loads((FOLDER.parents[1] / "pyproject.toml").read_text("utf-8"))
    contracts = config["tool"]["importlinter"]["contracts"]
    (pure,) = (c for c in contracts if c.get("source_modules") == ["streams.policy"])
    beside = {f"streams.{found.name}" for found in iter_modules([str(FOLDER.parent)])}
    assert beside - {"streams.policy"} <= set(pure["forbidden_modules"])


@pytest.mark.parametrize("module", MODULES, ids=lambda m: str(m.relative_to(FOLDER)))
def test_a_module_of_the_policy_reads_no_clock_and_opens_nothing(module: Path) -> None:
    for node in ast.walk(ast.parse(module.read_text("utf-8"))):
        if isinstance(node, ast.Call):
            name = getattr(node.func, "attr", getattr(node.func, "id", ""))
            assert name not in IMPURE_CALLS
