"""A registry of somebody else's in the place of ours.

Against Apicurio, a real one, which numbers schemas by itself, and against a stand-in that imports
ids by the rules of Confluent's, since none that can be fetched by a package name does.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import httpx
import pytest
from confluent_kafka.schema_registry import SchemaRegistryClient

from producers.schema_registry.api import registry_app
from producers.schema_registry.catalogue import Catalogue
from producers.schema_registry.errors import (
    IdTakenError,
    NotPublishedError,
    RegistryError,
    RegistryUnreachableError,
)
from producers.schema_registry.external import ExternalRegistry
from producers.schema_registry.publishing import same_document
from producers.schema_registry.records import Registered, levels, ours, schema_record
from tests.producers.schema_registry.apicurio import apicurio, unpacked
from tests.producers.schema_registry.importing import Importing
from tests.producers.schema_registry.served import served

STRANGER = '{"type":"record","name":"Stranger","fields":[]}'


@pytest.fixture(scope="module")
def program(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return unpacked(tmp_path_factory.mktemp("apicurio"))


@pytest.fixture
def real(program: Path) -> Iterator[str]:
    with apicurio(program) as url:
        yield url


@pytest.fixture
def imported() -> Importing:
    return Importing()


@pytest.fixture
def stand_in(imported: Importing) -> Iterator[str]:
    with served(imported.app()) as url:
        yield url


@pytest.fixture(params=["real", "stand_in"])
def empty(request: pytest.FixtureRequest) -> str:
    """An empty registry, of either kind."""
    url: str = request.getfixturevalue(request.param)
    return url


def test_publishing_gives_an_empty_registry_every_contract_with_our_ids(empty: str) -> None:
    with ExternalRegistry(empty) as registry:
        with pytest.raises(NotPublishedError, match="run 'hutong schema publish'"):
            registry.verify()
        assert registry.publish() == len(ours())
        assert registry.publish() == 0
        registry.verify()

    with SchemaRegistryClient({"url": empty}) as client:
        for schema in ours():
            found = client.get_version(schema.subject, schema.version)
            assert found.schema_id == schema.schema_id
            assert same_document(found.schema.schema_str, schema.schema)
        for subject, level in levels().items():
            assert client.get_compatibility(subject) == level
            assert httpx.get(f"{empty}/mode/{subject}").json().get("mode") != "IMPORT"


def test_an_id_that_somebody_else_has_is_said_and_nothing_is_written(empty: str) -> None:
    theirs = httpx.post(f"{empty}/subjects/orders-value/versions", json={"schema": STRANGER})
    assert theirs.json()["id"] == 1

    with (
        ExternalRegistry(empty) as registry,
        pytest.raises(IdTakenError, match=r"id 1 of cn\.xzzf\.LawBasisChanged version 1 is taken"),
    ):
        registry.publish()
    assert httpx.get(f"{empty}/subjects").json() == ["orders-value"]


def test_a_registry_that_numbers_by_itself_is_found_out_at_the_first_schema(
    imported: Importing, stand_in: str
) -> None:
    imported.obeys = False
    imported.put(Registered("orders-value", 1, 90_001, STRANGER))

    with (
        ExternalRegistry(stand_in) as registry,
        pytest.raises(RegistryError, match="under the id 90002 in spite of ours, 1"),
    ):
        registry.publish()
    assert len([kind for kind, _ in imported.writes if kind == "schema"]) == 1
    assert "IMPORT" not in imported.modes.values()


def test_a_registry_without_modes_will_do_while_its_numbers_come_out_as_ours(
    imported: Importing, stand_in: str
) -> None:
    imported.has_modes = False
    first, *others = ours()
    for schema in others:
        imported.put(schema)
    imported.catalogue.apply(schema_record(replace(first, subject="orders-value")))
    newest = max(s.schema_id for s in others)

    with (
        ExternalRegistry(stand_in) as registry,
        pytest.raises(RegistryError, match=f"under the id {newest + 1} in spite of ours, 1"),
    ):
        registry.publish()

    imported.catalogue = Catalogue()
    for schema in ours()[:-1]:
        imported.put(schema)
    with ExternalRegistry(stand_in) as registry:
        assert registry.publish() == 1


def test_only_what_is_missing_is_imported_beside_what_others_have(
    imported: Importing, stand_in: str
) -> None:
    imported.put(Registered("orders-value", 1, 90_001, STRANGER))
    for schema in ours()[:-1]:
        imported.put(schema)
    imported.modes[ours()[-1].subject] = "READWRITE"

    with ExternalRegistry(stand_in) as registry:
        assert registry.publish() == 1

    assert [subject for kind, subject in imported.writes if kind == "schema"] == [
        ours()[-1].subject
    ]
    assert imported.modes == {ours()[-1].subject: "READWRITE"}


def test_a_version_of_ours_that_stands_under_another_id_is_said(
    imported: Importing, stand_in: str
) -> None:
    imported.put(replace(ours()[0], schema_id=90_001))

    with (
        ExternalRegistry(stand_in) as registry,
        pytest.raises(IdTakenError, match="under the id 90001, not 1"),
    ):
        registry.verify()
    assert imported.writes == []


def test_a_registry_that_may_only_be_read_is_named_with_its_refusal() -> None:
    with (
        served(registry_app(Catalogue)) as url,
        ExternalRegistry(url) as registry,
        pytest.raises(
            RegistryError, match=r"refused mode IMPORT .* 42205 This registry is read-on"
        ),
    ):
        registry.publish()


def test_no_registry_and_something_else_are_told_apart_without_showing_the_password() -> None:
    with (
        ExternalRegistry("http://hub:secret@127.0.0.1:1") as registry,
        pytest.raises(RegistryUnreachableError) as away,
    ):
        registry.verify()
    assert "127.0.0.1:1" in str(away.value)
    assert "secret" not in str(away.value)
