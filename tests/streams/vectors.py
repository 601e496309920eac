"""The project's worked cases, as tests read them."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any

from schemas.codec import cloud_headers, encode
from schemas.instants import epoch_millis
from streams.casebook.reading import entries, entry
from streams.casebook.world import default_world
from streams.coverage import worked_cases
from streams.judge.merge import LogRecord
from streams.policy.facts import Fact
from streams.policy.intake import Received


@cache
def vectors() -> dict[str, Mapping[str, Any]]:
    """Return the worked cases of the specification by id."""
    return {case["id"]: case for case in worked_cases() if case["id"].startswith("VS-")}


def case(case_id: str) -> Mapping[str, Any]:
    """Return a worked case, of the specification or the project's own."""
    return next(case for case in worked_cases() if case["id"] == case_id)


def credit_codes() -> Mapping[str, str]:
    """Return short code → credit code."""
    return default_world().codes


@cache
def founding() -> tuple[Fact, ...]:
    """Return the registry of the world of worked cases as facts."""
    return default_world().founding()


def received(case_id: str, index: int, offset: int | None = None) -> Received:
    """Return an entry of a case as it was received, at an offset of its topic."""
    found = entry(case(case_id), index, default_world(), offset)
    assert isinstance(found, Received), found
    return found


def all_received(worked: Mapping[str, Any]) -> list[Received]:
    """Return every entry of a case that the hub can read, as it was received."""
    return [e for e in entries(worked, default_world()) if isinstance(e, Received)]


def log_record(fact: Fact, offset: int) -> LogRecord:
    """Return a fact as the record it came in, at an offset of its topic."""
    event = fact.event
    return LogRecord(
        fact.topic,
        0,
        offset,
        epoch_millis(fact.shared_at),
        event.district.encode(),
        encode(event),
        tuple(cloud_headers(event)),
    )
