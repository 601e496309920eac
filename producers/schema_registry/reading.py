"""Routes that list subjects, versions and schemas, and find a schema by its id."""

from __future__ import annotations

from collections.abc import Callable

from fastapi import APIRouter, Request, Response

from producers.schema_registry.catalogue import Catalogue
from producers.schema_registry.errors import schema_not_found
from producers.schema_registry.records import AVRO, Registered
from producers.schema_registry.requests import asked, id_of, page, version_of
from producers.schema_registry.responses import (
    RegistryRoute,
    answer,
    raw,
    schema_json,
    version_json,
)


def subjects_router(current: Callable[[], Catalogue]) -> APIRouter:
    """Return the routes under `/subjects`.

    A subject may hold a slash, percent-encoded, and the server decodes it; so the longer paths
    stand first.
    """
    router = APIRouter(route_class=RegistryRoute)

    @router.get("/subjects")
    def subjects(request: Request) -> Response:
        prefix = request.query_params.get("subjectPrefix", "")
        found = current().subjects(deleted=asked(request, "deleted"))
        return answer(page(request, [s for s in found if s.startswith(prefix)]))

    @router.get("/subjects/{subject:path}/versions/{version}/schema")
    def schema_of_version(request: Request, subject: str, version: str) -> Response:
        return raw(_version(request, subject, version).schema)

    @router.get("/subjects/{subject:path}/versions/{version}/referencedby")
    def referring(request: Request, subject: str, version: str) -> Response:
        found = _version(request, subject, version)
        return answer(page(request, current().referring(found.subject, found.version)))

    @router.get("/subjects/{subject:path}/versions/{version}")
    def one_version(request: Request, subject: str, version: str) -> Response:
        return answer(version_json(_version(request, subject, version)))

    @router.get("/subjects/{subject:path}/versions")
    def versions(request: Request, subject: str) -> Response:
        found = current().versions(subject, deleted=asked(request, "deleted"))
        return answer(page(request, [schema.version for schema in found]))

    def _version(request: Request, subject: str, version: str) -> Registered:
        number = version_of(version)
        return current().version(subject, number, deleted=asked(request, "deleted"))

    return router


def schemas_router(current: Callable[[], Catalogue]) -> APIRouter:
    """Return the routes under `/schemas`."""
    router = APIRouter(route_class=RegistryRoute)

    @router.get("/schemas")
    def schemas(request: Request) -> Response:
        found = page(request, _listed(current(), request))
        return answer([version_json(schema) for schema in found])

    @router.get("/schemas/types")
    def types() -> Response:
        return answer([AVRO])

    @router.get("/schemas/ids/{schema_id}/schema")
    def schema_text(schema_id: str) -> Response:
        return raw(_schema(current(), schema_id).schema)

    @router.get("/schemas/ids/{schema_id}/subjects")
    def subjects(request: Request, schema_id: str) -> Response:
        found = {schema.subject for schema in _places(current(), request, schema_id)}
        return answer(page(request, sorted(found)))

    @router.get("/schemas/ids/{schema_id}/versions")
    def versions(request: Request, schema_id: str) -> Response:
        found = _places(current(), request, schema_id)
        return answer(page(request, [{"subject": s.subject, "version": s.version} for s in found]))

    @router.get("/schemas/ids/{schema_id}")
    def schema(request: Request, schema_id: str) -> Response:
        found = schema_json(_schema(current(), schema_id))
        if asked(request, "fetchMaxId"):
            found["maxId"] = current().greatest_id()
        return answer(found)

    return router


def _listed(catalogue: Catalogue, request: Request) -> list[Registered]:
    prefix = request.query_params.get("subjectPrefix", "")
    found = [
        schema
        for schema in catalogue.everything(deleted=asked(request, "deleted"))
        if schema.subject.startswith(prefix)
    ]
    if asked(request, "latestOnly"):
        return list({schema.subject: schema for schema in found}.values())
    return found


def _schema(catalogue: Catalogue, schema_id: str) -> Registered:
    number = id_of(schema_id)
    found = catalogue.by_id(number)
    if found is None:
        raise schema_not_found(number)
    return found


def _places(catalogue: Catalogue, request: Request, schema_id: str) -> list[Registered]:
    """Return where an id stands; one that is nowhere any more is unknown."""
    found = _schema(catalogue, schema_id)
    places = catalogue.under(found.schema_id, deleted=asked(request, "deleted"))
    if not places:
        raise schema_not_found()
    return places
