"""The project's worked cases, as tests of the live judge read them."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any

from streams.casebook.reading import entry
from streams.casebook.world import default_world
from streams.policy.facts import Fact
from streams.policy.intake import Received


@cache
def vectors() -> dict[str, dict[str, Any]]:
    """Return the worked cases by id."""
    text = files("streams.casebook").joinpath("data", "vectors.json").read_text("utf-8")
    return {case["id"]: case for case in json.loads(text)}


def credit_codes() -> Mapping[str, str]:
    """Return short code → credit code."""
    return default_world().codes


@cache
def founding() -> tuple[Fact, ...]:
    """Return the registry of the world of worked cases as facts."""
    return default_world().founding()


def received(vector_id: str, index: int, offset: int | None = None) -> Received:
    """Return an entry of a case as it was received, at an offset of its topic."""
    found = entry(vectors()[vector_id], index, default_world(), offset)
    assert isinstance(found, Received), found
    return found
