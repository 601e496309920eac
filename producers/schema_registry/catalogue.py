"""The catalogue: what the records of `_schemas` say, folded in their order."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, Final, Self

from producers.schema_registry.compatibility import LEVELS
from producers.schema_registry.errors import ApiError, subject_not_found, version_not_found
from producers.schema_registry.forms import document_form, writing_form
from producers.schema_registry.records import AVRO, Record, Registered

DEFAULT_LEVEL: Final = "BACKWARD"
"""The compatibility of whoever set none, as in Confluent's registry."""


@dataclass(slots=True)
class Catalogue:
    """Subjects with their versions and compatibility. Reading changes nothing.

    One thread applies records; others may read meanwhile, since every change is the assignment
    of one entry.
    """

    _versions: dict[str, dict[int, Registered]] = field(default_factory=dict)
    _by_id: dict[int, Registered] = field(default_factory=dict)
    _levels: dict[str | None, str] = field(default_factory=dict)

    @classmethod
    def of(cls, records: Iterable[Record]) -> Self:
        """Return the catalogue that records make."""
        made = cls()
        for record in records:
            made.apply(record)
        return made

    def apply(self, record: Record) -> None:
        """Take one record; what is no record of a registry is passed over, as registries do."""
        key, value = _object(record.key), _object(record.value)
        try:
            match key:
                case {"keytype": "SCHEMA", "subject": str(subject), "version": int(version)}:
                    self._apply_schema(subject, version, value)
                case {"keytype": "CONFIG", **rest}:
                    self._apply_config(rest.get("subject"), value)
                case {"keytype": "DELETE_SUBJECT", "subject": str(subject)} if value is not None:
                    self._delete(subject, int(value["version"]))
                case _:
                    pass
        except (KeyError, TypeError, ValueError):
            return

    def _apply_schema(self, subject: str, version: int, value: dict[str, Any] | None) -> None:
        known = self._versions.get(subject, {})
        if value is None:
            left = {v: schema for v, schema in known.items() if v != version}
            self._versions = {**self._versions, subject: left}
            if version in known and not self.under(known[version].schema_id, deleted=True):
                self._by_id.pop(known[version].schema_id, None)
            return
        schema = _registered(subject, version, value)
        self._versions = {**self._versions, subject: {**known, version: schema}}
        self._by_id[schema.schema_id] = schema

    def _apply_config(self, subject: object, value: dict[str, Any] | None) -> None:
        if not (subject is None or isinstance(subject, str)):
            return
        level = str((value or {}).get("compatibilityLevel"))
        left = {s: known for s, known in self._levels.items() if s != subject}
        self._levels = {**left, subject: level} if level in LEVELS else left

    def _delete(self, subject: str, version: int) -> None:
        known = self._versions.get(subject, {})
        changed = {v: s.gone() if v <= version else s for v, s in known.items()}
        self._versions = {**self._versions, subject: changed}

    def subjects(self, *, deleted: bool = False) -> list[str]:
        """Return the subjects that have versions, sorted; with `deleted`, the hidden ones too."""
        return sorted(s for s in list(self._versions) if self._of(s, deleted=deleted))

    def versions(self, subject: str, *, deleted: bool = False) -> list[Registered]:
        """Return the versions of a subject, oldest first.

        Raises:
            ApiError: 40401, there are none.
        """
        found = self._of(subject, deleted=deleted)
        if not found:
            raise subject_not_found(subject)
        return found

    def version(self, subject: str, version: int | None, *, deleted: bool = False) -> Registered:
        """Return one version of a subject; None means the latest.

        Raises:
            ApiError: 40401, no such subject; 40402, no such version.
        """
        found = self.versions(subject, deleted=deleted)
        if version is None:
            return found[-1]
        for schema in found:
            if schema.version == version:
                return schema
        raise version_not_found(version)

    def everything(self, *, deleted: bool = False) -> Iterator[Registered]:
        """Yield every version of every subject."""
        for subject in self.subjects(deleted=deleted):
            yield from self._of(subject, deleted=deleted)

    def by_id(self, schema_id: int) -> Registered | None:
        """Return a schema under an id; a deleted one is found as well, for its bytes remain."""
        return self._by_id.get(schema_id)

    def under(self, schema_id: int, *, deleted: bool = False) -> list[Registered]:
        """Return every version that bears an id: one schema may stand under several subjects."""
        return [s for s in self.everything(deleted=deleted) if s.schema_id == schema_id]

    def slot(self, subject: str, version: int) -> Registered | None:
        """Return what stands at a subject's version, deleted or not."""
        return self._versions.get(subject, {}).get(version)

    def same(self, subject: str, text: str, *, deleted: bool = False) -> Registered | None:
        """Return the version of a subject that holds a schema.

        The very document is preferred; otherwise the newest version that writes the same bytes,
        so that generated code, which drops docs and adds properties of its own, finds its id.

        Raises:
            ApiError: 42201, no Avro schema.
        """
        document, writing = document_form(text), writing_form(text)
        found = list(reversed(self._of(subject, deleted=deleted)))
        return next(
            (s for s in found if _form(document_form, s) == document),
            next((s for s in found if _form(writing_form, s) == writing), None),
        )

    def greatest_id(self) -> int:
        """Return the greatest id there is; 0 where there is none."""
        return max(list(self._by_id), default=0)

    def referring(self, subject: str, version: int) -> list[int]:
        """Return the ids of the schemas that refer to a version."""
        return sorted(
            {
                schema.schema_id
                for schema in self.everything()
                for _, to, at in schema.references
                if (to, at) == (subject, version)
            }
        )

    def level(self, subject: str | None = None) -> str | None:
        """Return the compatibility set for a subject, or for all where it is None."""
        own = self._levels.get(subject)
        return DEFAULT_LEVEL if own is None and subject is None else own

    def _of(self, subject: str, *, deleted: bool) -> list[Registered]:
        known = self._versions.get(subject, {})
        return [known[v] for v in sorted(known) if deleted or not known[v].deleted]


@lru_cache(maxsize=4096)
def _form(form: Callable[[str], str], schema: Registered) -> str | None:
    """Return the form of a registered schema, or None where it has none to compare."""
    if schema.schema_type != AVRO or schema.references:
        return None
    try:
        return form(schema.schema)
    except ApiError:  # somebody registered what is no schema; it stands in nobody's way
        return None


def _object(text: bytes | None) -> dict[str, Any] | None:
    try:
        found = json.loads(text) if text else None
    except (ValueError, RecursionError):
        return None
    return found if isinstance(found, dict) else None


def _registered(subject: str, version: int, value: dict[str, Any]) -> Registered:
    if not isinstance(value["schema"], str):
        raise TypeError(value["schema"])
    return Registered(
        subject=subject,
        version=version,
        schema_id=int(value["id"]),
        schema=value["schema"],
        deleted=bool(value.get("deleted")),
        schema_type=str(value.get("schemaType") or AVRO),
        references=tuple(
            (str(r["name"]), str(r["subject"]), int(r["version"]))
            for r in value.get("references") or ()
        ),
    )
