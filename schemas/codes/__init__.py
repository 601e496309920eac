"""Code lists. Codes travel as strings, so that a new code never breaks a reader.

A publisher may only say a code that its list holds; a reader accepts any. The lists stand in
`*.toml` beside this file, one file a family of events, each list with its version, its names in
Chinese and English, its source, and a Chinese and an English label for every code.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from importlib.resources import files
from types import MappingProxyType
from typing import Any, Final


@dataclass(frozen=True, slots=True)
class CodeList:
    """代码表: one list. `version` grows when a code is added; none is ever removed."""

    name: str
    zh: str
    en: str
    version: str
    source: str
    labels: MappingProxyType[str, tuple[str, str]]
    """Code → (Chinese, English)."""

    def __contains__(self, code: object) -> bool:
        return code in self.labels


def _read() -> dict[str, CodeList]:
    lists: dict[str, CodeList] = {}
    for file in sorted(files("schemas.codes").iterdir(), key=lambda f: f.name):
        if file.name.endswith(".toml"):
            for name, table in tomllib.loads(file.read_text("utf-8")).items():
                if name in lists:
                    raise ValueError(f"{file.name}: code list {name} is given twice")
                lists[name] = _list(name, table)
    return lists


def _list(name: str, table: dict[str, Any]) -> CodeList:
    labels = {code: (zh, en) for code, (zh, en) in table["codes"].items()}
    return CodeList(
        name,
        table["zh"],
        table["en"],
        table["version"],
        table["source"],
        MappingProxyType(labels),
    )


CODE_LISTS: Final = MappingProxyType(_read())
"""Every list by its name."""


def label(list_name: str, code: str) -> str:
    """Return the Chinese label of a code, or the code itself where the list lacks it."""
    labels = CODE_LISTS[list_name].labels
    return labels[code][0] if code in labels else code
