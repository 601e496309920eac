"""What is still to be written so that a registry holds our contracts, and what stands in the way.

Pure: a catalogue in, records or an error out.
"""

from __future__ import annotations

import json

from producers.schema_registry.catalogue import Catalogue
from producers.schema_registry.errors import ApiError, IdTakenError, NotPublishedError
from producers.schema_registry.forms import document_form
from producers.schema_registry.records import Record, Registered, ours, wanted

_NAMED = 5
"""Contracts that a message names before it counts the rest."""


def missing(standing: dict[bytes, bytes | None], where: str) -> list[Record]:
    """Return the records to write, in order; none when all stand as they should.

    Args:
        standing: key → last value of what is on the topic.
        where: how to name the topic in messages.

    Raises:
        IdTakenError: an id or a version of ours holds somebody else's schema.
    """
    catalogue = Catalogue.of(Record(key, value) for key, value in standing.items())
    for schema in ours():
        check_free(schema, catalogue, where)
    return [
        record
        for record in wanted()
        if record.key not in standing or not _says(record.value, standing[record.key])
    ]


def check(catalogue: Catalogue, where: str) -> None:
    """Check that a catalogue holds every contract of ours under its id.

    Raises:
        IdTakenError: an id or a version of ours holds somebody else's schema.
        NotPublishedError: contracts are not there, or stand there otherwise.
    """
    absent = []
    for schema in ours():
        check_free(schema, catalogue, where)
        there = catalogue.slot(schema.subject, schema.version)
        if there is None or there.deleted or not same_document(there.schema, schema.schema):
            absent.append(schema)
    if absent:
        raise not_published(absent, where)


def check_free(schema: Registered, catalogue: Catalogue, where: str) -> None:
    """Check that nobody else's schema has the id or the version of one of ours.

    Raises:
        IdTakenError: naming both.
    """
    slot = catalogue.slot(schema.subject, schema.version)
    if slot is not None and slot.schema_id != schema.schema_id:
        raise version_taken(schema, slot.schema_id, where)
    if slot is not None:
        return  # ours, perhaps as it was before it was released
    holder = catalogue.by_id(schema.schema_id)
    if holder is not None and not same_document(holder.schema, schema.schema):
        raise id_taken(schema, f"{holder.subject} version {holder.version}", where)


def same_document(one: str, other: str) -> bool:
    """Return whether two texts are the same schema, docs and all."""
    if one == other:
        return True
    try:
        return document_form(one) == document_form(other)
    except ApiError:
        return False


def _says(mine: bytes | None, there: bytes | None) -> bool:
    """Return whether a value says what ours does; other registries order or add properties."""
    if mine == there:
        return True
    if mine is None or there is None:
        return False
    try:
        wanted_value, found = json.loads(mine), json.loads(there)
    except ValueError:
        return False
    return isinstance(found, dict) and all(
        same_document(value, str(found.get(name)))
        if name == "schema"
        else found.get(name, False) == value
        for name, value in wanted_value.items()
    )


def id_taken(schema: Registered, holder: str, where: str) -> IdTakenError:
    """Return the error that says who has the id of one of ours."""
    return IdTakenError(
        f"Schema id {schema.schema_id} of {schema.subject} version {schema.version} is taken by "
        f"{holder} on {where}: our ids stand in the log for good, so use a registry of our own, or "
        f"remove that schema there."
    )


def version_taken(schema: Registered, other_id: int, where: str) -> IdTakenError:
    """Return the error that says under which other id a version of ours stands."""
    return IdTakenError(
        f"{schema.subject} version {schema.version} stands on {where} under the id {other_id}, not "
        f"{schema.schema_id}: whoever registered it let the registry choose. Delete that version "
        "there for good (permanent=true) and run 'hutong schema publish'."
    )


def not_published(absent: list[Registered], where: str) -> NotPublishedError:
    """Return the error that names what a registry lacks."""
    named = ", ".join(f"{s.subject} version {s.version}" for s in absent[:_NAMED])
    more = f" and {len(absent) - _NAMED} more" if len(absent) > _NAMED else ""
    return NotPublishedError(f"{where} lacks {named}{more}: run 'hutong schema publish'.")
