"""The policy does no I/O, reads no clock and throws no dice."""

from __future__ import annotations

import ast
import os
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from pkgutil import iter_modules
from typing import Any

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
COMPUTING = PURE | {
    *("abc", "array", "base64", "binascii", "builtins", "calendar", "cmath", "codecs", "colorsys"),
    *("contextlib", "contextvars", "copy", "difflib", "errno", "fractions", "graphlib", "hmac"),
    *("html", "ipaddress", "json", "keyword", "math", "numbers", "reprlib", "string", "stringprep"),
    *("struct", "textwrap", "token", "weakref", "zlib"),
    *("annotated_types", "phonenumbers", "pydantic", "pydantic_core", "stdnum"),
}
"""What may be reached through the events: it computes, and knows neither clock nor dice."""

ROOMS = ("schemas", "producers", "streams", "consumers", "infra")
ROOT = FOLDER.parents[1]

IMPURE_NAMES = {"uuid1", "uuid4", "getnode"}
IMPURE_CALLS = {
    *("now", "today", "utcnow", "uuid1", "uuid4"),
    *("open", "print", "input", "getenv", "read_text", "read_bytes", "write_text", "write_bytes"),
    *("eval", "exec", "compile", "__import__", "import_module"),
}


@pytest.mark.parametrize("module", MODULES, ids=lambda m: str(m.relative_to(FOLDER)))
def test_a_module_of_the_policy_imports_only_what_is_pure(module: Path) -> None:
    for name in imported(module):
        assert name.split(".")[0] in PURE
        if name.startswith("streams"):
            assert name.startswith("streams.policy")


def imported(module: Path) -> Iterator[str]:
    """Yield the modules that a module imports."""
    for node in ast.walk(ast.parse(module.read_text("utf-8"))):
        match node:
            case ast.Import():
                yield from (alias.name for alias in node.names)
            case ast.ImportFrom(level=0):
                yield node.module or ""


@cache
def contract() -> dict[str, Any]:
    """Return what import-linter forbids the policy."""
    config = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    contracts = config["tool"]["importlinter"]["contracts"]
    (pure,) = (c for c in contracts if c.get("source_modules") == ["streams.policy"])
    return dict(pure)


def test_the_contract_forbids_all_of_the_standard_library_that_does_more_than_compute() -> None:
    standard = {name for name in sys.stdlib_module_names if not name.startswith("_")}
    assert standard - COMPUTING <= set(contract()["forbidden_modules"])
    assert not COMPUTING & set(contract()["forbidden_modules"])


def test_the_contract_forbids_every_package_that_any_room_uses_and_that_does_more() -> None:
    used = {
        name.split(".")[0]
        for room in ROOMS
        for module in (ROOT / room).rglob("*.py")
        for name in imported(module)
    }
    others = used - sys.stdlib_module_names - {*ROOMS, "tests"}
    assert others - COMPUTING <= set(contract()["forbidden_modules"])


def test_a_planted_import_breaks_the_contract(tmp_path: Path) -> None:
    """One module of a policy for each that is forbidden: import-linter names every one."""
    beside = [name for name in contract()["forbidden_modules"] if not name.startswith("streams.")]
    policy = tmp_path / "streams" / "policy"
    policy.mkdir(parents=True)
    for folder in (policy, policy.parent):
        (folder / "__init__.py").touch()
    for name in beside:
        (policy / f"imports_{name}.py").write_text(f"from {name} import anything\n", "utf-8")
    listed = ", ".join(f'"{name}"' for name in beside)
    (tmp_path / "pyproject.toml").write_text(
        '[tool.importlinter]\nroot_packages = ["streams"]\ninclude_external_packages = true\n'
        '[[tool.importlinter.contracts]]\nname = "pure"\ntype = "forbidden"\n'
        f'source_modules = ["streams.policy"]\nforbidden_modules = [{listed}]\n',
        "utf-8",
    )
    linted = subprocess.run(
        [Path(sys.executable).with_name("lint-imports"), "--no-cache"],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(tmp_path), "COLUMNS": "200"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert linted.returncode == 1
    assert [n for n in beside if f"is not allowed to import {n}:" not in linted.stdout] == []


def test_an_import_planted_in_the_policy_is_none_that_is_pure(tmp_path: Path) -> None:
    planted = tmp_path / "planted.py"
    planted.write_text("import time\nfrom streams.judge import outputs\n", "utf-8")
    assert list(imported(planted)) == ["time", "streams.judge"]
    with pytest.raises(AssertionError):
        test_a_module_of_the_policy_imports_only_what_is_pure(planted)


def test_the_policy_may_import_no_room_beside_it() -> None:
    beside = {f"streams.{found.name}" for found in iter_modules([str(FOLDER.parent)])}
    assert beside - {"streams.policy"} <= set(contract()["forbidden_modules"])


@pytest.mark.parametrize("module", MODULES, ids=lambda m: str(m.relative_to(FOLDER)))
def test_a_module_of_the_policy_reads_no_clock_and_opens_nothing(module: Path) -> None:
    for node in ast.walk(ast.parse(module.read_text("utf-8"))):
        if isinstance(node, ast.Call):
            name = getattr(node.func, "attr", getattr(node.func, "id", ""))
            assert name not in IMPURE_CALLS
        if isinstance(node, ast.Name | ast.Attribute):
            assert getattr(node, "attr", getattr(node, "id", "")) not in IMPURE_NAMES
