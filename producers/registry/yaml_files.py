"""YAML: a list for each kind, its rows with fields named in English or Chinese.

Scalars are taken as written, never as YAML guesses: `0371` stays a code and `2026-01-31` a text.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml

from producers.registry import complaints
from producers.registry.nodes import Finding, Node, Place

_DEEPEST = 12
_NULL = "tag:yaml.org,2002:null"

Trees = list[tuple[str, Node]]
"""(name of the list, its rows)."""


class _Loader(yaml.SafeLoader):
    """Refuses aliases: nine lines of them stand for a thousand million rows."""

    def compose_node(self, parent: yaml.Node | None, index: Any) -> yaml.Node | None:
        """Return the next node.

        Raises:
            yaml.YAMLError: it is an alias.
        """
        if self.check_event(yaml.AliasEvent):
            alias = self.peek_event()  # type: ignore[no-untyped-call]
            raise yaml.composer.ComposerError(
                problem=f"不支持引用 *{alias.anchor}，请写出内容 / "
                f"the alias *{alias.anchor} is not read: write out what it stands for",
                problem_mark=alias.start_mark,
            )
        return super().compose_node(parent, index)


def read_yaml(path: Path) -> tuple[Trees, list[Finding]]:
    """Return the lists of a YAML file, and what is wrong with its form."""
    try:
        root = yaml.compose(path.read_text("utf-8-sig"), Loader=_Loader)
    except UnicodeDecodeError:
        return [], [complaints.not_utf8(path.name)]
    except RecursionError:
        return [], [complaints.unreadable(path.name, "nested too deeply / 嵌套过深")]
    except (OSError, yaml.YAMLError) as error:
        return [], [complaints.unreadable(path.name, " ".join(str(error).split()))]
    if root is None:
        return [], []
    place = Place(path.name)
    if not isinstance(root, yaml.MappingNode):
        wanted = ("名称和列表，例如 agencies: [...]", "names with lists, such as agencies: [...]")
        return [], [complaints.wrong_form(place, "(file)", "", *wanted)]
    findings: list[Finding] = []
    tree = _node(root, path.name, "", findings, 0)
    assert isinstance(tree.value, dict)  # noqa: S101  it was made of a mapping
    return list(tree.value.items()), findings


def _node(node: yaml.Node, file: str, path: str, findings: list[Finding], depth: int) -> Node:
    place = Place(file, row=node.start_mark.line + 1, path=path)
    if depth > _DEEPEST:
        findings.append(complaints.wrong_form(place, path, "…", "一个值", "a single value"))
        return Node(place, None)
    match node:
        case yaml.MappingNode():
            fields: dict[str, Node] = {}
            for key, value in node.value:
                name = str(key.value)
                found = _node(value, file, f"{path}.{name}".lstrip("."), findings, depth + 1)
                if name in fields:
                    findings.append(complaints.twice(found.place, name, name, fields[name].place))
                fields[name] = found
            return Node(place, fields)
        case yaml.SequenceNode():
            entries = (
                _node(entry, file, f"{path}[{number}]", findings, depth + 1)
                for number, entry in enumerate(node.value)
            )
            return Node(place, tuple(entries))
        case _:
            return Node(place, None if node.tag == _NULL else str(node.value))
