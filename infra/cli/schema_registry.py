"""``hutong schema publish`` and ``serve``: the contracts as a schema registry."""

from __future__ import annotations

import json
import socket
from collections.abc import Callable
from dataclasses import asdict
from typing import Annotated, Final

import typer

from infra import ExitCode, HutongError
from infra.cli.context import Format, reachable, settings
from infra.schema_registry import (
    failing_clearly,
    prepare_schemas,
    publish_schemas,
    schemas_topic,
)
from infra.settings import Settings, environment_name
from producers.schema_registry.catalogue import Catalogue
from producers.schema_registry.following import following
from producers.schema_registry.publishing import check

_GRACE_S: Final = 5
"""How long answers under way may take at the end, in seconds."""


def register(schema: typer.Typer) -> None:
    """Add the commands to the group ``hutong schema``."""
    schema.command("publish")(publish)
    schema.command("serve")(serve)


def publish(
    context: typer.Context,
    form: Annotated[Format, typer.Option("--format", help="How to print it.")] = Format.TABLE,
) -> None:
    """Write the contracts to the topic _schemas, or to the registry the settings name."""
    outcome = publish_schemas(_reaching(context))
    match form:
        case Format.JSON:
            typer.echo(json.dumps(asdict(outcome), ensure_ascii=False))
        case Format.TABLE:
            written = f"{outcome.written} written now"
            typer.echo(f"{outcome.schemas} schemas stand on {outcome.where}; {written}.")


def serve(context: typer.Context) -> None:
    """Serve the topic _schemas in the API of Confluent's schema registry until Ctrl-C."""
    chosen = reachable(settings(context))
    if chosen.schema_registry_url:
        raise HutongError(
            f"The registry is the one {environment_name('schema_registry_url')} names; unset it "
            "to serve our own.",
            ExitCode.USAGE,
        )
    prepare_schemas(chosen)
    topic = schemas_topic(chosen)
    with failing_clearly(), _listening(chosen) as listener, following(topic) as followed:
        check(followed.catalogue(), str(topic))
        address = ":".join(map(str, listener.getsockname()[:2]))
        typer.echo(f"Serving {topic} on http://{address}")
        _serve(followed.catalogue, listener)


def _serve(current: Callable[[], Catalogue], listener: socket.socket) -> None:
    # Here, because only this command needs them and they take half a second to import.
    import uvicorn  # noqa: PLC0415

    from producers.schema_registry.api import registry_app  # noqa: PLC0415

    config = uvicorn.Config(
        registry_app(current),
        log_level="warning",
        timeout_graceful_shutdown=_GRACE_S,
    )
    uvicorn.Server(config).run(sockets=[listener])


def _listening(chosen: Settings) -> socket.socket:
    family = socket.AF_INET6 if ":" in chosen.host else socket.AF_INET
    try:
        return socket.create_server((chosen.host, chosen.schema_registry_port), family=family)
    except OSError as error:
        raise HutongError(
            f"Port {chosen.schema_registry_port} on {chosen.host} cannot be used for the schema "
            f"registry ({error.strerror}): set {environment_name('schema_registry_port')} to "
            "another."
        ) from error


def _reaching(context: typer.Context) -> Settings:
    """Return the settings; Kafka's port matters only where the topic is ours."""
    chosen = settings(context)
    return chosen if chosen.schema_registry_url else reachable(chosen)
