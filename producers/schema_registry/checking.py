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
from producers.schema_registry.records import Registered
from producers.schema_registry.requests import Offered, OfferedSchema, asked, version_of
from producers.schema_registry.responses import RegistryRoute, answer, version_json


def checking_router(current: Callable[[], Catalogue]) -> APIRouter:
    """Return the routes that take a schema and change nothing."""
    router = APIRouter(route_class=RegistryRoute)

    @router.post("/compatibility/subjects/{subject:path}/versions/{version}")
    def compatible_with(
        request: Request, subject: str, version: str, offered: OfferedSchema
    ) -> Response:
        number = version_of(version)
        versions = _existing(subject)
        if number is not None:
            versions = [current().version(subject, number)]
        return _verdict(request, subject, offered, versions[-1:])

    @router.post("/compatibility/subjects/{subject:path}/versions")
    def compatible(request: Request, subject: str, offered: OfferedSchema) -> Response:
        return _verdict(request, subject, offered, _existing(subject))

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
        if not _existing(subject, deleted=deleted):
            raise subject_not_found(subject)
        found = current().same(subject, offered.text, deleted=deleted)
        if found is None:
            raise schema_not_found()
        return answer(version_json(found))

    def _existing(subject: str, *, deleted: bool = False) -> list[Registered]:
        try:
            return current().versions(subject, deleted=deleted)
        except ApiError as error:
            if error.code != SUBJECT_NOT_FOUND:
                raise
            return []  # whatever comes first is compatible, as in Confluent's registry

    def _verdict(
        request: Request, subject: str, offered: Offered, versions: Sequence[Registered]
    ) -> Response:
        verbose = asked(request, "verbose")
        level = current().level(subject) or current().level() or DEFAULT_LEVEL
        try:
            found = complaints(offered.text, versions, level)
        except ApiError as error:
            if not verbose:
                raise
            found = [error.message]  # as there: with verbose it is one more message
        messages = {"messages": found} if verbose else {}
        return answer({"is_compatible": not found} | messages)

    return router
