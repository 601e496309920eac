"""A registry of somebody else's in the place of ours: checked, and given our schemas with our ids.

Ids are the catalogue's and stand in every message, so a registry that numbers by itself may only
be used while its numbers come out the same.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from types import TracebackType
from typing import Any, Final, Self
from urllib.parse import quote, urlsplit, urlunsplit

import httpx

from producers.schema_registry.errors import (
    SCHEMA_NOT_FOUND,
    SUBJECT_NOT_FOUND,
    VERSION_NOT_FOUND,
    RegistryError,
    RegistryUnreachableError,
)
from producers.schema_registry.publishing import (
    changed,
    id_taken,
    not_published,
    same_document,
    version_taken,
)
from producers.schema_registry.records import Registered, levels, ours
from producers.schema_registry.responses import CONTENT_TYPE

_PATIENCE_S: Final = 10.0
_ABSENT: Final = frozenset({SUBJECT_NOT_FOUND, VERSION_NOT_FOUND, SCHEMA_NOT_FOUND, 404})
_NO_SUCH_CALL: Final = frozenset({404, 405, 501})
_OK: Final = 200


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer of the registry; `code` is 200 or its error code."""

    code: int
    body: Any


class ExternalRegistry:
    """A registry that speaks the Confluent Schema Registry API. A context manager.

    Args:
        url: where its API begins; a user and a password may stand in it.
    """

    def __init__(self, url: str) -> None:
        self.where = _without_password(url)
        self._http = httpx.Client(
            base_url=url.rstrip("/") + "/",
            timeout=_PATIENCE_S,
            headers={"Accept": CONTENT_TYPE, "Content-Type": CONTENT_TYPE},
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._http.close()

    def verify(self) -> None:
        """Check that every contract stands there under its id.

        Raises:
            RegistryUnreachableError: it does not answer.
            IdTakenError: an id or a version of ours holds somebody else's schema.
            NotPublishedError: contracts are not there.
        """
        absent = self._absent()
        if absent:
            raise not_published(absent, self.where)

    def publish(self) -> int:
        """Register what is missing, with our ids; return how many versions that were.

        Nothing is registered when an id is taken. The compatibility of our subjects is set, and
        their mode is IMPORT only meanwhile.

        Raises:
            RegistryUnreachableError: it does not answer.
            IdTakenError: an id or a version of ours holds somebody else's schema.
            RegistryError: it refused, or gave another id.
        """
        absent = self._absent()
        with self._importing(sorted({schema.subject for schema in absent})) as imports:
            for schema in absent:  # by id: whoever numbers by itself may arrive at the same
                place = {"id": schema.schema_id, "version": schema.version} if imports else {}
                self._register(schema, place)
        for subject, level in levels().items():
            self._set_level(subject, level)
        self.verify()
        return len(absent)

    def _absent(self) -> list[Registered]:
        return [schema for schema in ours() if not self._holds(schema)]

    def _holds(self, schema: Registered) -> bool:
        found = self._ask("GET", f"subjects/{_quoted(schema.subject)}/versions/{schema.version}")
        if found.code == _OK:
            if found.body["id"] != schema.schema_id:
                raise version_taken(schema, found.body["id"], self.where)
            if not same_document(found.body["schema"], schema.schema):
                raise changed(schema, self.where)
            return True
        self._expect_absent(found)
        taken = self._ask("GET", f"schemas/ids/{schema.schema_id}")
        if taken.code != _OK:
            self._expect_absent(taken)
        elif not same_document(taken.body["schema"], schema.schema):
            raise id_taken(schema, "another schema", self.where)
        return False

    def _register(self, schema: Registered, place: dict[str, int]) -> None:
        path = f"subjects/{_quoted(schema.subject)}/versions"
        answer = self._ask("POST", path, {"schema": schema.schema, **place})
        if answer.code != _OK:
            raise self._refused(f"{schema.subject} version {schema.version}", answer)
        if answer.body["id"] != schema.schema_id:
            raise RegistryError(
                f"{self.where} registered {schema.subject} version {schema.version} under the id "
                f"{answer.body['id']} in spite of ours, {schema.schema_id}: it numbers by itself. "
                f"Delete subject {schema.subject} there, and use an empty registry or one that "
                "can import ids."
            )

    @contextmanager
    def _importing(self, subjects: list[str]) -> Iterator[bool]:
        """Put subjects into mode IMPORT, and back after; give False where there is no such mode."""
        before: dict[str, str | None] = {}
        try:
            for subject in subjects:
                path = f"mode/{_quoted(subject)}"
                known = self._ask("GET", path)
                changed = self._ask("PUT", f"{path}?force=true", {"mode": "IMPORT"})
                if changed.code in _NO_SUCH_CALL:
                    yield False
                    return
                if changed.code != _OK:
                    raise self._refused(f"mode IMPORT for {subject}", changed)
                before[subject] = known.body["mode"] if known.code == _OK else None
            yield True
        finally:
            for subject, mode in before.items():
                self._restore(subject, mode)

    def _restore(self, subject: str, mode: str | None) -> None:
        path = f"mode/{_quoted(subject)}"
        if mode is None and self._ask("DELETE", path).code == _OK:
            return
        self._ask("PUT", path, {"mode": mode or "READWRITE"})

    def _set_level(self, subject: str, level: str) -> None:
        path = f"config/{_quoted(subject)}"
        known = self._ask("GET", path)
        if known.code == _OK and known.body.get("compatibilityLevel") == level:
            return
        answer = self._ask("PUT", path, {"compatibility": level})
        if answer.code != _OK:
            raise self._refused(f"compatibility {level} for {subject}", answer)

    def _ask(self, method: str, path: str, body: object = None) -> Answer:
        try:
            response = self._http.request(method, path, json=body)
            content = response.json()
        except httpx.HTTPError as error:
            raise RegistryUnreachableError(
                f"The schema registry at {self.where} does not answer ({error}): start it, or "
                "correct HUTONG_SCHEMA_REGISTRY_URL."
            ) from error
        except ValueError as error:
            raise RegistryError(
                f"What answers at {self.where} is no schema registry ({response.status_code}, no "
                "JSON): HUTONG_SCHEMA_REGISTRY_URL must name where its API begins."
            ) from error
        if response.is_success:
            return Answer(_OK, content)
        code = content.get("error_code") if isinstance(content, dict) else None
        return Answer(code or response.status_code, content)

    def _expect_absent(self, answer: Answer) -> None:
        if answer.code not in _ABSENT:
            raise self._refused("a question", answer)

    def _refused(self, what: str, answer: Answer) -> RegistryError:
        said = answer.body.get("message") if isinstance(answer.body, dict) else answer.body
        return RegistryError(f"{self.where} refused {what}: {answer.code} {said}")


def _quoted(subject: str) -> str:
    return quote(subject, safe="")


def _without_password(url: str) -> str:
    parts = urlsplit(url)
    return urlunsplit(parts._replace(netloc=parts.netloc.rpartition("@")[2]))
