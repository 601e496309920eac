"""What lies across matters is judged again by the live judge when two of them become one."""

from __future__ import annotations

import json
from importlib.resources import files

from schemas.codec import encode
from schemas.events.hub import VerdictIssued
from schemas.instants import epoch_millis
from streams.casebook.reading import entries
from streams.casebook.world import default_world
from streams.judge.docket import Docket
from streams.judge.merge import LogRecord
from streams.judge.state import MemoryBase, State
from streams.packs import default_pack
from streams.policy.intake import Received
from tests.streams.vectors import founding

CASE = "HT-MB-01-6"


def _records() -> list[LogRecord]:
    text = files("streams.casebook").joinpath("data", "own", "authority.json").read_text("utf-8")
    case = next(case for case in json.loads(text) if case["id"] == CASE)
    told = [e for e in entries(case, default_world()) if isinstance(e, Received)]
    facts = [*founding(), *(r.fact for r in told)]
    return [
        LogRecord(
            fact.topic,
            0,
            offset,
            epoch_millis(fact.shared_at),
            fact.event.district.encode(),
            encode(fact.event),
            (),
        )
        for offset, fact in enumerate(facts)
    ]


def test_a_duplicate_inspection_is_withdrawn_once_a_filing_makes_both_one_matter() -> None:
    docket = Docket(State(MemoryBase()), default_pack(), 0)
    said: list[VerdictIssued] = []
    for record in _records():
        said += [o for o in docket.take(record) if isinstance(o, VerdictIssued)]
    duplicates = [v for v in said if v.code == "DUPLICATE_INSPECTION"]
    assert [v.withdrawn for v in duplicates] == [False, True]
    assert duplicates[1].supersedes_output_id == duplicates[0].output_id
