"""The read API of a schema registry over a catalogue, as routes and as an app.

Paths, bodies and error codes are those of the Confluent Schema Registry API; a query parameter
that is not known here is passed over, as there.
"""

from __future__ import annotations

from collections.abc import Callable

from fastapi import APIRouter, FastAPI, Request, Response
from starlette.exceptions import HTTPException

from producers.schema_registry.catalogue import Catalogue
from producers.schema_registry.checking import compatibility_router, look_up_router
from producers.schema_registry.errors import ApiError
from producers.schema_registry.levels import levels_router
from producers.schema_registry.reading import schemas_router, subjects_router
from producers.schema_registry.responses import answer, failure

_PARTS = (compatibility_router, look_up_router, subjects_router, schemas_router, levels_router)


def registry_router(current: Callable[[], Catalogue]) -> APIRouter:
    """Return every route, to be included in an app of another make.

    Args:
        current: gives the catalogue as it is when a request arrives.
    """
    router = APIRouter(tags=["schema registry"])
    for part in _PARTS:
        router.include_router(part(current))
    return router


def registry_app(current: Callable[[], Catalogue]) -> FastAPI:
    """Return an app that is a schema registry and nothing else."""
    app = FastAPI(
        title="Hutong schema registry",
        docs_url=None,
        redoc_url=None,
        openapi_url=None,
    )

    @app.get("/")
    def root() -> Response:
        return answer({})

    app.include_router(registry_router(current))

    @app.exception_handler(HTTPException)
    async def unknown(_request: Request, error: HTTPException) -> Response:
        return failure(ApiError(error.status_code, f"HTTP {error.status_code} {error.detail}"))

    return app
