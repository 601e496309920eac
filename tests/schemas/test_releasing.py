"""A version is released, or marked as a draft, or lint fails."""

from __future__ import annotations

import json
from pathlib import Path
from shutil import copytree, ignore_patterns

import pytest

from schemas.avro import avro_schema
from schemas.catalogue import MODELS
from schemas.contracts import contracts, derive, digest, latest, unreleased
from schemas.contracts.__main__ import main

PENALTY = "penalty.decided"


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the contracts in which everything is released."""
    home = tmp_path / "contracts"
    copytree(derive.HOME, home, ignore=ignore_patterns("*.py", "__pycache__"))
    monkeypatch.setattr(derive, "HOME", home)
    monkeypatch.setattr("schemas.contracts.__main__.HOME", home)
    assert run(monkeypatch, "--release") == 0
    return home


def run(monkeypatch: pytest.MonkeyPatch, *arguments: str) -> int:
    """Run `python -m schemas.contracts`."""
    monkeypatch.setattr("sys.argv", ["contracts", *arguments])
    return main()


def change(monkeypatch: pytest.MonkeyPatch) -> None:
    """Give the model a field that no version has."""
    schema = json.loads(json.dumps(avro_schema(MODELS[PENALTY])))
    schema["fields"].append(
        {"name": "court", "type": ["null", "string"], "default": None, "doc": "法院 · Court"}
    )
    monkeypatch.setattr(
        derive,
        "avro_schema",
        lambda model: schema if model is MODELS[PENALTY] else avro_schema(model),
    )


def test_all_that_is_released_passes(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert run(monkeypatch, "--check") == 0
    assert json.loads((home / "drafts.json").read_text("utf-8")) == []


def test_a_new_version_that_is_neither_released_nor_marked_fails(
    home: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    change(monkeypatch)
    assert run(monkeypatch) == 0
    assert (home / "avro" / f"{PENALTY}.v{latest(PENALTY).version + 1}.avsc").exists()

    assert run(monkeypatch, "--check") == 1
    said = capsys.readouterr().err
    assert f"draft: {PENALTY}; run `python -m schemas.contracts --release`" in said
    assert "尚未发布" in said

    assert run(monkeypatch, "--draft", PENALTY) == 0
    assert json.loads((home / "drafts.json").read_text("utf-8")) == [PENALTY]
    assert run(monkeypatch, "--check") == 0

    assert run(monkeypatch, "--release") == 0
    assert json.loads((home / "drafts.json").read_text("utf-8")) == []
    assert run(monkeypatch, "--check") == 0


def test_a_released_schema_that_is_edited_fails_and_is_not_rewritten(
    home: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    path = home / "avro" / f"{PENALTY}.v{latest(PENALTY).version}.avsc"
    path.write_text(path.read_text("utf-8").replace("行政处罚", "处罚"), "utf-8")

    assert run(monkeypatch, "--check") == 1
    assert "was released and must not change" in capsys.readouterr().err


def test_what_is_not_released_is_known_by_its_digest(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("schemas.contracts.FOLDER", home)
    unreleased.cache_clear()
    try:
        assert unreleased() == ()
        kept = json.loads((home / "released.json").read_text("utf-8"))
        kept["9"] = digest("something else")
        (home / "released.json").write_text(json.dumps(kept), "utf-8")
        unreleased.cache_clear()
        assert unreleased() == (contracts()[9],)
    finally:
        unreleased.cache_clear()
