"""Records of `_schemas`, in the format of Confluent's registry.

Source: `SchemaKey`, `SchemaValue`, `ConfigKey`, `NoopKey` of confluentinc/schema-registry; the
order of a key's properties matters, since compaction compares bytes.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any, Final

from schemas.catalogue import OUTPUTS
from schemas.contracts import Contract, contracts

AVRO: Final = "AVRO"
FACTS_LEVEL: Final = "BACKWARD_TRANSITIVE"
"""Today's hub reads whatever an agency wrote with an earlier version."""

OUTPUTS_LEVEL: Final = "FULL_TRANSITIVE"
"""Agencies read the hub's outputs with whichever version they have."""


@dataclass(frozen=True, slots=True)
class Registered:
    """One version of one subject. `schema` is the text as it was registered."""

    subject: str
    version: int
    schema_id: int
    schema: str
    deleted: bool = False
    schema_type: str = AVRO
    references: tuple[tuple[str, str, int], ...] = ()
    """(name, subject, version) of the schemas that this one refers to."""

    def gone(self) -> Registered:
        """Return it softly deleted: hidden from listings, still found by its id."""
        return replace(self, deleted=True)


@dataclass(frozen=True, slots=True)
class Record:
    """A key and a value of the topic."""

    key: bytes
    value: bytes | None


def subject_of(contract: Contract) -> str:
    """Return the subject of a contract: the full name of its record (RecordNameStrategy)."""
    return f"{contract.schema['namespace']}.{contract.schema['name']}"


def level_of(contract: Contract) -> str:
    """Return the compatibility that a contract's subject keeps."""
    return OUTPUTS_LEVEL if contract.event_type in OUTPUTS else FACTS_LEVEL


def registered(contract: Contract) -> Registered:
    """Return a contract as its subject's version."""
    return Registered(
        subject=subject_of(contract),
        version=contract.version,
        schema_id=contract.schema_id,
        schema=_json(contract.schema),
    )


def ours() -> tuple[Registered, ...]:
    """Return every committed contract as a registered version, by id."""
    return tuple(registered(c) for _, c in sorted(contracts().items()))


def levels() -> dict[str, str]:
    """Return subject → compatibility of every contract."""
    return {subject_of(c): level_of(c) for c in contracts().values()}


def noop_record() -> Record:
    """Return the record that means nothing; registries write one to learn where the topic ends."""
    return Record(_key({"keytype": "NOOP", "magic": 0}), None)


def config_record(subject: str, level: str) -> Record:
    """Return the record that sets a subject's compatibility."""
    return Record(
        _key({"keytype": "CONFIG", "subject": subject, "magic": 0}),
        _json({"subject": subject, "compatibilityLevel": level}).encode(),
    )


def schema_record(schema: Registered) -> Record:
    """Return the record that registers a version."""
    subject, version = schema.subject, schema.version
    value: dict[str, Any] = {"subject": subject, "version": version, "id": schema.schema_id}
    if schema.schema_type != AVRO:
        value["schemaType"] = schema.schema_type
    if schema.references:
        value["references"] = references_json(schema)
    value |= {"schema": schema.schema, "deleted": schema.deleted}
    key = {"keytype": "SCHEMA", "subject": subject, "version": version, "magic": 1}
    return Record(_key(key), _json(value).encode())


def references_json(schema: Registered) -> list[dict[str, Any]]:
    """Return the references of a version in their JSON form."""
    return [{"name": n, "subject": s, "version": v} for n, s, v in schema.references]


def wanted() -> Iterator[Record]:
    """Yield every record that must stand on the topic, in the order to write them."""
    yield noop_record()
    for subject, level in levels().items():
        yield config_record(subject, level)
    for schema in ours():
        yield schema_record(schema)


def _key(key: dict[str, Any]) -> bytes:
    return _json(key).encode()


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
