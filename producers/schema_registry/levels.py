"""Routes for compatibility levels and modes, and the answer to whoever would change anything."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from fastapi import APIRouter, Request, Response

from producers.schema_registry.catalogue import Catalogue
from producers.schema_registry.errors import (
    NO_CONFIG_OF_ITS_OWN,
    NO_MODE_OF_ITS_OWN,
    NOT_PERMITTED,
    ApiError,
)
from producers.schema_registry.requests import asked
from producers.schema_registry.responses import RegistryRoute, answer

_MODE: Final = "READONLY"
_CHANGES: Final = {
    "/subjects/{path:path}": ["PUT", "DELETE", "PATCH"],
    "/config": ["PUT", "DELETE", "PATCH"],
    "/config/{path:path}": ["PUT", "DELETE", "PATCH"],
    "/mode": ["PUT", "DELETE", "PATCH"],
    "/mode/{path:path}": ["PUT", "DELETE", "PATCH"],
}


def levels_router(current: Callable[[], Catalogue]) -> APIRouter:
    """Return the routes under `/config` and `/mode`, and those that refuse changes."""
    router = APIRouter(route_class=RegistryRoute)

    @router.get("/config")
    def config() -> Response:
        return answer({"compatibilityLevel": current().level()})

    @router.get("/config/{subject:path}")
    def config_of(request: Request, subject: str) -> Response:
        level = current().level(subject)
        if level is None and asked(request, "defaultToGlobal"):
            level = current().level()
        if level is None:
            raise ApiError(
                NO_CONFIG_OF_ITS_OWN,
                f"Subject '{subject}' does not have subject-level compatibility configured",
            )
        return answer({"compatibilityLevel": level})

    @router.get("/mode")
    def mode() -> Response:
        return answer({"mode": _MODE})

    @router.get("/mode/{subject:path}")
    def mode_of(request: Request, subject: str) -> Response:
        if not asked(request, "defaultToGlobal"):
            raise ApiError(
                NO_MODE_OF_ITS_OWN,
                f"Subject '{subject}' does not have subject-level mode configured",
            )
        return answer({"mode": _MODE})

    def refuse() -> Response:
        raise ApiError(
            NOT_PERMITTED,
            "This registry is read-only: schemas come with 'hutong schema publish', from the "
            "committed contracts.",
        )

    for path, methods in _CHANGES.items():
        router.add_api_route(path, refuse, methods=methods, include_in_schema=False)
    return router
