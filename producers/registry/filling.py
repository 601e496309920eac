"""Fills the fields of an event from a row."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from producers.registry import complaints
from producers.registry.cells import MisreadError, Moment, bases, meant, spread, stored
from producers.registry.columns import Column, named
from producers.registry.nodes import Finding, Node
from schemas.records import LegalBasis


@dataclass(slots=True)
class Filled:
    """The values of a row by field, its tree under the fields' own names, and what is wrong."""

    values: dict[str, Any]
    tree: Node
    findings: list[Finding] = field(default_factory=list)
    failed: list[str] = field(default_factory=list)
    """Dotted paths of what could not be understood; nothing more is to be said of them."""
    date_only: list[str] = field(default_factory=list)


def filled(row: Node, columns: tuple[Column, ...], agencies: Mapping[str, str]) -> Filled:
    """Return the row's values. What is empty is left out, so that the default counts.

    Args:
        row: a mapping of headings or field names.
        columns: what it may hold.
        agencies: name → credit code.
    """
    if not isinstance(row.value, Mapping):
        got = Filled({}, row)
        got.findings.append(
            complaints.wrong_form(row.place, "(row)", row.value, "一组字段", "a set of fields")
        )
        got.failed.append("")
        return got
    values: dict[str, Any] = {}
    tree: dict[str, Node] = {}
    got = Filled(values, Node(row.place, tree))
    for heading, node in row.value.items():
        column = named(columns, heading)
        if column is None:
            known = [f"{c.name} {c.zh}" for c in columns]
            got.findings.append(
                complaints.unknown_name(node.place, ("字段", "field"), heading, known)
            )
            continue
        if node.is_empty:
            tree[column.name] = node
            continue
        try:
            stored(node, column.name)
            values[column.name], tree[column.name] = _value(node, column, agencies, got)
        except MisreadError as error:
            got.findings.append(error.finding)
            got.failed.append(column.name)
            tree[column.name] = node
    return got


def _value(
    node: Node, column: Column, agencies: Mapping[str, str], got: Filled
) -> tuple[Any, Node]:
    if column.many and column.inner:
        return _records(node, column, agencies, got)
    if column.inner:
        return _record(node, column, agencies, got, column.name)
    if column.many:
        parts = list(spread(node, column))
        return [meant(p, column, agencies) for p in parts], Node(node.place, tuple(parts))
    value = meant(node, column, agencies)
    if isinstance(value, Moment):
        if value.day_only:
            got.date_only.append(column.name)
        value = value.value
    return value, node


def _records(
    node: Node, column: Column, agencies: Mapping[str, str], got: Filled
) -> tuple[list[Any], Node]:
    if isinstance(node.value, str) and column.base is LegalBasis:
        return list(bases(node.value)), node
    if not isinstance(node.value, tuple):
        raise MisreadError(complaints.wrong_form(node.place, column.name, "…", "列表", "a list"))
    made = [
        _record(entry, column, agencies, got, f"{column.name}.{number}")
        for number, entry in enumerate(node.value)
    ]
    return [value for value, _ in made], Node(node.place, tuple(tree for _, tree in made))


def _record(
    node: Node, column: Column, agencies: Mapping[str, str], got: Filled, path: str
) -> tuple[dict[str, Any], Node]:
    if isinstance(node.value, str) and column.base is LegalBasis:
        return bases(node.value)[0], node
    inner = filled(node, column.inner, agencies)
    got.findings += inner.findings
    got.failed += (f"{path}.{name}".rstrip(".") for name in inner.failed)
    return inner.values, inner.tree
