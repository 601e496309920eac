"""Where this hub's schemas are: its own topic, or the registry that the settings name."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from dataclasses import dataclass

from infra import ExitCode, HutongError
from infra.embedded.events import Changed, Failed, Notice, Report
from infra.settings import Settings
from infra.topics import bootstrap
from producers.schema_registry.errors import RegistryError, RegistryUnreachableError
from producers.schema_registry.external import ExternalRegistry
from producers.schema_registry.publishing import refuse_drafts
from producers.schema_registry.topic import SchemasTopic, publish
from schemas.contracts import contracts
from schemas.topics import Topics


@dataclass(frozen=True, slots=True)
class Outcome:
    """What publishing did: where the contracts stand, how many, and records written for it."""

    where: str
    schemas: int
    written: int


def schemas_topic(settings: Settings) -> SchemasTopic:
    """Return where this hub's own registry keeps its records."""
    return SchemasTopic(bootstrap(settings), Topics(settings.namespace).schemas)


def publish_schemas(settings: Settings) -> Outcome:
    """Write the contracts to the topic, or register them with the registry of the settings.

    Raises:
        HutongError: a contract is not released, an id is taken, or the registry refused (exit 1);
            it does not answer (exit 4).
    """
    refuse_unreleased(settings)
    with failing_clearly():
        if settings.schema_registry_url:
            with ExternalRegistry(settings.schema_registry_url) as registry:
                return Outcome(registry.where, len(contracts()), registry.publish())
        topic = schemas_topic(settings)
        return Outcome(str(topic), len(contracts()), publish(topic).written)


def prepare_schemas(settings: Settings) -> None:
    """Publish the contracts to the hub's own topic; only check those of another registry.

    A registry of somebody else's is written to when asked, not whenever a hub starts.

    Raises:
        HutongError: as `publish_schemas`, or the registry lacks contracts.
    """
    if not settings.schema_registry_url:
        publish_schemas(settings)
        return
    with failing_clearly(), ExternalRegistry(settings.schema_registry_url) as registry:
        registry.verify()


def refuse_unreleased(settings: Settings) -> None:
    """Refuse contracts that are not released, unless the settings take drafts.

    Raises:
        HutongError: naming them.
    """
    if not settings.drafts:
        with failing_clearly():
            refuse_drafts()


def with_schemas(settings: Settings, report: Report) -> Report:
    """Return a report function that prepares the schemas as soon as the instance is ready.

    Raises:
        HutongError: they could not be published then, so nothing need be started.
    """
    if not settings.schema_registry_url:
        refuse_unreleased(settings)
    done = False

    def reporting(event: Notice | Changed | Failed) -> None:
        nonlocal done
        if isinstance(event, Changed) and event.state.phase == "ready" and not done:
            done = True
            kafka = event.state.parts["kafka"].ports["client"]
            prepare_schemas(settings.model_copy(update={"kafka_port": kafka}))
        report(event)

    return reporting


@contextlib.contextmanager
def failing_clearly() -> Iterator[None]:
    """Turn what the registry's room raises into one sentence and an exit code."""
    try:
        yield
    except RegistryUnreachableError as error:
        raise HutongError(str(error), ExitCode.UNREACHABLE) from error
    except RegistryError as error:
        raise HutongError(str(error)) from error
