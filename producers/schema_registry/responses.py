"""What is answered: JSON of the registry's content type, errors with code and message."""

from __future__ import annotations

import json
from collections.abc import Callable, Coroutine
from typing import Any, Final

from fastapi import Request, Response
from fastapi.routing import APIRoute

from producers.schema_registry.errors import ApiError
from producers.schema_registry.records import AVRO, Registered, references_json

CONTENT_TYPE: Final = "application/vnd.schemaregistry.v1+json"

Handler = Callable[[Request], Coroutine[Any, Any, Response]]


class RegistryRoute(APIRoute):
    """A route whose errors are answered the registry's way, whichever app it is part of."""

    def get_route_handler(self) -> Handler:
        """Return the handler with its errors turned into answers."""
        handle = super().get_route_handler()

        async def answering(request: Request) -> Response:
            try:
                return await handle(request)
            except ApiError as error:
                return failure(error)

        return answering


def answer(content: object, status: int = 200) -> Response:
    """Return a JSON answer; a lone surrogate, which has no UTF-8, is escaped."""
    text = json.dumps(content, ensure_ascii=False, separators=(",", ":"))
    return raw(text, status)


def raw(text: str, status: int = 200) -> Response:
    """Return an answer whose JSON stands already."""
    return Response(
        text.encode("utf-8", "backslashreplace"), status_code=status, media_type=CONTENT_TYPE
    )


def failure(error: ApiError) -> Response:
    """Return the answer that says what is wrong."""
    return answer({"error_code": error.code, "message": error.message}, error.status)


def version_json(schema: Registered) -> dict[str, Any]:
    """Return a version of a subject in its JSON form; AVRO, the default, is left out."""
    return {
        "subject": schema.subject,
        "version": schema.version,
        "id": schema.schema_id,
        **schema_json(schema),
    }


def schema_json(schema: Registered) -> dict[str, Any]:
    """Return a schema without its place in a subject, in its JSON form."""
    found: dict[str, Any] = {}
    if schema.schema_type != AVRO:
        found["schemaType"] = schema.schema_type
    if schema.references:
        found["references"] = references_json(schema)
    return found | {"schema": schema.schema}
