"""What is still to be written so that a registry holds our contracts, and what stands in the way.

Pure: a catalogue in, records or an error out.
"""

from __future__ import annotations

import json
from collections.abc import Sequence

from producers.schema_registry.catalogue import Catalogue
from producers.schema_registry.errors import (
    ApiError,
    ChangedError,
    DraftError,
    IdTakenError,
    NotPublishedError,
)
from producers.schema_registry.forms import document_form
from producers.schema_registry.records import Record, Registered, ours, wanted
from schemas.contracts import Contract, unreleased

_NAMED = 5
"""Contracts that a message names before it counts the rest."""


def refuse_drafts() -> None:
    """Refuse to publish while a contract may still change under its id.

    Raises:
        DraftError: naming those that are not released.
    """
    drafts = unreleased()
    if drafts:
        raise DraftError(_drafts(drafts))


def _drafts(drafts: Sequence[Contract]) -> str:
    names = ", ".join(f"{c.event_type} v{c.version} (id {c.schema_id})" for c in drafts[:_NAMED])
    more = len(drafts) - _NAMED
    zh, en = (f" 等 {len(drafts)} 个", f" and {more} more") if more > 0 else ("", "")
    return (
        f"合同版本尚未发布、内容还会变，不能登记：{names}{zh}；先运行 "
        "python -m schemas.contracts --release，仅限试用时加 --drafts。 / "
        f"Contracts are not released and may still change under their ids: {names}{en}; release "
        "them with 'python -m schemas.contracts --release', or add --drafts on a hub that is only "
        "tried out."
    )


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
        ChangedError: one of ours stands there with another content.
    """
    slot = catalogue.slot(schema.subject, schema.version)
    if slot is not None and slot.schema_id != schema.schema_id:
        raise version_taken(schema, slot.schema_id, where)
    if slot is not None:
        if not same_document(slot.schema, schema.schema):
            raise changed(schema, where)
        return
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


def changed(schema: Registered, where: str) -> ChangedError:
    """Return the error that says that a contract stands there with another content."""
    return ChangedError(
        f"{schema.subject} 第 {schema.version} 版（编号 {schema.schema_id}）在 {where} 上已登记，"
        "内容与这里不同：已登记的合同不得改变。请恢复原文，另立新版本；若登记的是草案，请换用空的"
        f"命名空间或数据目录。 / {schema.subject} version {schema.version} (id {schema.schema_id}) "
        f"stands on {where} with another content: what is published never changes, for messages "
        "are written with it. Restore its text and put the change into a new version; where a "
        "draft was published, use an empty namespace or data directory."
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
