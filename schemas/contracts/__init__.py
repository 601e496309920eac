"""The committed contracts: Avro schemas with their stable ids, DDL, examples and the topic table.

All of it is derived from the models by `make contracts`; a stale file fails `make lint`.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from importlib.resources import files
from typing import Any

FOLDER = files("schemas.contracts")


@dataclass(frozen=True, slots=True)
class Contract:
    """One version of one event type's Avro schema, under its stable id."""

    schema_id: int
    event_type: str
    version: int
    schema: dict[str, Any]

    @property
    def subject(self) -> str:
        """Its Avro full name, under which a schema registry keeps it."""
        return f"{self.schema['namespace']}.{self.schema['name']}"


@cache
def schema_ids() -> Mapping[str, Sequence[int]]:
    """Return event type → ids of its versions, the earliest first."""
    ids: dict[str, list[int]] = json.loads(FOLDER.joinpath("ids.json").read_text("utf-8"))
    return ids


@cache
def contracts() -> dict[int, Contract]:
    """Return every committed contract by schema id."""
    return {
        schema_id: Contract(schema_id, event_type, version, _avsc(event_type, version))
        for event_type, versions in schema_ids().items()
        for version, schema_id in enumerate(versions, start=1)
    }


@cache
def versions_of(event_type: str) -> tuple[Contract, ...]:
    """Return the contracts of an event type, the earliest first; none for an unknown type."""
    versions = (c for c in contracts().values() if c.event_type == event_type)
    return tuple(sorted(versions, key=lambda c: c.version))


@cache
def latest(event_type: str) -> Contract:
    """Return the contract in which an event type is written today.

    Raises:
        KeyError: the catalogue has no such event type.
    """
    versions = versions_of(event_type)
    if not versions:
        raise KeyError(event_type)
    return versions[-1]


@cache
def unreleased() -> tuple[Contract, ...]:
    """Return the contracts that are not, to the byte, what was released under their id."""
    released: dict[str, str] = json.loads(FOLDER.joinpath("released.json").read_text("utf-8"))
    return tuple(
        contract
        for schema_id, contract in sorted(contracts().items())
        if released.get(str(schema_id)) != digest(_text(contract.event_type, contract.version))
    )


def digest(text: str) -> str:
    """Return the SHA-256 of a contract's text, in hexadecimal."""
    return sha256(text.encode()).hexdigest()


def _avsc(event_type: str, version: int) -> dict[str, Any]:
    schema: dict[str, Any] = json.loads(_text(event_type, version))
    return schema


def _text(event_type: str, version: int) -> str:
    return FOLDER.joinpath("avro", f"{event_type}.v{version}.avsc").read_text("utf-8")


def ddl(event_type: str) -> str:
    """Return the committed ClickHouse DDL of an event type's table, `{database}` left open."""
    return FOLDER.joinpath("clickhouse", f"{event_type}.sql").read_text("utf-8")
