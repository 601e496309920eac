"""Scopes: to what a fact belongs, and which facts make one matter."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from schemas.envelope import Event
from schemas.events.sharing import ExtensionDeclared
from streams.policy.facts import Fact
from streams.policy.rules import ScopeKind


@dataclass(frozen=True, slots=True, order=True)
class Scope:
    """One thing that rules look at, within a district."""

    kind: ScopeKind
    district: str
    key: str


def subject_scope(event: Event) -> Scope | None:
    """Return the shared fact that an event is about, or None when it is not shared."""
    if event.share_category == "NONE" and not isinstance(event, ExtensionDeclared):
        return None
    return Scope(ScopeKind.SUBJECT, event.district, f"{event.agency_judged}/{event.subject}")


def matters(facts: Iterable[Fact]) -> list[list[Fact]]:
    """Return the facts grouped into matters: connected by shared identifiers (§3.5)."""
    parent: dict[tuple[str, str, str], tuple[str, str, str]] = {}

    def root(node: tuple[str, str, str]) -> tuple[str, str, str]:
        parent.setdefault(node, node)
        while parent[node] != node:
            parent[node] = parent[parent[node]]
            node = parent[node]
        return node

    tied = [(fact, nodes) for fact in facts if (nodes := reference_nodes(fact.event))]
    for _, nodes in tied:
        for node in nodes[1:]:
            parent[root(node)] = root(nodes[0])
    groups: dict[tuple[str, str, str], list[Fact]] = {}
    for fact, nodes in tied:
        groups.setdefault(root(nodes[0]), []).append(fact)
    return list(groups.values())


def reference_nodes(event: Event) -> list[tuple[str, str, str]]:
    """Return the identifiers that tie an event to its matter: (district, kind, value).

    An oral transfer is named by its own id in one event and as a reference in another.
    """
    return [
        (event.district, "referral_id" if kind == "oral_referral_id" else kind, value)
        for kind, value in event.references()
    ]
