"""`hutong schema publish` and `serve`, and what the hub's start does with schemas."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import httpx
import pytest
from typer.testing import CliRunner

from infra import ExitCode, HutongError
from infra.cli import app
from infra.demo.run import reaching
from infra.demo.workers import environment
from infra.embedded import Instance
from infra.schema_registry import prepare_schemas, schemas_topic
from infra.settings import Settings, SettingsError
from producers.connecting import topic_names
from producers.schema_registry.api import registry_app
from producers.schema_registry.catalogue import Catalogue
from producers.schema_registry.records import Registered, schema_record, wanted
from producers.schema_registry.topic import read
from schemas.contracts import contracts, latest
from tests.producers.schema_registry.served import served

_PATIENCE_S = 60.0
_LASTING = {("up",), ("schema", "serve")}
"""Commands that run until they are stopped."""


@pytest.fixture
def settings(hub_instance: Instance, tmp_path: Path) -> Settings:
    chosen = Settings.load(
        data_dir=tmp_path, namespace=f"sc{uuid4().hex[:8]}.", schema_registry_port=0, drafts=True
    )
    return reaching(chosen, hub_instance)


@pytest.fixture
def elsewhere(settings: Settings) -> Iterator[Settings]:
    """The same hub with a registry of somebody else's that holds every contract."""
    catalogue = Catalogue.of(wanted())
    with served(registry_app(lambda: catalogue)) as url:
        yield settings.model_copy(update={"schema_registry_url": url})


@pytest.fixture
def taken() -> Iterator[int]:
    """A port that somebody listens on, so that nothing can be served there."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield server.getsockname()[1]


def _run(settings: Settings, *command: str) -> tuple[int, str]:
    result = CliRunner(env=environment(settings)).invoke(app, list(command))
    if isinstance(result.exception, HutongError):
        return result.exception.exit_code, result.exception.sentence
    return result.exit_code, result.output


def test_publish_says_where_the_schemas_stand_and_what_it_wrote(settings: Settings) -> None:
    first = json.loads(_run(settings, "schema", "publish", "--format", "json")[1])
    code, again = _run(settings, "schema", "publish")

    topic = schemas_topic(settings)
    assert first == {"where": str(topic), "schemas": len(contracts()), "written": len([*wanted()])}
    assert code == ExitCode.OK
    assert again == f"{len(contracts())} schemas stand on {topic}; 0 written now.\n"


@pytest.mark.parametrize(
    "command", [("schema", "publish"), ("schema", "serve"), ("topic", "create"), ("up",)]
)
def test_what_is_not_released_is_published_with_drafts_only(
    settings: Settings, taken: int, monkeypatch: pytest.MonkeyPatch, command: tuple[str, ...]
) -> None:
    monkeypatch.setattr(
        "producers.schema_registry.publishing.unreleased", lambda: (latest("penalty.decided"),)
    )
    released = settings.model_copy(update={"drafts": False, "schema_registry_port": taken})

    code, sentence = _run(released, *command)

    assert code == ExitCode.FAILURE
    assert "penalty.decided v" in sentence
    assert "--drafts" in sentence
    assert "尚未发布" in sentence
    topic = schemas_topic(settings)
    assert topic.name not in topic_names(topic.bootstrap, "test", _PATIENCE_S)
    if command not in _LASTING:
        assert _run(released, *command, "--drafts")[0] == ExitCode.OK
        assert list(read(topic)) == list(wanted())


def test_the_start_of_a_hub_publishes_to_its_own_topic(settings: Settings) -> None:
    prepare_schemas(settings)

    assert list(read(schemas_topic(settings))) == list(wanted())


def test_another_registry_is_only_checked_and_our_topic_is_not_made(elsewhere: Settings) -> None:
    prepare_schemas(elsewhere)

    topic = schemas_topic(elsewhere)
    assert topic.name not in topic_names(topic.bootstrap, "test", _PATIENCE_S)
    code, said = _run(elsewhere, "schema", "publish", "--format", "json")
    assert code == ExitCode.OK
    assert json.loads(said) == {
        "where": elsewhere.schema_registry_url,
        "schemas": len(contracts()),
        "written": 0,
    }


@pytest.mark.parametrize(
    ("standing", "complaint"),
    [
        (None, "run 'hutong schema publish'"),
        (Registered("orders-value", 1, 1, '"string"'), "id 1 of cn.xzzf.LawBasisChanged"),
    ],
)
def test_another_registry_that_lacks_our_schemas_keeps_the_hub_from_starting(
    settings: Settings, standing: Registered | None, complaint: str
) -> None:
    catalogue = Catalogue.of([schema_record(standing)] if standing else [])
    with served(registry_app(lambda: catalogue)) as url:
        chosen = settings.model_copy(update={"schema_registry_url": url})
        with pytest.raises(HutongError) as refused:
            prepare_schemas(chosen)

    assert refused.value.exit_code is ExitCode.FAILURE
    assert complaint in refused.value.sentence


def test_a_registry_that_does_not_answer_is_unreachable(settings: Settings) -> None:
    chosen = settings.model_copy(update={"schema_registry_url": "http://127.0.0.1:1"})

    code, sentence = _run(chosen, "schema", "publish")

    assert code == ExitCode.UNREACHABLE
    assert "HUTONG_SCHEMA_REGISTRY_URL" in sentence


@pytest.mark.parametrize("url", ["localhost:8081", "ftp://a", "http://", "http://a b"])
def test_an_address_that_is_none_is_refused(url: str) -> None:
    with pytest.raises(SettingsError, match="schema_registry_url"):
        Settings.load(schema_registry_url=url)


def test_serve_answers_until_it_is_stopped(settings: Settings) -> None:
    process = subprocess.Popen(
        [sys.executable, "-m", "infra.cli", "schema", "serve"],
        env=environment(settings)
        | {"PYTHONPATH": os.pathsep.join(sys.path), "PYTHONUNBUFFERED": "1"},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        line = process.stdout.readline() if process.stdout else ""
        url = line.rpartition(" on ")[2].strip()
        assert url.startswith("http://127.0.0.1:"), line
        deadline = time.monotonic() + _PATIENCE_S
        while not _answers(url):
            assert time.monotonic() < deadline, "it does not answer"
            time.sleep(0.1)
        assert httpx.get(f"{url}/schemas/ids/9/versions").json() == [
            {"subject": "cn.xzzf.PenaltyDecided", "version": 1}
        ]
    finally:
        process.terminate()
        _, complaints = process.communicate(timeout=30)
    assert (process.returncode, complaints) == (0, "")


def _answers(url: str) -> bool:
    try:
        return httpx.get(url).status_code == 200
    except httpx.HTTPError:
        return False


def test_serve_leaves_the_field_to_another_registry(elsewhere: Settings) -> None:
    code, sentence = _run(elsewhere, "schema", "serve")

    assert code == ExitCode.USAGE
    assert "HUTONG_SCHEMA_REGISTRY_URL" in sentence


def test_a_port_that_is_taken_is_named_with_the_setting_that_changes_it(
    settings: Settings, taken: int
) -> None:
    chosen = settings.model_copy(update={"schema_registry_port": taken})

    code, sentence = _run(chosen, "schema", "serve")

    assert code == ExitCode.FAILURE
    assert f"Port {taken} " in sentence
    assert "HUTONG_SCHEMA_REGISTRY_PORT" in sentence
