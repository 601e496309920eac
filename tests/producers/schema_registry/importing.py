"""A registry that imports ids as Confluent's does, for what no registry that can be had does.

Our read API with the writes beside it, in memory. The rules are those of Confluent's source: an id
and a version are taken only in mode IMPORT, and an id never changes its schema (42205).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Annotated, Any

from fastapi import APIRouter, Body, FastAPI, Response

from producers.schema_registry.api import registry_app
from producers.schema_registry.catalogue import Catalogue
from producers.schema_registry.errors import NO_MODE_OF_ITS_OWN, NOT_PERMITTED, ApiError
from producers.schema_registry.publishing import same_document
from producers.schema_registry.records import Registered, config_record, schema_record
from producers.schema_registry.responses import RegistryRoute, answer

Payload = Annotated[dict[str, Any], Body()]


@dataclass
class Importing:
    """The registry's state, and what was asked of it.

    One that does not obey says that it imports and numbers by itself, as Apicurio 3.3 does.
    """

    catalogue: Catalogue = field(default_factory=Catalogue)
    obeys: bool = True
    has_modes: bool = True
    modes: dict[str, str] = field(default_factory=dict)
    writes: list[tuple[str, str]] = field(default_factory=list)

    def put(self, schema: Registered) -> None:
        """Register without asking, as if it had stood there before."""
        self.catalogue.apply(schema_record(schema))

    def register(self, subject: str, body: dict[str, Any]) -> int:
        """Register as a client asks."""
        schema_id, imports = body.get("id"), self.modes.get(subject) == "IMPORT"
        if not self.obeys:
            schema_id, imports = None, False
        if (schema_id is not None) != imports:
            wrong = "is not in import mode" if schema_id else "is in import mode"
            raise ApiError(NOT_PERMITTED, f"Subject {subject} {wrong}")
        number = self.catalogue.greatest_id() + 1 if schema_id is None else int(schema_id)
        holder = self.catalogue.by_id(number)
        if holder is not None and not same_document(holder.schema, body["schema"]):
            raise ApiError(
                NOT_PERMITTED, f"Overwrite new schema with id {number} is not permitted."
            )
        standing = [s.version for s in self.catalogue.everything() if s.subject == subject]
        version = int(body.get("version", 1 + max(standing, default=0)))
        self.put(Registered(subject, version, number, body["schema"]))
        return number

    def app(self) -> FastAPI:
        """Return it as an app."""
        router = APIRouter(route_class=RegistryRoute)

        @router.put("/mode/{subject}")
        def set_mode(subject: str, body: Payload) -> Response:
            if not self.has_modes:
                raise ApiError(405, "Method Not Allowed")
            self.writes.append(("mode", subject))
            self.modes[subject] = body["mode"]
            return answer(body)

        @router.get("/mode/{subject}")
        def mode(subject: str) -> Response:
            if subject not in self.modes:
                raise ApiError(NO_MODE_OF_ITS_OWN, "not configured")
            return answer({"mode": self.modes[subject]})

        @router.delete("/mode/{subject}")
        def unset_mode(subject: str) -> Response:
            return answer({"mode": self.modes.pop(subject)})

        @router.put("/config/{subject}")
        def set_level(subject: str, body: Payload) -> Response:
            self.writes.append(("config", subject))
            self.catalogue.apply(config_record(subject, body["compatibility"]))
            return answer(body)

        @router.post("/subjects/{subject}/versions")
        def register(subject: str, body: Payload) -> Response:
            self.writes.append(("schema", subject))
            return answer({"id": self.register(subject, body)})

        app = FastAPI()
        app.include_router(router)
        app.mount("/", registry_app(lambda: self.catalogue))
        return app
