"""Routes that compare a client's schema with what is registered: look-up and compatibility."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from fastapi import APIRouter, Request, Response

from producers.schema_registry.catalogue import DEFAULT_LEVEL, Catalogue
from producers.schema_registry.compatibility import complaints
from producers.schema_registry.errors import (
    NOT_PERMITTED,
    SUBJECT_NOT_FOUND,
    ApiError,
    schema_not_found,
    subject_not_found,
)
from producers.schema_registry.house import objections
from producers.schema_registry.records import Registered
from producers.schema_registry.requests import Offered, OfferedSchema, asked, version_of
from producers.schema_registry.responses import RegistryRoute, answer, version_json


def compatibility_router(current: Callable[[], Catalogue]) -> APIRouter:
    """Return the routes under `/compatibility`."""
    router = APIRouter(route_class=RegistryRoute)

    @router.post("/compatibility/subjects/{subject:path}/versions/{version}")
    def compatible_with(
        request: Request, subject: str, version: str, offered: OfferedSchema
    ) -> Response:
        number = version_of(version)
        if number is None:
            versions = _existing(current(), subject)[-1:]
        else:
            versions = [current().version(subject, number)]
        return _verdict(current(), request, subject, offered, versions)

    @router.post("/compatibility/subjects/{subject:path}/versions")
    def compatible(request: Request, subject: str, offered: OfferedSchema) -> Response:
        return _verdict(current(), request, subject, offered, _existing(current(), subject))

    return router


def look_up_router(current: Callable[[], Catalogue]) -> APIRouter:
    """Return the routes that find the version of a subject that holds a schema."""
    router = APIRouter(route_class=RegistryRoute)

    @router.post("/subjects/{subject:path}/versions")
    def register(subject: str, offered: OfferedSchema) -> Response:
        """Answer a registration with the id that stands; a new schema cannot come this way."""
        found = current().same(subject, offered.text)
        if found is None:
            raise ApiError(
                NOT_PERMITTED,
                f"Subject {subject} is read-only here and does not hold this schema: use a version "
                "that it lists; new ones come with 'hutong schema publish'.",
            )
        return answer({"id": found.schema_id})

    @router.post("/subjects/{subject:path}")
    def look_up(request: Request, subject: str, offered: OfferedSchema) -> Response:
        deleted = asked(request, "deleted")
        if not _existing(current(), subject, deleted=deleted):
            raise subject_not_found(subject)
        found = current().same(subject, offered.text, deleted=deleted)
        if found is None:
            raise schema_not_found()
        return answer(version_json(found))

    return router


def _existing(catalogue: Catalogue, subject: str, *, deleted: bool = False) -> list[Registered]:
    """Return the versions of a subject; none where there is no such subject.

    Whatever comes first under a subject is compatible, as in Confluent's registry.
    """
    try:
        return catalogue.versions(subject, deleted=deleted)
    except ApiError as error:
        if error.code != SUBJECT_NOT_FOUND:
            raise
        return []


def _verdict(
    catalogue: Catalogue,
    request: Request,
    subject: str,
    offered: Offered,
    versions: Sequence[Registered],
) -> Response:
    verbose = asked(request, "verbose")
    level = catalogue.level(subject) or catalogue.level() or DEFAULT_LEVEL
    try:
        found = complaints(offered.text, versions, level)
        if level != "NONE":
            found += objections(subject, offered.text, versions)
    except ApiError as error:
        if not verbose:
            raise
        found = [error.message]  # with verbose it is one more message, as in Confluent's registry
    messages = {"messages": found} if verbose else {}
    return answer({"is_compatible": not found} | messages)
