"""``hutong schema publish`` and ``serve``: the contracts as a schema registry."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import Annotated, Final

import typer

from infra import ExitCode, HutongError
from infra.cli.context import Drafts, Format, reachable, settings, with_drafts
from infra.embedded.stopping import stop_on_signals
from infra.schema_registry import (
    failing_clearly,
    prepare_schemas,
    publish_schemas,
    schemas_topic,
)
from infra.settings import Settings, environment_name
from producers.schema_registry.following import following
from producers.schema_registry.publishing import check

_WAIT_S: Final = 3600.0


def register(schema: typer.Typer) -> None:
    """Add the commands to the group ``hutong schema``."""
    schema.command("publish")(publish)
    schema.command("serve")(serve)


def publish(
    context: typer.Context,
    *,
    drafts: Drafts = False,
    form: Annotated[Format, typer.Option("--format", help="How to print it.")] = Format.TABLE,
) -> None:
    """Write the contracts to the topic _schemas, or to the registry the settings name."""
    outcome = publish_schemas(with_drafts(_reaching(context), drafts))
    match form:
        case Format.JSON:
            typer.echo(json.dumps(asdict(outcome), ensure_ascii=False))
        case Format.TABLE:
            written = f"{outcome.written} written now"
            typer.echo(f"{outcome.schemas} schemas stand on {outcome.where}; {written}.")


def serve(context: typer.Context, *, drafts: Drafts = False) -> None:
    """Serve the topic _schemas in the API of Confluent's schema registry until Ctrl-C."""
    chosen = with_drafts(reachable(settings(context)), drafts)
    if chosen.schema_registry_url:
        raise HutongError(
            f"The registry is the one {environment_name('schema_registry_url')} names; unset it "
            "to serve our own.",
            ExitCode.USAGE,
        )
    prepare_schemas(chosen)
    topic = schemas_topic(chosen)
    # Here, because only this command needs them and they take half a second to import.
    from producers.schema_registry.api import registry_app  # noqa: PLC0415
    from producers.schema_registry.serving import listening, serving  # noqa: PLC0415

    with failing_clearly(), stop_on_signals() as request, following(topic) as followed:
        check(followed.catalogue(), str(topic))
        try:
            listener = listening(chosen.host, chosen.schema_registry_port)
        except OSError as error:
            raise _port_taken(chosen, error) from error
        with serving(registry_app(followed.catalogue), listener) as url:
            typer.echo(f"Serving {topic} on {url}")
            while not request.wait(_WAIT_S):
                pass


def _port_taken(chosen: Settings, error: OSError) -> HutongError:
    return HutongError(
        f"Port {chosen.schema_registry_port} on {chosen.host} cannot be used for the schema "
        f"registry ({error.strerror}): set {environment_name('schema_registry_port')} to another."
    )


def _reaching(context: typer.Context) -> Settings:
    """Return the settings; Kafka's port matters only where the topic is ours."""
    chosen = settings(context)
    return chosen if chosen.schema_registry_url else reachable(chosen)
